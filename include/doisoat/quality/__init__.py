"""Judges tables as a whole, by the suites in expectations/: a critical failure stops the night, a warning is told."""
