-- depends: 0012.worklists
-- A ward's workbook names people: whoever takes it says why, as for every other look at a person's data.
drop function if exists access.fetch_worklist(date, text, text);
create or replace function access.fetch_worklist(date date, district_code text, ward_code text, purpose text)
returns bigint language plpgsql set search_path = '' as $$
begin
    if not coalesce(
        pg_has_role(session_user, 'doisoat_pipeline', 'MEMBER')
        or access.whole_city()
        or (date >= access.codes_since()
            and (district_code = any (access.districts()) or ward_code = any (access.wards()))),
        false
    ) then
        raise exception 'this login may not fetch the worklist of this ward' using errcode = 'invalid_authorization_specification';
    end if;
    if coalesce(purpose, '') = '' then
        raise exception 'a worklist is taken for a purpose' using errcode = 'null_value_not_allowed';
    end if;
    return audit.record('worklist_fetched', ward_code, jsonb_build_object('business_date', date, 'purpose', purpose));
end
$$;
comment on function access.fetch_worklist is 'log that the current login takes a ward''s workbook, and why; refused unless the ward was granted to it';
revoke execute on function access.fetch_worklist(date, text, text, text) from public;
grant execute on function access.fetch_worklist(date, text, text, text) to doisoat_pipeline, doisoat_district, doisoat_desk;
