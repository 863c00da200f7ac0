-- How many cases wait, and how much money a month.
select count(*) as cases, coalesce(sum(money_held), 0)::bigint as money, min(opened_on) as oldest,
    max(business_date) as business_date
from review.open_case
where (%(district)s::text is null or district_code = %(district)s)
    and (%(ward)s::text is null or ward_code = %(ward)s)
    and (%(reason)s::text is null or reason = %(reason)s)
    and (%(programme)s::text is null or programme_code = %(programme)s)
    and (%(subject)s::text is null or subject = %(subject)s)
