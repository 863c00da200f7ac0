-- The persons who have one of the numbers in `wanted`.
WITH numbered AS (
    SELECT rowid AS place FROM people WHERE personal_id IN (SELECT value FROM wanted)
    UNION
    SELECT rowid FROM people WHERE old_id IN (SELECT value FROM wanted)
)
SELECT {columns} FROM people SEMI JOIN numbered ON people.rowid = numbered.place
