-- What scoring compares, of the persons in `candidate` only, in the order of their rows.
SELECT
    c.person,
    p.personal_id,
    c.id,
    c.old,
    c.birth_year,
    c.birth_month,
    c.birth_day,
    c.sex,
    c.ward,
    c.district,
    c.village,
    p.name,
    p.name_folded AS folded,
    n.persons
FROM person AS c
JOIN candidate ON c.person = candidate.person
JOIN read_parquet($population, file_row_number = true) AS p ON p.file_row_number = c.person
JOIN folded_name AS n ON n.code = c.folded
ORDER BY c.person
