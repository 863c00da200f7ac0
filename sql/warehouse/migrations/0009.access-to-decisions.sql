-- depends: 0007.review-decisions 0008.access
-- People decide about the entries and accounts of their areas, each in their own name; who checks them reads all.
alter table review.decision enable row level security;
drop policy if exists whole_city on review.decision;
create policy whole_city on review.decision for select to doisoat_pipeline, doisoat_auditor using (true);
drop policy if exists granted_areas on review.decision;
create policy granted_areas on review.decision for select to doisoat_reviewer, doisoat_desk using (
    beneficiary_code in (select b.beneficiary_code from reconciled.beneficiary b)
    or (bank_bin, account_number) in (select a.bank_bin, a.account_number from reconciled.account a)
);
drop policy if exists own_name on review.decision;
create policy own_name on review.decision for insert to doisoat_reviewer, doisoat_desk with check (
    decided_by = access.current_login() and (
        beneficiary_code in (select b.beneficiary_code from reconciled.beneficiary b)
        or (bank_bin, account_number) in (select a.bank_bin, a.account_number from reconciled.account a)
    )
);
grant select on review.decision, review.standing to doisoat_pipeline, doisoat_reviewer, doisoat_auditor, doisoat_desk;
grant insert on review.decision to doisoat_reviewer, doisoat_desk;
revoke execute on all functions in schema review from public;
