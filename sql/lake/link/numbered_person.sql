-- The persons of a register who have one of the numbers in `wanted`.
SELECT {columns} FROM read_parquet($population) SEMI JOIN wanted ON personal_id = wanted.number
UNION
SELECT {columns} FROM read_parquet($population) SEMI JOIN wanted ON old_id = wanted.number
