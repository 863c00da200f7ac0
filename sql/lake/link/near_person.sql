-- Every person who could stand in a block with one of the records in `near_name`, `near_birth`, …: whatever a rule of
-- blocking asks for besides, it asks for one of these. Each is asked for apart, which reads one column.
WITH near AS (
    SELECT rowid AS place FROM people WHERE name_folded IN (SELECT value FROM near_name)
    UNION
    SELECT rowid FROM people
    WHERE birth_year::INTEGER * 10000 + birth_month * 100 + birth_day IN (SELECT value FROM near_birth)
    UNION
    SELECT rowid FROM people
    WHERE birth_year::BIGINT * 1000000 + try_cast(ward_code AS INTEGER) IN (SELECT value FROM near_ward)
    UNION
    SELECT rowid FROM people WHERE right(personal_id, 6) IN (SELECT value FROM near_tail)
    UNION
    SELECT rowid FROM people WHERE personal_id IN (SELECT value FROM near_number)
    UNION
    SELECT rowid FROM people WHERE old_id IN (SELECT value FROM near_number)
)
SELECT {columns} FROM people SEMI JOIN near ON people.rowid = near.place
