-- Who may lend to the account holders in `wanted`: the roll entries that the account answers for, by reference or
-- because they declare it; and the representatives that those entries declare, who live where the beneficiary does
-- or not: a representative lends a number only.
WITH entry AS (
    SELECT
        beneficiary_code, bank_bin, account_number, name, name_folded, birth_year, birth_month, birth_day, id_number,
        sex, ward_code, district_code, village, representative_name_folded, representative_id_number
    FROM entries
),
asked AS (
    SELECT w.record, e.* FROM wanted AS w JOIN entry AS e ON e.beneficiary_code = w.request_ref
    UNION
    SELECT w.record, e.* FROM wanted AS w JOIN entry AS e USING (bank_bin, account_number)
)
SELECT
    record, 'entry' AS lent, name, name_folded, birth_year, birth_month, birth_day, id_number,
    sex, ward_code, district_code, village
FROM asked
UNION ALL
SELECT
    record, 'representative', representative_name_folded, representative_name_folded, NULL, NULL, NULL,
    representative_id_number, NULL, NULL, NULL, NULL
FROM asked
WHERE representative_name_folded IS NOT NULL
ORDER BY ALL
