"""The layers between a call and the network, one file each; none imports another, `session` stacks them.

Retry -> Authorize -> Limit -> (the caller's middleware) -> Wire -> aiohttp
"""
