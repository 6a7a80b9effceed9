"""SCIM against the servers, clients and testers of others, who read the RFCs for themselves."""
