-- Of the rows that can be used, the second and later ones with the same personal_id.
insert into fault
with usable as (
    select row.personal_id, row.sender, row.file, row.row_number, row.file_row_number
    from read_parquet($raw, file_row_number => true) as row
    anti join fault using (file_row_number)
),
repeated as (
    -- As a number: half the memory of text, for every person of the register.
    select personal_id::bigint as number from usable group by all having count(*) > 1
),
ranked as (
    select
        file_row_number,
        row_number() over (partition by personal_id order by sender, file, row_number) as place
    from usable
    semi join repeated on repeated.number = usable.personal_id::bigint
)
select file_row_number, 'personal_id', 'duplicate_personal_id' from ranked where place > 1
