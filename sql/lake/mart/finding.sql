-- The night's findings: one per entry, kind and cause. An unknown kind would be lost in the join, so there is none.
select
    left(sha256(concat_ws(chr(31), f.beneficiary_code, f.kind, f.cause)), 32) as discrepancy_id,
    $date::date as business_date,
    f.beneficiary_code,
    f.kind,
    c.severity,
    c.owner,
    any_value(f.detail)::varchar as detail
from found f
left join catalogue c using (kind)
group by all
order by f.beneficiary_code, f.kind, discrepancy_id
