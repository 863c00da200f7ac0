-- The wards of the visitor's areas on a night, with what a ward has to do. Read through the view of the visitor's role.
with work as (
    select ward_code, count(*) as open, count(*) filter (where due_on < %(date)s) as late, min(due_on) as due_on
    from worklist where state = 'open' and actor = 'ward' group by ward_code
)
select c.district_code, c.ward_code, coalesce(w.open, 0) as open, coalesce(w.late, 0) as late, w.due_on
from coverage c left join work w using (ward_code)
where c.business_date = %(date)s and c.level = 'ward' and c.ward_code <> 'unknown'
order by c.district_code, c.ward_code
