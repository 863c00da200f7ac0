-- The persons whom the register in $former did not hold as the one in $tonight does, as far as linkage reads them.
-- The engine's hashes are compared here and kept nowhere.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT coalesce(n.id, f.id) AS id
FROM (SELECT try_cast(personal_id AS BIGINT) AS id, hash({columns}) AS row FROM read_parquet($tonight)) AS n
FULL JOIN (SELECT try_cast(personal_id AS BIGINT) AS id, hash({columns}) AS row FROM read_parquet($former)) AS f
    ON n.id = f.id
WHERE n.row IS DISTINCT FROM f.row
