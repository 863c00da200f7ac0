-- Per subject and comparison how far each of the last thirty nights was from the model's training: the population stability
-- index beyond what lot alone makes of it. The newest night last.
with night as (
    select distinct business_date from reconciled.run order by 1 desc limit 30
),
measured as (
    select business_date, subject, aspect, greatest(sum(drift) - max(drift_by_lot), 0) as beyond
    from reconciled.link_profile join night using (business_date)
    where drift is not null
    group by business_date, subject, aspect
)
select subject, aspect, array_agg(beyond order by business_date) as past,
    (array_agg(beyond order by business_date desc))[1] as newest, max(business_date) as business_date
from measured group by subject, aspect order by subject, aspect
