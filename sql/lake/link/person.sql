-- `people` as integer codes: what blocking joins on. `person` is their row.
CREATE TABLE person AS
SELECT
    p.file_row_number AS person,
    try_cast(p.personal_id AS BIGINT) AS id,
    try_cast(p.old_id AS BIGINT) AS old,
    try_cast(right(p.personal_id, 6) AS INTEGER) AS tail,
    n.spelling,
    n.folded,
    n.given,
    n.surname,
    p.birth_year,
    p.birth_month,
    p.birth_day,
    p.birth_year::INTEGER * 10000 + p.birth_month * 100 + p.birth_day AS birth,
    p.birth_year::INTEGER * 10000 + p.birth_month * 100 + p.birth_day AS swapped,
    CASE p.sex WHEN 'M' THEN 1 WHEN 'F' THEN 2 END AS sex,
    try_cast(p.ward_code AS INTEGER) AS ward,
    try_cast(p.district_code AS INTEGER) AS district,
    v.code AS village
FROM people AS p
JOIN spelled AS n ON p.name = n.name
LEFT JOIN village AS v ON p.village = v.text
