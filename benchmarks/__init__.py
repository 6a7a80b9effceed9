"""What the package costs, measured against bare aiohttp in the same run. `python -m benchmarks` runs it all."""
