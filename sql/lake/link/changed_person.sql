-- The persons whom the register did not hold in `former` as it holds them now, as far as linkage reads them. The
-- hashes are compared here and nowhere kept.
CREATE TEMP TABLE changed AS
SELECT coalesce(n.personal_id, f.personal_id) AS personal_id
FROM (SELECT personal_id, hash({columns}) AS row FROM read_parquet($tonight)) AS n
FULL JOIN (SELECT personal_id, hash({columns}) AS row FROM read_parquet($former)) AS f
    ON n.personal_id = f.personal_id
WHERE n.row IS DISTINCT FROM f.row
