-- depends: 0009.access-to-decisions
-- Until when somebody is entitled who has died or moved away: the month in which it happened is the last one.
alter table reconciled.beneficiary add column if not exists entitled_until date;
alter table reconciled.beneficiary_history add column if not exists entitled_until date;
alter table staging.beneficiary add column if not exists entitled_until date;
comment on column reconciled.beneficiary.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
comment on column reconciled.beneficiary_history.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
comment on column staging.beneficiary.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';

-- The views show it too, as their last column.
create or replace view analyst.beneficiary as
select
    beneficiary_code,
    business_date,
    access.shown_programme(programme_code) as programme_code,
    full_name,
    left(date_of_birth, 4) as birth_year,
    sex,
    access.masked(id_number) as id_number,
    district_code,
    ward_code,
    village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount,
    access.masked(personal_id) as personal_id,
    access.key_of((select pepper from access.secret), personal_id) as person_key,
    match_status,
    match_method,
    match_probability,
    person_status,
    account_status,
    account_type,
    bank_bin,
    access.masked(account_number) as account_number,
    access.key_of((select pepper from access.secret), bank_bin || account_number) as account_key,
    account_probability,
    pay_channel,
    hold_reason,
    entitled_until
from reconciled.beneficiary;
comment on column analyst.beneficiary.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
create or replace view analyst.beneficiary_history as
select
    beneficiary_code,
    business_date,
    access.shown_programme(programme_code) as programme_code,
    full_name,
    left(date_of_birth, 4) as birth_year,
    sex,
    access.masked(id_number) as id_number,
    district_code,
    ward_code,
    village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount,
    access.masked(personal_id) as personal_id,
    access.key_of((select pepper from access.secret), personal_id) as person_key,
    match_status,
    match_method,
    match_probability,
    person_status,
    account_status,
    account_type,
    bank_bin,
    access.masked(account_number) as account_number,
    access.key_of((select pepper from access.secret), bank_bin || account_number) as account_key,
    account_probability,
    pay_channel,
    hold_reason,
    valid_from,
    valid_to,
    entitled_until
from reconciled.beneficiary_history;
comment on column analyst.beneficiary_history.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
create or replace view district.beneficiary with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason,
    entitled_until
from reconciled.beneficiary
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
comment on column district.beneficiary.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
create or replace view district.beneficiary_history with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason, valid_from, valid_to,
    entitled_until
from reconciled.beneficiary_history
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
comment on column district.beneficiary_history.entitled_until is 'the last day of entitlement: of the month of death or departure; null: no end';
