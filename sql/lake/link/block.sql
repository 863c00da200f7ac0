-- Pairs of record and person that agree on {keys}; in a block of more persons than $largest, on {refined}, unless
-- these are too many as well. `block` says how many they are (block_size.sql).
SELECT record.record, hit.person
FROM record
JOIN block ON record.record = block.record
JOIN hit USING ({keys})
WHERE block.persons <= $largest
UNION ALL
SELECT record.record, hit.person
FROM record
JOIN block ON record.record = block.record
JOIN hit USING ({refined})
WHERE block.persons > $largest AND block.refined <= $largest
