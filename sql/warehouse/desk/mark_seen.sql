-- The visitor has seen a case with its score: of the sample they judge it first or not at all.
insert into review.seen (case_id, login)
select case_id, access.current_login() from review.case_file where case_id = %(case)s and review.in_sample(case_id)
on conflict do nothing
