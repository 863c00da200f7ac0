-- What the agencies sent about an entry, as digests: its roll row and the accounts returned for it or declared by it;
-- then the register's row of the person linked. Where a row lay in its file says nothing about anybody.
with roll as (
    select r.beneficiary_code, md5(to_json(r)::varchar) as digest
    from (select * exclude (sender, file, row_number) from beneficiaries) r
),
returned as (
    select bank_bin, account_number, request_ref, md5(to_json(a)::varchar) as digest
    from (select * exclude (sender, file, row_number) from accounts) a
),
account as (
    select beneficiary_code, string_agg(digest, '' order by digest) as digests
    from (
        select e.beneficiary_code, r.digest from entry e join returned r on r.request_ref = e.beneficiary_code
        union
        select e.beneficiary_code, r.digest from entry e join returned r using (account_number)
    )
    group by beneficiary_code
),
register as (
    select p.personal_id, md5(to_json(p)::varchar) as digest from (select * exclude (updated_at) from persons) p
)
select
    beneficiary_code,
    md5(concat(roll.digest, account.digests)) || '/' || coalesce(register.digest, '') as source_digest
from roll
left join account using (beneficiary_code)
join links using (beneficiary_code)
left join register using (personal_id)
