-- What is wrong with an entry's identity number. The numbers themselves are with the entry, not here.
select
    beneficiary_code,
    'id_differs' as kind,
    concat_ws(chr(31), id_number, personal_id) as cause,
    json_object('format', id_kind) as detail
from entry
where
    matched and (
        (id_kind = 'citizen' and id_number <> personal_id) or (id_kind = 'old' and id_number <> register_old_id)
    )
union all
select beneficiary_code, 'id_damaged', '', json_object() from entry where id_kind = 'damaged'
union all
select beneficiary_code, 'id_old_format', '', json_object() from entry where id_kind = 'old'
union all
select beneficiary_code, 'id_shared', id_number, json_object('people', people)
from (
    select
        beneficiary_code,
        id_number,
        count(distinct coalesce(personal_id, name_folded || coalesce(date_of_birth, ''))) over (
            partition by id_number
        ) as people
    from entry
    where id_number is not null
)
where people > 1
