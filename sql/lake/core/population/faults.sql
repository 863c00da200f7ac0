-- The first thing wrong with each row that cannot be used; rows are known by their place in the file.
-- A row that deletes only names a person, so the rest of it is not judged.
create or replace temp table fault as
with judged as (
    select
        row.file_row_number,
        case
            when row.malformed is not null then {'field': 'row', 'reason': 'malformed_row'}
            when row.personal_id is null then {'field': 'personal_id', 'reason': 'missing'}
            when not regexp_full_match(row.personal_id, '[0-9]{12}')
                then {'field': 'personal_id', 'reason': 'invalid_personal_id'}
            when row.mode = 'delta' and row.op is null then {'field': 'op', 'reason': 'missing'}
            when lower(row.op) <> 'upsert' and not (row.mode = 'delta' and lower(row.op) = 'delete')
                then {'field': 'op', 'reason': 'unknown_code'}
            when lower(row.op) = 'delete' then null
            when row.full_name is null then {'field': 'full_name', 'reason': 'missing'}
            when not regexp_matches(row.full_name, '\p{L}') then {'field': 'full_name', 'reason': 'invalid_name'}
            when row.date_of_birth is null then {'field': 'date_of_birth', 'reason': 'missing'}
            -- 2024-01-12 is later than 2024-01-11, and 2024 is not: text in ISO form compares as dates do.
            when birth.text is null or birth.text > $business_date
                then {'field': 'date_of_birth', 'reason': 'invalid_birth_date'}
            when row.sex is null then {'field': 'sex', 'reason': 'missing'}
            when sex.code is null then {'field': 'sex', 'reason': 'unknown_code'}
            when row.status is null then {'field': 'status', 'reason': 'missing'}
            when status.code is null then {'field': 'status', 'reason': 'unknown_code'}
        end as fault
    from read_parquet($raw, file_row_number => true) as row
    left join birth on birth.sent = row.date_of_birth
    left join sex on sex.sent = row.sex
    left join status on status.sent = row.status
)
select file_row_number, fault.field as field, fault.reason as reason
from judged
where fault is not null
