-- depends: 0008.access
-- The figures of old wards for the wards of July 2025. Only the home address says where the people of a divided ward live
-- now, so its figures go to no ward, and every ward that may miss some of them says so.
create table if not exists reconciled.ward_successor (
    ward_code text not null,
    valid_from date not null,
    valid_to date,
    successor_code text not null,
    people text not null,
    is_carried boolean not null,
    primary key (ward_code, valid_from, successor_code)
);
comment on table reconciled.ward_successor is 'a ward and a ward of July 2025 that has people or land of it; those of July 2025 follow themselves';
comment on column reconciled.ward_successor.ward_code is 'GSO code of the ward';
comment on column reconciled.ward_successor.valid_from is 'since when the code has meant this ward; 1900-01-01: before early 2024';
comment on column reconciled.ward_successor.valid_to is 'since when it no longer does; null: it still does';
comment on column reconciled.ward_successor.successor_code is 'GSO code since 2025-07-01';
comment on column reconciled.ward_successor.people is 'all: everybody of it went there; some: a part, and only home addresses tell which; none: land alone';
comment on column reconciled.ward_successor.is_carried is 'whether figures of the ward are figures of this successor: everybody went there, and nobody elsewhere';

create or replace view reconciled.coverage_carried as
select
    c.business_date,
    s.successor_code as ward_code,
    bool_and(s.is_carried) as is_whole,
    coalesce(sum(c.beneficiaries) filter (where not s.is_carried), 0)::bigint as divided,
    coalesce(sum(c.beneficiaries) filter (where s.is_carried), 0)::bigint as beneficiaries,
    coalesce(sum(c.with_account) filter (where s.is_carried), 0)::bigint as with_account,
    coalesce(sum(c.account_problem) filter (where s.is_carried), 0)::bigint as account_problem,
    coalesce(sum(c.no_account) filter (where s.is_carried), 0)::bigint as no_account,
    coalesce(sum(c.declined) filter (where s.is_carried), 0)::bigint as declined,
    coalesce(sum(c.incapable) filter (where s.is_carried), 0)::bigint as incapable,
    coalesce(sum(c.absent) filter (where s.is_carried), 0)::bigint as absent,
    coalesce(sum(c.paid_by_account) filter (where s.is_carried), 0)::bigint as paid_by_account,
    coalesce(sum(c.postal_cash) filter (where s.is_carried), 0)::bigint as postal_cash,
    coalesce(sum(c.held) filter (where s.is_carried), 0)::bigint as held
from reconciled.coverage c
join reconciled.ward_successor s on s.ward_code = c.ward_code
    and c.business_date >= s.valid_from and (s.valid_to is null or c.business_date < s.valid_to)
where c.level = 'ward' and s.people <> 'none'
group by c.business_date, s.successor_code;
comment on view reconciled.coverage_carried is 'a ward of July 2025 on a date: before then the old wards that went to it as a whole, added up';
comment on column reconciled.coverage_carried.business_date is 'the night it was published for';
comment on column reconciled.coverage_carried.ward_code is 'GSO code since 2025-07-01';
comment on column reconciled.coverage_carried.is_whole is 'whether nobody is missing: no divided ward gave people to it';
comment on column reconciled.coverage_carried.divided is 'beneficiaries of divided wards of whom some, nobody knows who, belong here; not in the other figures';
comment on column reconciled.coverage_carried.beneficiaries is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.with_account is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.account_problem is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.no_account is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.declined is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.incapable is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.absent is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.paid_by_account is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.postal_cash is 'as in coverage, of the wards that could be carried over';
comment on column reconciled.coverage_carried.held is 'as in coverage, of the wards that could be carried over';

create or replace view reconciled.coverage_not_carried as
select
    c.business_date, c.district_code, c.ward_code, s.successor_codes,
    c.beneficiaries, c.with_account, c.account_problem, c.no_account,
    c.declined, c.incapable, c.absent, c.paid_by_account, c.postal_cash, c.held
from reconciled.coverage c
cross join lateral (
    select array_agg(s.successor_code order by s.successor_code) filter (where s.people <> 'none') as successor_codes,
        coalesce(bool_or(s.is_carried), false) as is_carried
    from reconciled.ward_successor s
    where s.ward_code = c.ward_code
    and c.business_date >= s.valid_from and (s.valid_to is null or c.business_date < s.valid_to)
) s
where c.level = 'ward' and not s.is_carried;
comment on view reconciled.coverage_not_carried is 'a ward on a date whose figures belong to no one ward of July 2025; with coverage_carried it adds up to the city';
comment on column reconciled.coverage_not_carried.business_date is 'the night it was published for';
comment on column reconciled.coverage_not_carried.district_code is 'code on that date, or unknown';
comment on column reconciled.coverage_not_carried.ward_code is 'code on that date, or unknown';
comment on column reconciled.coverage_not_carried.successor_codes is 'GSO codes since 2025-07-01 of the wards that have its people; null: the ward is unknown';
comment on column reconciled.coverage_not_carried.beneficiaries is 'as in coverage';
comment on column reconciled.coverage_not_carried.with_account is 'as in coverage';
comment on column reconciled.coverage_not_carried.account_problem is 'as in coverage';
comment on column reconciled.coverage_not_carried.no_account is 'as in coverage';
comment on column reconciled.coverage_not_carried.declined is 'as in coverage';
comment on column reconciled.coverage_not_carried.incapable is 'as in coverage';
comment on column reconciled.coverage_not_carried.absent is 'as in coverage';
comment on column reconciled.coverage_not_carried.paid_by_account is 'as in coverage';
comment on column reconciled.coverage_not_carried.postal_cash is 'as in coverage';
comment on column reconciled.coverage_not_carried.held is 'as in coverage';

grant select on reconciled.ward_successor to doisoat_analyst, doisoat_district, doisoat_reviewer, doisoat_payments,
    doisoat_auditor, doisoat_desk;
grant select, insert, update, delete on reconciled.ward_successor to doisoat_pipeline;
grant select on reconciled.coverage_carried, reconciled.coverage_not_carried to doisoat_pipeline, doisoat_analyst, doisoat_payments, doisoat_auditor;
