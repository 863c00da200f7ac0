-- Where the register and the roll disagree about who somebody is. Both values are given: the one who corrects needs them.
with pair as (
    select
        e.*,
        p.name as register_name,
        p.full_name as register_full_name,
        p.date_of_birth as register_birth,
        p.birth_year <> e.birth_year as year_differs,
        p.birth_month <> e.birth_month as month_differs,
        p.birth_day <> e.birth_day as day_differs,
        p.sex as register_sex,
        p.status_date
    from entry e
    join persons p on p.personal_id = e.personal_id
    where e.matched
)
select beneficiary_code, 'person_not_found' as kind, '' as cause, json_object() as detail
from entry
where match_status = 'unmatched'
union all
select beneficiary_code, 'person_' || person_status, personal_id, json_object('since', status_date::varchar)
from pair
where person_status <> 'alive'
union all
select
    beneficiary_code,
    'name_differs',
    concat_ws(chr(31), name, register_name),
    json_object(
        'differs', case when name_folded = register_name_folded then 'tones' else 'letters' end,
        'roll', full_name,
        'register', register_full_name
    )
from pair
where name <> register_name
union all
select
    beneficiary_code,
    'birth_date_differs',
    concat_ws(chr(31), date_of_birth, register_birth),
    json_object(
        'differs', list_filter(
            [
                case when year_differs then 'year' end,
                case when month_differs then 'month' end,
                case when day_differs then 'day' end
            ],
            lambda part: part is not null
        ),
        'roll', date_of_birth,
        'register', register_birth
    )
from pair
where year_differs or month_differs or day_differs
union all
select beneficiary_code, 'sex_differs', sex || register_sex, json_object('roll', sex, 'register', register_sex)
from pair
where sex <> register_sex
