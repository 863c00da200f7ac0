-- Who each pair's account should belong to, as a record to compare: the beneficiary as the register knows the person, as
-- the roll does where nobody is matched; and once more the declared representative where the names agree. A pair whose
-- sides are linked to one person, as most are, needs no further comparison.
select
    x.pair,
    false as payee,
    case when e.matched and not e.lent then p.full_name else e.full_name end as full_name,
    case when e.matched and not e.lent then p.name else e.name end as name,
    case when e.matched and not e.lent then p.name_folded else e.name_folded end as name_folded,
    case when e.matched and not e.lent then p.name_repairs else e.name_repairs end as name_repairs,
    case when e.matched and not e.lent then p.date_of_birth else e.date_of_birth end as date_of_birth,
    case when e.matched and not e.lent then p.birth_year else e.birth_year end as birth_year,
    case when e.matched and not e.lent then p.birth_month else e.birth_month end as birth_month,
    case when e.matched and not e.lent then p.birth_day else e.birth_day end as birth_day,
    case when e.matched and not e.lent then p.sex else e.sex end as sex,
    -- The number of theirs that the bank knows; an old number says nothing against a new one.
    case
        when x.id_agrees then h.id_number
        when length(x.own_id) = length(h.id_number) then x.own_id
    end as id_number
from pair x
join entry e using (beneficiary_code)
join holder h on h.bank_bin = x.bank_bin and h.account_number = x.account_number
left join persons p on e.matched and p.personal_id = e.personal_id
where not x.same_person
union all
select
    x.pair,
    true,
    e.representative_name,
    e.representative_name_folded,
    e.representative_name_folded,
    []::varchar[],
    null,
    null,
    null,
    null,
    null,
    case
        when e.representative_id_number in (h.personal_id, hp.old_id) then h.id_number
        when length(e.representative_id_number) = length(h.id_number) then e.representative_id_number
    end
from pair x
join entry e using (beneficiary_code)
join holder h on h.bank_bin = x.bank_bin and h.account_number = x.account_number
left join persons hp on hp.personal_id = h.personal_id
where x.payee and not x.same_person
order by pair, payee
