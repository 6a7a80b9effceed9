"""What is measured, one table each."""
