-- What a ward saw and the register does not know. Somebody has to confirm it before anything changes.
select
    r.beneficiary_code,
    case r.result when 'deceased' then 'death_reported' else 'move_reported' end as kind,
    r.result as cause,
    json_object('since', min(coalesce(r.done_on, r.delivery_date))::varchar) as detail
from report r
join published p using (beneficiary_code)
where r.verdict = 'taken' and r.result in ('deceased', 'moved_out') and coalesce(p.person_status, 'alive') = 'alive'
group by r.beneficiary_code, r.result
