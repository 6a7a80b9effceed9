"""What is written about the tenants: the TOML file, and the files with secrets."""
