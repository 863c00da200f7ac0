-- The rows of the register's file that `wanted` names.
SELECT {columns}
FROM read_parquet($population, file_row_number => true) AS people
SEMI JOIN wanted ON people.file_row_number = wanted.place
ORDER BY people.file_row_number
