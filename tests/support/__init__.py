"""What the tests share: servers that misbehave, time that can be turned, checks for leaks."""
