-- core/person_name, where a row is known by its number; those that are the same without tones stand together.
create or replace temp table person_name as
select name, any_value(name_folded) as name_folded from name group by name order by name_folded, name;

create or replace temp table name as
with numbered as (select name, rowid::integer as name_number from person_name)
select * from name join numbered using (name);

copy person_name to $names (format parquet, compression zstd, compression_level 1)
