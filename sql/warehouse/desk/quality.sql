-- Every expectation of a night, those that failed first, with the nights of the last thirty on which it held.
with night as (
    select distinct business_date from reconciled.run where business_date <= %(date)s order by 1 desc limit 30
),
past as (
    select r.suite, r.expectation, array_agg(r.unexpected_share order by r.business_date) as shares,
        count(*) filter (where not r.success) as failed, count(*) as nights
    from reconciled.quality_result r join night using (business_date) group by 1, 2
)
select r.suite, r.expectation, r.severity, r.success, r.observed, r.unexpected_count, r.unexpected_share,
    p.shares, p.failed, p.nights
from reconciled.quality_result r join past p using (suite, expectation)
where r.business_date = %(date)s
order by r.success, r.severity, r.suite, r.expectation
