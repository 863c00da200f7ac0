-- What a ward found out about a person, where it takes the person out of the count of those who shall have an account; of
-- several tasks the last delivered. Said of all entries of the person.
with person as (
    select
        beneficiary_code,
        coalesce(case when match_status = 'matched' then personal_id end, beneficiary_code) as person
    from published
),
said as (
    select p.person, rule.coverage
    from report r
    join person p using (beneficiary_code)
    join result_rule rule using (result)
    where r.verdict = 'taken'
    qualify row_number() over (
        partition by p.person order by r.delivery_date desc, r.sequence desc, r.listed_on desc, r.worklist_id
    ) = 1
)
select p.beneficiary_code, s.coverage from person p join said s using (person) where s.coverage is not null
