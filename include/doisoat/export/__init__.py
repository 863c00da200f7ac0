"""The masked views of a night as Parquet, for notebooks."""
