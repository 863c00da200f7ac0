-- `people` as integer codes: what blocking joins on. `person` is their row. Numbers are as narrow as they can be, for every
-- rule of blocking reads them all.
CREATE TABLE person AS
SELECT
    p.file_row_number::INTEGER AS person,
    try_cast(p.personal_id AS BIGINT) AS id,
    try_cast(p.old_id AS INTEGER) AS old,
    (try_cast(p.personal_id AS BIGINT) % 1000000)::INTEGER AS tail,
    n.spelling::INTEGER AS spelling,
    n.folded::INTEGER AS folded,
    n.given::INTEGER AS given,
    n.surname::INTEGER AS surname,
    p.birth_year,
    p.birth_month,
    p.birth_day,
    p.birth_year::INTEGER * 10000 + p.birth_month * 100 + p.birth_day AS birth,
    p.birth_year::INTEGER * 10000 + p.birth_month * 100 + p.birth_day AS swapped,
    CASE p.sex WHEN 'M' THEN 1 WHEN 'F' THEN 2 END::TINYINT AS sex,
    try_cast(p.ward_code AS INTEGER) AS ward,
    try_cast(p.district_code AS SMALLINT) AS district,
    v.code::INTEGER AS village
FROM people AS p
JOIN spelled AS n ON p.name = n.name
LEFT JOIN village AS v ON p.village = v.text
