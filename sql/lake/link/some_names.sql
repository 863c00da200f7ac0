-- Names of the register's first rows, with their numbers: enough to see whether these are of person_name.
SELECT name, name_number FROM people LIMIT 100000
