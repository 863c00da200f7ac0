"""Banks from names as written."""
