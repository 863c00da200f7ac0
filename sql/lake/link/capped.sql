-- How many records stand in a block of more than $largest persons.
WITH wanted AS (SELECT DISTINCT {keys} FROM record),
     size AS (SELECT {keys}, count(*) AS persons FROM person JOIN wanted USING ({keys}) GROUP BY {keys})
SELECT count(*) FROM record JOIN size USING ({keys}) WHERE size.persons > $largest
