"""How well records are linked, and how fast, beside Splink on the same columns: `python -m benchmarks.linkage`."""
