-- The usable rows of people who have several, or whom a row deletes: what is before them in their sender's deliveries.
create or replace temp table history as
with usable as (
    select
        row.personal_id,
        row.sender,
        row.delivery_date,
        row.sequence,
        row.file,
        row.row_number,
        row.file_row_number,
        coalesce(lower(row.op) = 'delete', false) as deletes
    from read_parquet($raw, file_row_number => true) as row
    anti join fault using (file_row_number)
),
several as (
    -- As a number: half the memory of text, for every person of the register.
    select personal_id::bigint as number from usable group by all having count(*) > 1 or bool_or(deletes)
),
placed as (
    select
        usable.*,
        row_number() over (
            partition by personal_id, sender, delivery_date, sequence order by file, row_number
        ) as place
    from usable
    semi join several on several.number = usable.personal_id::bigint
)
select
    *,
    -- Only the first row of a person in a delivery counts, so the others have no neighbours.
    case when place = 1 then lag(deletes) over deliveries end as deleted_before,
    place = 1 and lead(place) over deliveries is null as is_last
from placed
window deliveries as (partition by personal_id, sender, place order by delivery_date, sequence)
