-- Usable rows per file; those of them that a later delta superseded; and of the others, fields that hold something that is
-- none. What people write where there is nothing to write ($nothing) says nothing.
select
    row.sender,
    row.file,
    count(*) as rows,
    count(superseded.file_row_number) as superseded,
    count(*) filter (
        superseded.file_row_number is null
        and not regexp_full_match(row.old_id, '[0-9]{9}')
        and not regexp_matches(row.old_id, $nothing)
    ) as unread_old_id,
    count(*) filter (
        superseded.file_row_number is null
        and row.status_date is not null
        and try_cast(row.status_date as date) is null
        and not regexp_matches(row.status_date, $nothing)
    ) as unread_status_date
from read_parquet($raw, file_row_number => true) as row
anti join fault using (file_row_number)
left join superseded using (file_row_number)
group by all
