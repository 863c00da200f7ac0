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
-- The number still finds its person; as a paper it may be at its end.
select beneficiary_code, case when $is_expired::boolean then 'id_expired' else 'id_old_format' end, '', json_object()
from entry
where id_kind = 'old'
union all
-- One number for several people: on their entries, or on the entry of whom somebody else receives for. Entries that agree
-- in name and year of birth are one person's, linked or not.
select beneficiary_code, 'id_shared', id_number, json_object('people', greatest(people, case when of_payee then 2 else 1 end))
from (
    select
        beneficiary_code,
        id_number,
        id_number = representative_id_number and name_folded <> representative_name_folded as of_payee,
        count(distinct who) over (partition by id_number) as people
    from (
        select
            *,
            coalesce(
                personal_id,
                max(personal_id) over (partition by id_number, name_folded, birth_year),
                concat_ws(chr(31), name_folded, birth_year)
            ) as who
        from entry
        where id_number is not null
    )
)
where people > 1 or of_payee
