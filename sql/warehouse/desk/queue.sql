-- A page of the queue: the most money first, then what waits longest, then the likeliest; with who has it before them. It
-- begins after a case, whose money an index finds: nothing is counted off. After one that a publication has taken away
-- since, it is the first page again.
with last as (
    select
        coalesce(max(money_held), 9223372036854775807) as money_held,
        coalesce(max(opened_on), '-infinity') as opened_on,
        coalesce(max(match_probability), 'infinity') as match_probability,
        coalesce(max(case_id), '') as case_id
    from review.case_file where case_id = %(after)s::text
)
select c.*, review.in_sample(c.case_id) as sampled, l.login as held_by, l.until
from (
    select * from review.open_case
    where (%(district)s::text is null or district_code = %(district)s)
        and (%(ward)s::text is null or ward_code = %(ward)s)
        and (%(reason)s::text is null or reason = %(reason)s)
        and (%(programme)s::text is null or programme_code = %(programme)s)
        and (%(subject)s::text is null or subject = %(subject)s)
        and (%(after)s::text is null or (money_held <= (select money_held from last)
            and (-money_held, opened_on, -match_probability, case_id) > (
                select -money_held, opened_on, -match_probability, case_id from last)))
    order by money_held desc, opened_on, match_probability desc, case_id
    limit %(rows)s
) c
left join review.lease l on l.case_id = c.case_id and l.until > now()
order by money_held desc, opened_on, match_probability desc, c.case_id
