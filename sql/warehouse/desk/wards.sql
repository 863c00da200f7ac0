-- The wards of the visitor's areas on a night, with what a ward has to do. Read through the view of the visitor's role;
-- ward by ward, since the view lets an index be used for an equality only.
select c.district_code, c.ward_code, w.open, w.late, w.due_on
from coverage c
cross join lateral (
    select count(*) as open, count(*) filter (where t.due_on < %(date)s) as late, min(t.due_on) as due_on
    from worklist t where t.ward_code = c.ward_code and t.state = 'open' and t.actor = 'ward'
) w
where c.business_date = %(date)s and c.level = 'ward' and c.ward_code <> 'unknown'
order by c.district_code, c.ward_code
