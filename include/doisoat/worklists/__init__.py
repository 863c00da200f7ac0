"""What the wards get each night, and what they are told of what they sent back: workbooks with names in them."""

SHARDS = 4  # tasks that share the wards: two a core
