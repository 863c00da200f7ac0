-- The published entry.
select
    e.beneficiary_code,
    $date::date as business_date,
    e.programme_code,
    e.full_name,
    e.date_of_birth,
    e.sex,
    e.id_number,
    e.district_code,
    e.ward_code,
    e.village,
    e.monthly_amount,
    e.personal_id,
    e.match_status,
    e.match_method,
    e.match_probability,
    e.match_evidence,
    e.person_status,
    d.account_status,
    d.account_type,
    d.bank_bin,
    d.account_number,
    d.account_probability,
    d.payee_check,
    case
        when h.hold_reason is not null then 'hold'
        when p.channel = 'account' then d.account_type
        else p.channel
    end as pay_channel,
    h.hold_reason,
    s.source_digest,
    -- The month in which it happened is the last one that is due.
    case when e.person_status in (select unnest($last_month)) then last_day(e.person_status_date) end as entitled_until
from entry e
join decided d using (beneficiary_code)
join pay p using (account_status)
join source s using (beneficiary_code)
left join hold h using (beneficiary_code)
order by e.beneficiary_code
