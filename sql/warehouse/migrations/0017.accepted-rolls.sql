-- depends: 0008.access
-- A roll that is far smaller or larger than the night before stops at the gate, until somebody says that it is right.
create or replace function audit.accept_roll(business_date date) returns void language sql set search_path = '' as $$
    select audit.record('roll_accepted', business_date::text)
$$;
comment on function audit.accept_roll is 'say that the roll of a date is right, however different from the night before; logged';
create or replace function audit.roll_is_accepted(business_date date) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (select from audit.event where action = 'roll_accepted' and object = business_date::text)
$$;
comment on function audit.roll_is_accepted is 'whether somebody said that the roll of a date is right';
create index if not exists event_action on audit.event (action, object);
revoke execute on function audit.accept_roll(date), audit.roll_is_accepted(date) from public;
grant execute on function audit.roll_is_accepted(date) to doisoat_pipeline;
