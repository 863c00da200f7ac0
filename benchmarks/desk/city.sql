-- A city in the warehouse, of invented people: 500,000 entries, of which 200,000 wait for a reviewer. The placeholders
-- are the newest business date, and lists of codes: wards with their districts.
create temporary table place as
select row_number() over () - 1 as n, ward_code, district_code
from unnest(%(wards)s::text[], %(districts)s::text[]) as w (ward_code, district_code);

create temporary table person as
select i, 'HN-' || lpad(i::text, 7, '0') as code, p.ward_code, p.district_code,
    (array['Nguyễn','Nguyễn','Nguyễn','Nguyễn','Trần','Trần','Lê','Lê','Phạm','Hoàng','Phan','Vũ','Đặng','Bùi','Đỗ','Hồ'])[
        1 + (hashint4(i) & 15)] as surname,
    (array['Thị','Văn','Đức','Ngọc','Hữu','Minh','Thu','Quang'])[1 + (hashint4(i + 7) & 7)] as middle,
    (array['An','Anh','Bình','Châu','Chi','Cường','Dũng','Duyên','Giang','Hà','Hải','Hạnh','Hiền','Hoa','Hòa','Hùng',
        'Hương','Khánh','Lan','Linh','Loan','Long','Mai','Nam','Nga','Ngân','Nhung','Phúc','Phương','Quỳnh','Sơn','Tâm'])[
        1 + (hashint4(i + 13) & 31)] as given,
    (1930 + i %% 75) || '-' || lpad((1 + i %% 12)::text, 2, '0') || '-' || lpad((1 + i %% 28)::text, 2, '0') as born,
    lpad(i::text, 12, '0') as number,
    case when i %% 200 = 0 then '08' else (array['05a','05b','05c','06a','06b','TB1','06c'])[1 + i %% 7] end as programme,
    i <= 200000 as waits
from generate_series(1, 500000) i join place p on p.n = i %% %(wards_count)s;

insert into reconciled.run (run_id, business_date, published_at, inputs, code_version, counts)
select 'night-' || d, %(date)s::date - d, (%(date)s::date - d)::timestamptz, '{}', '0.1.0',
    '{"beneficiaries": 500000, "match_status": {"matched": 290000, "review": 200000, "unmatched": 10000},
    "account_status": {"verified": 250000, "none": 250000}, "pay_channel": {"bank": 250000, "hold": 250000}}'
from generate_series(0, 59) d;

insert into reconciled.beneficiary (beneficiary_code, business_date, programme_code, full_name, date_of_birth, sex,
    id_number, district_code, ward_code, village, monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, pay_channel, hold_reason)
select code, %(date)s, programme, concat_ws(' ', surname, middle, given), born, 'F', number, district_code, ward_code,
    'Tổ dân phố ' || i %% 12, 440000 + i %% 9 * 60000, case when not waits then number end,
    case when waits then 'review' else 'matched' end, case when waits then 'none' else 'exact_id' end, 0.5, 'alive',
    'verified', 'bank', '970436', '10' || number, case when waits then 'hold' else 'bank' end,
    case when waits then 'review' end
from person;
insert into reconciled.beneficiary_history (beneficiary_code, business_date, programme_code, full_name, date_of_birth,
    district_code, ward_code, match_status, match_method, account_status, pay_channel, valid_from, valid_to)
select code, %(date)s::date - 10 * k, programme, concat_ws(' ', surname, middle, given), born, district_code, ward_code,
    'review', 'none', 'none', 'hold', %(date)s::date - 10 * k, case when k > 0 then %(date)s::date - 10 * (k - 1) end
from person, generate_series(0, 2) k;
insert into reconciled.account (bank_bin, account_number, business_date, account_type, holder_name, status, personal_id,
    match_status, match_method, beneficiary_codes)
select '970436', '10' || number, %(date)s, 'bank', upper(given), 'active', number, 'matched', 'exact_id', array[code]
from person;
insert into reconciled.discrepancy
select md5(code), code, 'name_differs', 'low', 'labour', '{}', %(date)s, %(date)s, null, 0, '{}' from person where i %% 3 = 0;
insert into reconciled.worklist (worklist_id, business_date, beneficiary_code, district_code, ward_code, village, reason,
    action, actor, created_on, due_on, state, reopened)
select md5(code), %(date)s, code, district_code, ward_code, '', 'no_account', 'open_account', 'ward', %(date)s,
    %(date)s::date + i %% 20 - 5, 'open', 0
from person where i %% 5 < 3;

insert into reconciled.coverage
select %(date)s::date - d, area, level, district_code, ward_code, village, people, people / 2, people - people / 2, 0, 0,
    0, 0, people / 2, 0, 0, 1, '2024-06-30', 3, 0.9, false
from (
    select 'city' as area, 'city' as level, null as district_code, null as ward_code, null as village, count(*) as people
    from person
    union all
    select 'district/' || district_code, 'district', district_code, null, null, count(*) from person group by district_code
    union all
    select 'ward/' || ward_code, 'ward', district_code, ward_code, null, count(*) from person
    group by district_code, ward_code
    union all
    select concat_ws('/', 'village', ward_code, i %% 12), 'village', district_code, ward_code, 'Tổ dân phố ' || i %% 12,
        count(*)
    from person group by district_code, ward_code, i %% 12
) a, generate_series(0, 29) d;

insert into reconciled.quality_result (business_date, suite, expectation, severity, success, unexpected_count,
    unexpected_share)
select %(date)s::date - d, (array['core/beneficiaries','core/accounts','mart/beneficiary','mart/coverage'])[1 + e %% 4],
    'expectation_' || e, 'warning', e %% 19 <> d %% 19, e, e / 1000.0
from generate_series(0, 59) d, generate_series(1, 120) e;
insert into reconciled.file_accounting (business_date, feed, sender, sequence, file, delivery_date, rows_read,
    rows_accepted, rows_quarantined, outcome)
select %(date)s::date - d, 'beneficiaries', 'sender-' || s %% 40, 1, 'file-' || s || '.xlsx', %(date)s::date - d, 1000, 990,
    10, 'accepted'
from generate_series(0, 59) d, generate_series(1, 600) s;

insert into review.case_file (case_id, subject, beneficiary_code, business_date, opened_on, reason, money_held,
    programme_code, district_code, ward_code, match_probability, candidates)
select code, 'beneficiary', code, %(date)s, %(date)s::date - i %% 30,
    (array['rivals','name_differs','birth_differs','number_differs','too_little'])[1 + i %% 5],
    440000 + i %% 9 * 60000, access.shown_programme(programme), district_code, ward_code,
    (hashint4(i) & 1023) / 1024.0, 2
from person where waits;
insert into review.candidate (case_id, personal_id, business_date, rank, full_name, date_of_birth, sex, district_code,
    ward_code, village, person_status, match_probability, evidence, evidence_digest, model_version)
select code, lpad((i * 2 + r)::text, 12, '9'), %(date)s, r, concat_ws(' ', surname, middle, 'Hoa'), born, 'F',
    district_code, ward_code, 'Tổ 3', 'alive', 0.6 / r,
    '{"name": {"level": "near", "weight": -1.5}, "birth": {"level": "same", "weight": 14.2}}', code || '/' || r, 'person-v1'
from person, generate_series(1, 2) r where waits;
-- What was decided so far: of the present cases some, and more that are long settled.
insert into review.decision (decided_by, subject, beneficiary_code, personal_id, verdict, reason, evidence_digest,
    model_version, match_probability, blind)
select 'former-' || i %% 8, 'beneficiary', code, lpad((i * 2 + 1)::text, 12, '9'),
    case when i %% 11 = 0 then 'cannot_tell' else 'same' end, 'data_agree',
    code || case when i %% 20 = 0 and waits then '/1' else '/old' end, 'person-v1', 0.6, false
from person where i %% 5 = 0;

insert into payments.run (run_id, period, number, business_date, started_by, state, digest, totals, instructions_before,
    decided_by, decided_at, instructed_on, written_at)
select to_char(%(date)s::date - 30 * m, 'YYYY-MM') || '/1', to_char(%(date)s::date - 30 * m, 'YYYY-MM'), 1, %(date)s, 'mai',
    'approved', md5(m::text), '{"payments": 400000, "amount": 200000000000, "withheld": {}, "warnings": [], "kind": {},
    "channel_reason": {}, "pay_channel": {"bank": {"payments": 400000, "amount": 200000000000}}}', 0, 'hoa', now(),
    %(date)s, now()
from generate_series(0, 11) m;
insert into reconciled.payment_closing
select %(date)s::date - d, to_char(%(date)s::date - 30 * m, 'YYYY-MM'), 'bank', '97' || lpad(b::text, 4, '0'),
    lpad(q::text, 3, '0'), 100, 44000000, 44000000, 0, 0, 0, 0, 0, 0, 0, 0
from generate_series(0, 29) d, generate_series(0, 11) m, generate_series(1, 40) b, generate_series(1, 30) q
where d = 0 or m < 2;
