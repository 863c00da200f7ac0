-- The row of `content` that says of each of `records` what it was compared with, if one does.
SELECT r.row, min(c.entry) AS entry
FROM records AS r
JOIN content AS c ON {equal}
GROUP BY r.row
