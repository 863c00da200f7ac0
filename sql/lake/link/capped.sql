-- How many records stand in a block of more than $largest persons; `hit` as in block.sql.
WITH size AS (SELECT {keys}, count(*) AS persons FROM hit GROUP BY ALL)
SELECT count(*) FROM record JOIN size USING ({keys}) WHERE size.persons > $largest
