"""Reading a stream of time registrations: this package, aiohttp by hand, and what others offer."""
