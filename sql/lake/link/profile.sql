-- What the judgements of a night say, counted: how each was found, how it ended, and of those with a candidate the level
-- that each field reached. What people decided is no word of the model and is left out of the levels.
WITH told AS (
    SELECT
        match_status,
        match_method,
        json_extract_string(match_evidence, '$.pass') AS pass,
        json_extract_string(match_evidence, $paths) AS level
    FROM links
)
SELECT 'status' AS aspect, match_status AS code, count(*) AS records FROM told GROUP BY ALL
UNION ALL
SELECT 'pass', CASE match_method WHEN 'clerical' THEN 'clerical' ELSE pass END, count(*) FROM told GROUP BY ALL
UNION ALL
SELECT aspect, code, count(*)
FROM (SELECT unnest($fields) AS aspect, unnest(level) AS code FROM told WHERE match_method <> 'clerical')
WHERE code IS NOT NULL
GROUP BY ALL
ORDER BY ALL
