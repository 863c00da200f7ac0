-- depends: 0018.fast-publication
-- What the links of a night look like, beside the zone that the model was tried on: whether the sources have changed.
create table if not exists reconciled.link_profile (
    business_date date not null,
    subject text not null,
    aspect text not null,
    code text not null,
    records bigint not null,
    share double precision,
    usual_share double precision,
    drift double precision,
    drift_by_lot double precision,
    model_version text not null,
    primary key (business_date, subject, aspect, code)
);
comment on table reconciled.link_profile is
    'how many judgements of a night are of a kind, beside those of the zone that the model was tried on';
comment on column reconciled.link_profile.business_date is 'the night it was published for';
comment on column reconciled.link_profile.subject is 'beneficiary or account: whose judgements';
comment on column reconciled.link_profile.aspect is
    'pass, status, a compared field (name, birth, id, sex, ward, village), estimate';
comment on column reconciled.link_profile.code is
    'the pass, status or level; of estimate: coverage, right, expected_false';
comment on column reconciled.link_profile.records is 'judgements of this kind; of an estimate, all';
comment on column reconciled.link_profile.share is 'of the aspect''s judgements; of an estimate, its value';
comment on column reconciled.link_profile.usual_share is
    'the same on the zone that the model was tried on; null: the model does not say';
comment on column reconciled.link_profile.drift is
    'what the code adds to the aspect''s population stability index, the sum over its codes';
comment on column reconciled.link_profile.drift_by_lot is
    'the index that lot alone exceeds once in 1,000 nights with so many records';
comment on column reconciled.link_profile.model_version is 'model that judged';
create unlogged table if not exists staging.link_profile
    (like reconciled.link_profile including indexes including comments);

-- Counts of the whole city, without an area and without anybody's values: as quality_result is read.
grant select, insert, update, delete on reconciled.link_profile to doisoat_pipeline;
grant select, insert, update, delete, truncate on staging.link_profile to doisoat_pipeline;
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on staging.link_profile to doisoat_pipeline';
    end if;
end
$$;
grant select on reconciled.link_profile to doisoat_analyst, doisoat_reviewer, doisoat_auditor;
