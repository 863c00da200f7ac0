-- records.mart.PAID_AFTER_DEATH: an entitlement ends with the month of death. What may still arrive is listed, too.
select
    p.payment_id,
    $date::date as business_date,
    p.beneficiary_code,
    p.personal_id,
    p.period,
    p.amount,
    p.status,
    p.settled_on,
    d.status_date as died_on,
    p.district_code,
    p.ward_code
from payment p
join person d using (personal_id)
where
    d.status = 'deceased'
    and p.period > strftime(d.status_date, '%Y-%m')
    and p.status not in ('returned', 'rejected', 'replaced')
order by p.payment_id
