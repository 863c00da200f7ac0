-- Taken or renewed, unless somebody else has it.
insert into review.lease as l (beneficiary_code, login, until)
values (%(code)s, access.current_login(), now() + make_interval(mins => %(minutes)s))
on conflict (beneficiary_code) do update set login = excluded.login, until = excluded.until
where l.login = access.current_login() or l.until < now()
