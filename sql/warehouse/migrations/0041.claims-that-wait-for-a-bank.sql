-- depends: 0012.worklists 0024.unanswered-questions
-- Banks are asked about the accounts that wards reported, too; such a question waits as long as the report does. A question
-- about a declared account lapses when the entry has none at that bank any more.
create or replace view payments.unanswered as
select
    v.bank_bin,
    count(distinct v.beneficiary_code) as entries,
    min(v.asked_on) as asked_first,
    max(v.asked_on) as asked_last,
    (select max(r.business_date) from reconciled.run r) - min(v.asked_on) as days
from payments.verification v
where v.answered_on is null and (
    exists (
        select from reconciled.beneficiary b
        where b.beneficiary_code = v.beneficiary_code and b.bank_bin = v.bank_bin
    )
    or exists (
        select from reconciled.account_claim c
        where c.beneficiary_code = v.beneficiary_code and c.bank_bin = v.bank_bin and c.claim_state = 'waiting'
    )
)
group by v.bank_bin;
comment on column payments.unanswered.entries is 'roll entries that it has not answered about, those with an account that a ward reported among them';
