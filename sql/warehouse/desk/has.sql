-- Which relations, with or without a schema, are there and readable for the visitor's role.
select name from unnest(%(names)s::text[]) name
where exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where (name = n.nspname || '.' || c.relname or name = c.relname and n.nspname = any (current_schemas(false)))
        and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
