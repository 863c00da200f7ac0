-- Per record by how much its block on {keys} grew: of `person` the first $gone left the register, the others came.
WITH moved AS (SELECT {keys}, sum(CASE WHEN person < $gone THEN -1 ELSE 1 END) AS grew FROM person GROUP BY ALL)
SELECT record.record, moved.grew::INTEGER AS grew FROM record JOIN moved USING ({keys}) WHERE moved.grew <> 0
