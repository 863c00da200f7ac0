-- The persons at the rows that `wanted` names, in their order.
SELECT {columns}
FROM people
SEMI JOIN wanted ON people.file_row_number = wanted.place
ORDER BY people.file_row_number
