-- depends: 0008.access
-- A publication tells the planner of its date. Before PostgreSQL 17 only a table's owner can; another login's attempt is a
-- warning, and autovacuum does it later.
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on reconciled.beneficiary_history to doisoat_pipeline';
    end if;
end
$$;
