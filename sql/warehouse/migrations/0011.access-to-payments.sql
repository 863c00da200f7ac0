-- depends: 0010.payments 0009.access-to-decisions
-- Who pays sees every payment and every run of the city; who checks them sees the runs, the files and the closing. Offices
-- of an area hear of a payment that failed as a finding about the entry. What banks say in free text may name people.
grant usage on schema payments to doisoat_pipeline, doisoat_payments, doisoat_auditor;
grant select, insert, update on payments.run, payments.verification to doisoat_pipeline;
grant select, insert on payments.proposal, payments.withheld, payments.instruction, payments.output to doisoat_pipeline;
grant select on payments.account_confirmation, payments.unanswered to doisoat_pipeline;
grant select, insert, update, delete on reconciled.payment, reconciled.payment_closing, reconciled.payment_unmatched,
    reconciled.paid_after_death to doisoat_pipeline;
grant select, insert, update, delete, truncate on staging.payment, staging.payment_closing, staging.payment_unmatched,
    staging.paid_after_death to doisoat_pipeline;
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on staging.payment, staging.payment_closing, staging.payment_unmatched,'
            ' staging.paid_after_death to doisoat_pipeline';
    end if;
end
$$;
grant select on reconciled.payment, reconciled.payment_closing, reconciled.payment_unmatched, reconciled.paid_after_death
    to doisoat_payments;
grant select on payments.run, payments.proposal, payments.withheld, payments.instruction, payments.output,
    payments.account_confirmation, payments.verification, payments.unanswered to doisoat_payments;
grant select on reconciled.payment_closing, payments.run, payments.output, payments.account_confirmation to doisoat_auditor;
revoke execute on all functions in schema payments from public;
grant execute on function payments.confirm_account(text, text, text) to doisoat_payments;
