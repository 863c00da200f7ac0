"""Look-up: find an entry by code, name, number or account, and read its story. Every view is logged with its why."""
