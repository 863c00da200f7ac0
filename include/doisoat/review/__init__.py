"""What people decided about doubtful matches: recorded once, never changed, taken back by a further record."""
