"""The mail of a night, in Vietnamese: numbers and who must act; nothing of any person."""
