-- The persons who changed, as they are.
SELECT {columns} FROM people SEMI JOIN changed ON people.rowid = changed.place
