-- depends: 0011.access-to-payments
-- After a death, a refusal, a recall or a duplicate nothing is sent again by itself. Who has looked may say that it may be.
create table if not exists payments.repeat_permission (
    payment_id text primary key references payments.instruction,
    allowed_by text not null,
    allowed_at timestamptz not null default clock_timestamp()
);
comment on table payments.repeat_permission is 'a failed payment that a person has looked at: it may be sent again';
comment on column payments.repeat_permission.payment_id is 'the payment that failed; the key';
comment on column payments.repeat_permission.allowed_by is 'who looked';
comment on column payments.repeat_permission.allowed_at is 'when';
create or replace trigger permission_is_final before update or delete or truncate on payments.repeat_permission
for each statement execute function payments.refuse_change();

create or replace function payments.allow_repeat(payment_id text)
returns void language plpgsql security definer set search_path = '' as $$
begin
    if not exists (
        select from reconciled.payment p
        where p.payment_id = allow_repeat.payment_id and p.status in ('returned', 'rejected')
    ) then
        raise exception 'this payment has not failed, or is instructed again' using errcode = 'invalid_parameter_value';
    end if;
    insert into payments.repeat_permission (payment_id, allowed_by)
    values (allow_repeat.payment_id, access.current_login())
    on conflict do nothing;
    perform audit.record('repeat_allowed', allow_repeat.payment_id, '{}');
end
$$;
comment on function payments.allow_repeat is 'say that a failed payment may be sent again in the next run; logged';
grant select on payments.repeat_permission to doisoat_pipeline, doisoat_payments, doisoat_auditor;
revoke execute on function payments.allow_repeat(text) from public;
grant execute on function payments.allow_repeat(text) to doisoat_payments;
