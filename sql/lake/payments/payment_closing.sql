-- records.mart.PAYMENT_CLOSING: a payment that has been replaced is where it ended. Since July 2025 wards have no district.
with ended as (
    select *, coalesce(ended_as, status) as stands, coalesce(district_code, ward_code, 'unknown') as district
    from payment
),
summed as (
    select
        period,
        pay_channel,
        recipient,
        district,
        count(*) as payments,
        sum(amount) as instructed,
        coalesce(sum(amount) filter (stands = 'settled'), 0) as settled,
        coalesce(sum(amount) filter (stands = 'paid_in_cash'), 0) as cash,
        coalesce(sum(returned_amount) filter (stands = 'returned'), 0) as returned,
        coalesce(sum(charges) filter (stands = 'returned'), 0) as charges,
        coalesce(sum(amount) filter (stands = 'rejected'), 0) as rejected,
        coalesce(sum(amount) filter (stands in ('instructed', 'accepted')), 0) as open,
        coalesce(sum(amount) filter (stands = 'unknown'), 0) as unknown,
        coalesce(sum(amount) filter (status = 'replaced'), 0) as replaced
    from ended
    group by period, pay_channel, recipient, district
)
select
    $date::date as business_date,
    period,
    pay_channel,
    recipient,
    district as district_code,
    payments,
    instructed,
    settled,
    cash,
    returned,
    charges,
    rejected,
    open,
    unknown,
    instructed - (settled + cash + returned + charges + rejected + open + unknown) as difference,
    replaced
from summed
order by period, pay_channel, recipient, district
