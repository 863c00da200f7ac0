-- `people` as integer codes, in no order: what blocking joins on. Numbers are as narrow as they can be, for every rule of
-- blocking reads them all.
SELECT
    try_cast(p.personal_id AS BIGINT) AS id,
    try_cast(p.old_id AS INTEGER) AS old,
    (try_cast(p.personal_id AS BIGINT) % 1000000)::INTEGER AS tail,
    p.name_number AS spelling,
    p.birth_year,
    p.birth_month,
    p.birth_day,
    p.birth_year::INTEGER * 10000 + p.birth_month * 100 + p.birth_day AS birth,
    CASE p.sex WHEN 'M' THEN 1 WHEN 'F' THEN 2 END::TINYINT AS sex,
    try_cast(p.ward_code AS INTEGER) AS ward,
    try_cast(p.district_code AS SMALLINT) AS district,
    v.code::INTEGER AS village,
    p.digest
FROM people AS p
LEFT JOIN village AS v ON p.village = v.text
