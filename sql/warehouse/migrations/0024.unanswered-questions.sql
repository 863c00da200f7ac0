-- depends: 0011.access-to-payments
-- A question lapses when the entry has no account at that bank any more; since how many days the rest waits is said, too.
create or replace view payments.unanswered as
select
    v.bank_bin,
    count(distinct v.beneficiary_code) as entries,
    min(v.asked_on) as asked_first,
    max(v.asked_on) as asked_last,
    (select max(r.business_date) from reconciled.run r) - min(v.asked_on) as days
from payments.verification v
join reconciled.beneficiary b using (beneficiary_code, bank_bin)
where v.answered_on is null
group by v.bank_bin;
comment on column payments.unanswered.days is 'days from the first question to the newest night';
