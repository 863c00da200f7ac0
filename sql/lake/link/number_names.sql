-- Persons whom intake did not number: their names as core/person_name has them, and themselves with the number of the name
-- and a digest of what linkage reads, as core/population has them.
CREATE TEMP TABLE person_name AS
SELECT name, any_value(name_folded) AS name_folded FROM sent GROUP BY name ORDER BY name_folded, name;

CREATE TEMP VIEW people AS
WITH numbered AS (SELECT name, rowid::INTEGER AS number FROM person_name)
SELECT {columns}, file_row_number, numbered.number AS name_number, hash({columns}) AS digest
FROM sent JOIN numbered USING (name)
