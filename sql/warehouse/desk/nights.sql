-- The newest publication of each business date, the newest date first, with the date published before it.
with newest as (
    select distinct on (business_date) run_id, business_date, published_at, code_version, counts
    from reconciled.run order by business_date, published_at desc
)
select run_id, business_date, published_at, code_version, counts,
    lag(business_date) over (order by business_date) as former
from newest order by business_date desc limit %(nights)s
