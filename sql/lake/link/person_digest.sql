-- A number for each row of `people`, equal where all that linkage reads is. The engine's: another version of it is another
-- method (nights.py).
SELECT hash({columns}) AS digest FROM people
