-- The persons who have one of the numbers in `wanted`.
SELECT {columns}
FROM people
WHERE personal_id IN (SELECT value FROM wanted) OR old_id IN (SELECT value FROM wanted)
