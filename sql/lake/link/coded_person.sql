-- The persons of a register as numbers; `person` is their row.
SELECT
    person,
    id AS personal_number,
    old AS old_number,
    spelling AS name,
    birth_year,
    birth_month,
    birth_day,
    sex,
    ward,
    district,
    village
FROM person
