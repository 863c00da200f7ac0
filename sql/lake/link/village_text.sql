-- Every distinct village text of the register.
SELECT DISTINCT village AS text
FROM read_parquet($population)
WHERE village IS NOT NULL
ORDER BY village
