-- Who may lend to the roll entries in `wanted`: the accounts that banks returned for the entry, by their reference or
-- because the entry declares them; and other entries that declare the same account.
WITH answer AS (
    SELECT w.record, a.name, a.name_folded, a.birth_year, a.birth_month, a.birth_day, a.id_number
    FROM wanted AS w JOIN accounts AS a ON a.request_ref = w.beneficiary_code
    UNION
    SELECT w.record, a.name, a.name_folded, a.birth_year, a.birth_month, a.birth_day, a.id_number
    FROM wanted AS w JOIN accounts AS a USING (bank_bin, account_number)
)
SELECT
    record, 'account' AS lent, name, name_folded, birth_year, birth_month, birth_day, id_number,
    NULL::VARCHAR AS sex, NULL::VARCHAR AS ward_code, NULL::VARCHAR AS district_code, NULL::VARCHAR AS village
FROM answer
UNION ALL
SELECT
    w.record, 'entry', e.name, e.name_folded, e.birth_year, e.birth_month, e.birth_day, e.id_number,
    e.sex, e.ward_code, e.district_code, e.village
FROM wanted AS w
JOIN entries AS e USING (bank_bin, account_number)
WHERE e.beneficiary_code <> w.beneficiary_code
ORDER BY ALL
