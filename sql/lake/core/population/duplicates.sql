-- The second and later rows with a personal_id in a delivery, and in what several senders say of the day.
insert into fault
with told as (
    select
        file_row_number,
        place,
        row_number() over (partition by personal_id, is_last and not deletes order by sender) as teller,
        is_last and not deletes as holds
    from history
)
select file_row_number, 'personal_id', 'duplicate_personal_id' from told where place > 1 or (holds and teller > 1)
