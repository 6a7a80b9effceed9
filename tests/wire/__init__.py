"""What the session does when the network, the identity server or the API misbehaves."""
