-- What was found tonight, from every source but the wards.
select * from person_finding
union all
select * from id_finding
union all
select * from programme_finding
union all
select * from account_finding
union all
select * from payment_finding
