-- The first case of the queue, or the first after a given one, that nobody else has before them. After one that a
-- publication has taken away since it is the first again: its aggregate is still a row, and before all others.
select c.case_id
from review.open_case c
where (%(district)s::text is null or c.district_code = %(district)s)
    and (%(ward)s::text is null or c.ward_code = %(ward)s)
    and (%(reason)s::text is null or c.reason = %(reason)s)
    and (%(programme)s::text is null or c.programme_code = %(programme)s)
    and (%(subject)s::text is null or c.subject = %(subject)s)
    and c.case_id <> all (array(
        select l.case_id from review.lease l
        where l.until > now() and l.login <> access.current_login()))
    and (%(after)s::text is null or c.money_held <= (
        select coalesce(max(a.money_held), 9223372036854775807) from review.case_file a where a.case_id = %(after)s))
    and (%(after)s::text is null or (-c.money_held, c.opened_on, -c.match_probability, c.case_id) > (
        select coalesce(-max(a.money_held), -9223372036854775807), coalesce(max(a.opened_on), '-infinity'),
            coalesce(-max(a.match_probability), '-infinity'), coalesce(max(a.case_id), '')
        from review.case_file a where a.case_id = %(after)s))
order by c.money_held desc, c.opened_on, c.match_probability desc, c.case_id
limit 1
