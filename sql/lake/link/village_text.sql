-- Every distinct village text of `people`.
SELECT DISTINCT village AS text
FROM people
WHERE village IS NOT NULL
ORDER BY village
