-- The visitor has seen a case with its score, or an entry's page with the score of its link and of its account: of the
-- sample they judge it first or not at all.
insert into review.seen (case_id, login)
select case_id, access.current_login() from review.case_file
where case_id in (%(case)s::text, review.case_id(null, %(bank_bin)s::text, %(account_number)s::text))
    and review.in_sample(case_id)
on conflict do nothing
