-- What scoring compares, of the persons in `candidate` only, in the order of their rows.
SELECT
    person,
    id,
    old,
    birth_year,
    birth_month,
    birth_day,
    sex,
    ward,
    district,
    village,
    spelling,
    folded
FROM person
SEMI JOIN candidate USING (person)
ORDER BY person
