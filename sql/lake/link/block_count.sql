-- Per record how many of the persons agree with it on {keys}.
WITH size AS (SELECT {keys}, count(*) AS persons FROM person GROUP BY ALL)
SELECT record.record, size.persons::INTEGER AS persons FROM record JOIN size USING ({keys})
