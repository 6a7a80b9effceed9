"""The resources that can be brought into line."""
