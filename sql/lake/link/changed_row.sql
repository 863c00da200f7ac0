-- The rows of a register of the persons in `changed`.
SELECT {columns} FROM read_parquet($population) WHERE try_cast(personal_id AS BIGINT) IN (SELECT id FROM changed)
