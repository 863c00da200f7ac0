-- depends: 0016.entitlement
-- A night is read from staging as a whole: only its keys are looked up there, and evidence is never searched for.
drop index if exists staging.beneficiary_personal_id_idx;
drop index if exists staging.beneficiary_district_code_ward_code_idx;
drop index if exists staging.beneficiary_bank_bin_account_number_idx;
drop index if exists staging.account_personal_id_idx;
drop index if exists staging.account_beneficiary_codes_idx;
drop index if exists staging.coverage_area_business_date_idx;
alter table staging.beneficiary alter match_evidence set statistics 0;
alter table staging.beneficiary alter source_digest set statistics 0;
alter table reconciled.beneficiary alter match_evidence set statistics 0;
alter table reconciled.beneficiary alter source_digest set statistics 0;
alter table reconciled.beneficiary_history alter match_evidence set statistics 0;
alter table reconciled.beneficiary_history alter source_digest set statistics 0;
-- Every row of these two gets the date of the night. With room for its next version beside it, no index has to be told.
alter table reconciled.beneficiary set (fillfactor = 45);
alter table reconciled.account set (fillfactor = 45);
