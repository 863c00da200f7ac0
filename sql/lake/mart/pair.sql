-- An entry and an account that may be its own: the declared one, or, where none is declared, those that banks returned
-- for the entry or hold for its person. Per pair what can be seen of it.
with candidate as (
    select beneficiary_code, bank_bin, account_number, true as declared from declared
    union
    select e.beneficiary_code, a.bank_bin, a.account_number, false
    from entry e join accounts a on a.request_ref = e.beneficiary_code
    where e.account_number is null
    union
    select e.beneficiary_code, h.bank_bin, h.account_number, false
    from entry e join holder h on h.personal_id = e.personal_id
    where e.account_number is null
),
seen as (
    select
        row_number() over (order by c.beneficiary_code, c.bank_bin, c.account_number) - 1 as pair,
        c.*,
        h.account_type,
        h.id_number,
        h.status,
        h.opened_on,
        e.match_probability * h.match_probability as link_probability,
        -- Two links to one person, neither of which leans on the other record.
        coalesce(h.personal_id = e.personal_id, false) and not e.lent and not h.lent as same_person,
        coalesce(h.personal_id <> e.personal_id, false) as other_person,
        -- The register knows better than the roll which numbers are a matched person's; the roll may hold a relative's.
        -- A link that leans on this very account says nothing of its holder's number.
        h.id_number in (
            case when not e.lent then e.personal_id end,
            case when not e.lent then e.register_old_id end,
            case when not e.matched or e.id_kind = 'old' then e.id_number end
        ) as id_equal,
        case when e.lent then e.id_number else coalesce(e.personal_id, e.id_number) end as own_id,
        length(h.id_number) = 12 and length(own_id) = 12 as id_comparable,
        -- The whole date, as the roll has it or the register: many people of one name are born in one year.
        h.birth_year = e.birth_year and h.birth_month = e.birth_month and h.birth_day = e.birth_day
        or not e.lent and h.birth_year = e.register_birth_year and h.birth_month = e.register_birth_month
        and h.birth_day = e.register_birth_day as birth_agrees,
        same_name(e.name_folded, h.name_folded, $cut_length)
        or coalesce(same_name(e.register_name_folded, h.name_folded, $cut_length), false) as name_same,
        near_name(e.name_folded, h.name_folded, $name_edits)
        or coalesce(near_name(e.register_name_folded, h.name_folded, $name_edits), false) as name_near,
        -- As the bank compares the name that the roll writes, whoever the register says that is.
        case
            when same_name(e.name_folded, h.name_folded, $cut_length) then 'match'
            when near_name(e.name_folded, h.name_folded, $name_edits) then 'close_match'
            else 'no_match'
        end as payee_check,
        same_name(e.representative_name_folded, h.name_folded, $cut_length) as payee_same,
        near_name(e.representative_name_folded, h.name_folded, $name_edits) as payee_near,
        e.representative_id_number in (h.id_number, h.personal_id, hp.old_id) as payee_id_equal,
        length(e.representative_id_number) = 12
        and (length(h.id_number) = 12 or h.personal_id is not null) as payee_id_comparable
    from candidate c
    join entry e using (beneficiary_code)
    join holder h on h.bank_bin = c.bank_bin and h.account_number = c.account_number
    left join persons hp on hp.personal_id = h.personal_id
)
select
    pair,
    beneficiary_code,
    bank_bin,
    account_number,
    declared,
    account_type,
    own_id,
    status,
    opened_on,
    link_probability,
    same_person,
    other_person,
    name_same,
    name_near,
    coalesce(birth_agrees, false) as birth_agrees,
    coalesce(id_equal, false) as id_agrees,
    -- One wrong digit is a slip where name and whole birth date are the same; any other number is another's.
    coalesce(id_comparable, false) and not coalesce(id_equal, false)
    and not (coalesce(birth_agrees and name_same, false) and levenshtein(id_number, own_id) = 1) as id_differs,
    payee_check,
    coalesce(payee_same, false) as payee_same,
    coalesce(payee_same, false) and (coalesce(payee_id_equal, false) or not coalesce(payee_id_comparable, false))
    or coalesce(payee_near and payee_id_equal, false) as payee
from seen
