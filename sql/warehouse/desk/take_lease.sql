-- Taken or renewed, unless somebody else has it.
insert into review.lease as l (case_id, login, until)
values (%(case)s, access.current_login(), now() + make_interval(mins => %(minutes)s))
on conflict (case_id) do update set login = excluded.login, until = excluded.until
where l.login = access.current_login() or l.until < now()
