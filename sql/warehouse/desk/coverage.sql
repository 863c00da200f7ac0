-- Areas of a level on a date, with their share of usable accounts on the last thirty nights. Read through the view of the visitor's role, so no schema is named.
with night as (
    select distinct business_date from coverage where business_date <= %(date)s order by 1 desc limit 30
),
past as (
    select c.area, array_agg(c.with_account / nullif(c.with_account + c.account_problem + c.no_account, 0)::float8
        order by c.business_date) as shares
    from coverage c join night using (business_date)
    where c.level = %(level)s and (%(district)s::text is null or c.district_code = %(district)s)
        and (%(ward)s::text is null or c.ward_code = %(ward)s)
    group by c.area
)
select c.area, c.level, c.district_code, c.ward_code, c.village, c.beneficiaries, c.with_account, c.account_problem,
    c.no_account, c.declined, c.incapable, c.absent, c.paid_by_account, c.postal_cash, c.held, c.target_share,
    c.target_date, c.needed_per_working_day, c.forecast_share, c.will_miss, p.shares,
    c.with_account / nullif(c.with_account + c.account_problem + c.no_account, 0)::float8 as share
from coverage c join past p using (area)
where c.business_date = %(date)s and c.level = %(level)s
    and (%(district)s::text is null or c.district_code = %(district)s)
    and (%(ward)s::text is null or c.ward_code = %(ward)s)
order by c.area
