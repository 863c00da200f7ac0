"""Logins of the warehouse: the role of each, the areas it sees. The rules are in the database (docs/access.md)."""
