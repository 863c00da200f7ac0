-- The rows of the register in $former that `people` has otherwise or not at all, and the places in `people` (`place`) of
-- those that $former has otherwise or not at all.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT f.*, n.rowid AS place
FROM (SELECT {columns}, hash({columns}) AS row FROM read_parquet($former)) AS f
FULL JOIN people AS n ON f.personal_id = n.personal_id AND f.row = n.row
WHERE f.personal_id IS NULL OR n.personal_id IS NULL
