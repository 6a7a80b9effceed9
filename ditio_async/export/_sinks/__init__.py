"""Where records go: files of three kinds."""
