"""The only input and output: object storage, the lake on it, and the warehouse."""
