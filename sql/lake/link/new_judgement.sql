-- What a night links otherwise than the one before, and the records ({keys}) that are no longer there.
SELECT *, false AS "left" FROM (FROM links EXCEPT FROM former)
UNION ALL BY NAME
SELECT {keys}, true AS "left" FROM former ANTI JOIN links USING ({keys})
ORDER BY {keys}
