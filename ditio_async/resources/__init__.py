"""What can be called, one file a domain: its Structs, then its `Resource`."""
