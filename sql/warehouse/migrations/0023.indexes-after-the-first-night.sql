-- depends: 0019.questions 0020.desk-review
-- The same letters as before, with every name spelt out: a function that sets no path of its own is taken into the query
-- that calls it, which nearly halves the time that folding takes.
create or replace function access.folded(name text) returns text language sql immutable parallel safe as $$
    select pg_catalog.lower(pg_catalog.translate(
        pg_catalog.regexp_replace(pg_catalog.normalize(name, 'NFD'), E'[\\u0300-\\u036f]', '', 'g'), 'Đđ', 'Dd'))
$$;

-- A first night fills empty tables: rows first and indexes after is quicker than rows into indexes, and nobody who reads
-- waits for it. The pipeline owns nothing, so the indexes are made in its owner's name, these and no others.
create or replace function reconciled.build_indexes() returns bigint
language plpgsql security definer set search_path = '' as $$
declare
    missing record;
    made bigint := 0;
begin
    for missing in
        select * from (values
            ('beneficiary_personal_id', 'beneficiary (personal_id) where personal_id is not null'),
            ('beneficiary_area', 'beneficiary (district_code, ward_code)'),
            ('beneficiary_account', 'beneficiary (bank_bin, account_number) where account_number is not null'),
            ('beneficiary_gone', 'beneficiary (person_status) where person_status <> ''alive'''),
            ('beneficiary_review', 'beneficiary (district_code, ward_code) where match_status = ''review'''),
            ('beneficiary_account_problem', 'beneficiary (account_status, bank_bin)
                where account_status not in (''verified'', ''representative'', ''none'')'),
            ('beneficiary_id_number', 'beneficiary (id_number) where id_number is not null'),
            ('beneficiary_account_number', 'beneficiary (account_number) where account_number is not null'),
            ('beneficiary_folded_name',
                'beneficiary using gin (to_tsvector(''pg_catalog.simple''::regconfig, access.folded(full_name)))'),
            ('account_personal_id', 'account (personal_id) where personal_id is not null'),
            ('account_beneficiary_codes', 'account using gin (beneficiary_codes)'),
            ('account_serves_several', 'account (cardinality(beneficiary_codes)) where cardinality(beneficiary_codes) > 1'),
            ('discrepancy_beneficiary', 'discrepancy (beneficiary_code)'),
            ('discrepancy_open', 'discrepancy (owner, kind) where resolved_on is null'),
            ('discrepancy_open_kind', 'discrepancy (kind, severity, owner) where resolved_on is null'),
            ('beneficiary_history_from', 'beneficiary_history (valid_from)')
        ) wanted (name, definition)
        where to_regclass('reconciled.' || name) is null
    loop
        execute format('create index %I on reconciled.%s', missing.name, missing.definition);
        made := made + 1;
    end loop;
    return made;
end
$$;
comment on function reconciled.build_indexes is 'make the indexes of the published tables that are not there yet; returns how many';
revoke execute on function reconciled.build_indexes() from public;
grant execute on function reconciled.build_indexes() to doisoat_pipeline;

do $$
begin
    if not exists (select from reconciled.beneficiary_history) then
        drop index if exists reconciled.beneficiary_personal_id, reconciled.beneficiary_area, reconciled.beneficiary_account,
            reconciled.beneficiary_gone, reconciled.beneficiary_review, reconciled.beneficiary_account_problem,
            reconciled.beneficiary_id_number, reconciled.beneficiary_account_number, reconciled.beneficiary_folded_name,
            reconciled.account_personal_id, reconciled.account_beneficiary_codes, reconciled.account_serves_several,
            reconciled.discrepancy_beneficiary, reconciled.discrepancy_open, reconciled.discrepancy_open_kind,
            reconciled.beneficiary_history_from;
    end if;
end
$$;
