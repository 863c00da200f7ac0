-- Pairs of record and person that agree on {keys}; in a block of more persons than $largest, on {refined}.
-- A key that is null on either side joins nothing.
WITH wanted AS (SELECT DISTINCT {keys} FROM record),
     size AS (SELECT {keys}, count(*) AS persons FROM person JOIN wanted USING ({keys}) GROUP BY {keys}),
     whole AS (
         SELECT record.record, person.person
         FROM record
         JOIN size USING ({keys})
         JOIN person USING ({keys})
         WHERE size.persons <= $largest
     ),
     large AS (SELECT record.* FROM record JOIN size USING ({keys}) WHERE size.persons > $largest),
     refined_size AS (
         SELECT {refined}, count(*) AS persons
         FROM person JOIN (SELECT DISTINCT {refined} FROM large) USING ({refined})
         GROUP BY {refined}
     )
SELECT record, person FROM whole
UNION ALL
SELECT large.record, person.person
FROM large
JOIN refined_size USING ({refined})
JOIN person USING ({refined})
WHERE refined_size.persons <= $largest
