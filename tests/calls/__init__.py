"""Every call against a server that knows nothing of the library and takes nothing that the API does not document."""
