-- What is wrong with an entry's programme and amount. `with` and `kept` are codes of other entries.
select
    beneficiary_code,
    'duplicate_entry' as kind,
    concat_ws(chr(31), personal_id, programme_code) as cause,
    json_object('kept', kept) as detail
from (
    select
        *,
        max(case when not surplus then beneficiary_code end) over (
            partition by matched, personal_id, lower(trim(programme_code))
        ) as kept
    from entry
    where matched
)
where surplus
union all
select
    beneficiary_code,
    'programme_conflict',
    concat_ws(chr(31), e.personal_id, e.programme_code, j.programme),
    json_object('rule', j.rule, 'programme', j.programme, 'with', j."with")
from judged_second j
join entry e using (beneficiary_code)
union all
select
    beneficiary_code,
    'amount_differs',
    concat_ws(chr(31), entry.programme_code, monthly_amount, amount),
    json_object('roll', monthly_amount, 'programme', amount)
from entry
join amounts a on lower(a.programme_code) = lower(trim(entry.programme_code))
where monthly_amount <> amount
