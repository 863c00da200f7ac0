-- Everybody in the register's file, in its order, with the digest of the row.
SELECT personal_id::BIGINT AS person, hash({columns}) AS digest FROM read_parquet($population)
