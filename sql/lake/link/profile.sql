-- What the judgements of a night say, counted: how each was found, how it ended, and of those with a candidate the level
-- that each field reached. What people decided is no word of the model and is left out of the levels.
-- Many judgements say the same up to the prior, so that few texts are read as JSON.
WITH alike AS (
    SELECT match_status, match_method, split_part(match_evidence, ', "prior": ', 1) || '}' AS evidence, count(*) AS records
    FROM links
    GROUP BY ALL
),
told AS (
    SELECT
        match_status,
        match_method,
        records,
        json_extract_string(evidence, '$.pass') AS pass,
        json_extract_string(evidence, $paths) AS level
    FROM alike
)
SELECT 'status' AS aspect, match_status AS code, sum(records)::BIGINT AS records FROM told GROUP BY aspect, code
UNION ALL
SELECT 'pass' AS aspect, CASE match_method WHEN 'clerical' THEN 'clerical' ELSE pass END AS code, sum(records)::BIGINT
FROM told
GROUP BY aspect, code
UNION ALL
SELECT aspect, code, sum(records)::BIGINT
FROM (SELECT unnest($fields) AS aspect, unnest(level) AS code, records FROM told WHERE match_method <> 'clerical')
WHERE code IS NOT NULL
GROUP BY aspect, code
ORDER BY ALL
