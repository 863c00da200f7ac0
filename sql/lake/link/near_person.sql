-- Every person who could stand in a block with one of the records in `near_name`, `near_birth`, …: whatever a rule of
-- blocking asks for besides, it asks for one of these.
SELECT {columns}
FROM people
WHERE name_folded IN (SELECT value FROM near_name)
   OR birth_year::INTEGER * 10000 + birth_month * 100 + birth_day IN (SELECT value FROM near_birth)
   OR birth_year::BIGINT * 1000000 + try_cast(ward_code AS INTEGER) IN (SELECT value FROM near_ward)
   OR right(personal_id, 6) IN (SELECT value FROM near_tail)
   OR personal_id IN (SELECT value FROM near_number)
   OR old_id IN (SELECT value FROM near_number)
