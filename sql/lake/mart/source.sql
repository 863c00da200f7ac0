-- What an entry is judged by, as digests: what the agencies sent about it, its roll row and the accounts returned for it
-- or declared by it; the register's row of the person linked; and, if anybody decided about the entry or the holder of
-- one of those accounts, the decisions. Where a row lay in its file says nothing about anybody.
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
),
holder_decided as (
    select a.account_number, a.request_ref, l.match_evidence
    from account_links l join accounts a using (sender, file, row_number)
    where contains(l.match_evidence, '"decisions"')
),
decision as (
    select beneficiary_code, md5(string_agg(ids, '' order by ids)) as digest
    from (
        select beneficiary_code, json_extract(match_evidence, '$.decisions[*].decision_id')::varchar as ids
        from (
            select beneficiary_code, match_evidence from links where contains(match_evidence, '"decisions"')
            union all
            select e.beneficiary_code, h.match_evidence from entry e join holder_decided h on h.request_ref = e.beneficiary_code
            union all
            select e.beneficiary_code, h.match_evidence from entry e join holder_decided h using (account_number)
        )
        group by all
    )
    group by beneficiary_code
)
select
    beneficiary_code,
    concat_ws('/', md5(concat(roll.digest, account.digests)), coalesce(register.digest, ''), decision.digest)
    as source_digest
from roll
left join account using (beneficiary_code)
left join decision using (beneficiary_code)
join links using (beneficiary_code)
left join register using (personal_id)
