-- The persons who changed, as they were.
SELECT {columns} FROM changed WHERE place IS NULL
