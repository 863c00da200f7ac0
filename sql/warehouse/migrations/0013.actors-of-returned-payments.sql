-- depends: 0012.worklists
-- A payment that came back is asked about by the ward, too: who else reads the worklist sees no other actor for anybody.
create or replace function access.shown_actor(reason text, actor text) returns text
language sql immutable parallel safe as $$
    select case
        when reason in ('no_account', 'payment_returned') or (reason like 'account\_%' and reason <> 'account_claimed')
        then 'ward' else actor
    end
$$;
