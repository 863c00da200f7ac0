-- A page of the queue: the most money first, then what waits longest, then the likeliest; with who has it before them.
select c.*, l.login as held_by, l.until
from (
    select * from review.open_case
    where (%(district)s::text is null or district_code = %(district)s)
        and (%(ward)s::text is null or ward_code = %(ward)s)
        and (%(reason)s::text is null or reason = %(reason)s)
        and (%(programme)s::text is null or programme_code = %(programme)s)
        and (%(subject)s::text is null or subject = %(subject)s)
    order by money_held desc, opened_on, match_probability desc, case_id
    limit %(rows)s offset %(skip)s
) c
left join review.lease l on l.case_id = c.case_id and l.until > now()
order by money_held desc, opened_on, match_probability desc, c.case_id
