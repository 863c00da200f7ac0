"""Measurements that take too long for tests. `python -m benchmarks` runs them; see README.md here."""
