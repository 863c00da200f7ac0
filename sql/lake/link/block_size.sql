-- Per record how many persons agree with it on {keys}, and where they are more than $largest, on {refined}.
-- `hit` are the persons that share {keys} with some record: one pass over the register, whatever comes after.
-- A key that is null on either side joins nothing.
CREATE OR REPLACE TEMP TABLE block AS
WITH size AS (SELECT {keys}, count(*) AS persons FROM hit GROUP BY ALL),
     sized AS (SELECT record.*, size.persons FROM record JOIN size USING ({keys})),
     refined_size AS (
         SELECT {refined}, count(*) AS refined
         FROM hit SEMI JOIN (FROM sized WHERE persons > $largest) USING ({refined})
         GROUP BY ALL
     )
SELECT sized.record, sized.persons, CASE WHEN sized.persons > $largest THEN coalesce(r.refined, 0) ELSE 0 END AS refined
FROM sized LEFT JOIN refined_size AS r USING ({refined})
