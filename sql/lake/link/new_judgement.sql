-- What a night links otherwise than the one before, and the records ({keys}) that are no longer there. Rows of one record
-- are compared by the engine's hashes, which are kept nowhere.
SELECT * EXCLUDE (row), false AS "left"
FROM (SELECT *, hash({columns}) AS row FROM links)
ANTI JOIN (SELECT {keys}, hash({columns}) AS row FROM former) USING ({keys}, row)
UNION ALL BY NAME
SELECT {keys}, true AS "left" FROM former ANTI JOIN links USING ({keys})
ORDER BY {keys}
