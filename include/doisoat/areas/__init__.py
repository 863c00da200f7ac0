"""Districts and wards, valid on a date, from names as written."""
