-- depends: 0028.account-cases-and-supervisors
-- Who judges second must not know the model's view. It is kept who saw it of a case of the sample, so that nobody is given as
-- a blind second what they have seen with its score.
create table if not exists review.seen (
    case_id text not null,
    login text not null,
    primary key (case_id, login)
);
comment on table review.seen is 'who has seen a case of the sample with the model''s view, or what others decided about it';
comment on column review.seen.case_id is 'the case; with login the key';
comment on column review.seen.login is 'who';
alter table review.seen enable row level security;
drop policy if exists pipeline on review.seen;
create policy pipeline on review.seen to doisoat_pipeline using (true) with check (true);
drop policy if exists own on review.seen;
create policy own on review.seen for select to doisoat_reviewer using (login = (select access.current_login()));
drop policy if exists own_name on review.seen;
create policy own_name on review.seen for insert to doisoat_reviewer with check (
    login = access.current_login() and exists (select from review.case_file c where c.case_id = seen.case_id)
);
revoke all on review.seen from public;
grant select, insert on review.seen to doisoat_reviewer;
grant select, delete on review.seen to doisoat_pipeline;

create or replace view review.open_case with (security_invoker = true) as
select
    c.case_id, c.subject, c.beneficiary_code, c.business_date, c.opened_on, c.reason, c.money_held, c.programme_code,
    c.district_code, c.ward_code, c.match_probability, c.candidates, c.settled_by <> '{}' as second
from review.case_file c
where c.asked = '{}' or (
    not (select access.current_login()) = any (c.asked)
    and (
        c.settled_by = '{}'
        or (
            cardinality(c.settled_by) = 1 and cardinality(c.asked) = 1 and review.in_sample(c.case_id)
            and not exists (
                select from review.seen s
                where s.case_id = c.case_id and s.login = (select access.current_login())
            )
        )
    )
);
