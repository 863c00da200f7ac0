-- What scoring compares, of the persons in `candidate` only, in the order of their rows.
SELECT
    c.person,
    lpad(c.id::VARCHAR, 12, '0') AS personal_id,
    c.id,
    c.old,
    c.birth_year,
    c.birth_month,
    c.birth_day,
    c.sex,
    c.ward,
    c.district,
    c.village,
    n.name,
    f.text AS folded,
    f.persons
FROM person AS c
JOIN candidate ON c.person = candidate.person
JOIN spelled AS n USING (spelling)
JOIN folded_name AS f ON f.code = c.folded
ORDER BY c.person
