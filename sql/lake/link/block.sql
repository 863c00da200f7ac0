-- Pairs of record and person that agree on {keys}; in a block of more persons than $largest, on {refined}.
-- `hit` are the persons that share {keys} with some record: one pass over the register, whatever comes after.
-- A key that is null on either side joins nothing.
WITH size AS (SELECT {keys}, count(*) AS persons FROM hit GROUP BY ALL),
     whole AS (
         SELECT record.record, hit.person
         FROM record
         JOIN size USING ({keys})
         JOIN hit USING ({keys})
         WHERE size.persons <= $largest
     ),
     large AS (SELECT record.* FROM record JOIN size USING ({keys}) WHERE size.persons > $largest),
     refined_size AS (
         SELECT {refined}, count(*) AS persons
         FROM hit SEMI JOIN large USING ({refined})
         GROUP BY ALL
     )
SELECT record, person FROM whole
UNION ALL
SELECT large.record, hit.person
FROM large
JOIN refined_size USING ({refined})
JOIN hit USING ({refined})
WHERE refined_size.persons <= $largest
