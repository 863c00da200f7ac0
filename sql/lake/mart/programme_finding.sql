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
            partition by matched, personal_id, programme_code
        ) as kept
    from entry
    where matched
)
where surplus
union all
-- Of two programmes the lower amount is the finding; where a person must decide, both are.
select
    e.beneficiary_code,
    'programme_conflict',
    concat_ws(chr(31), e.personal_id, e.programme_code, o.programme_code),
    json_object('rule', c.verdict, 'programme', o.programme_code, 'with', o.beneficiary_code)
from entry e
join entry o on o.personal_id = e.personal_id and o.matched and not o.surplus
join conflict c on c.one = e.programme_code and c.other = o.programme_code
where
    e.matched and not e.surplus and (
        c.verdict = 'human'
        or (coalesce(e.monthly_amount, 0), o.beneficiary_code) < (coalesce(o.monthly_amount, 0), e.beneficiary_code)
    )
union all
select
    beneficiary_code,
    'amount_differs',
    concat_ws(chr(31), programme_code, monthly_amount, amount),
    json_object('roll', monthly_amount, 'programme', amount)
from entry
join amounts using (programme_code)
where monthly_amount <> amount
