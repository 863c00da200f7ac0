-- core/population: the usable rows, in records.core's columns and order.
copy (
    with person as (
    select
        row.personal_id,
        case when regexp_full_match(row.old_id, '[0-9]{9}') then row.old_id end as old_id,
        name.full_name,
        name.name,
        name.name_folded,
        name.name_repairs,
        birth.text as date_of_birth,
        birth.year as birth_year,
        birth.month as birth_month,
        birth.day as birth_day,
        sex.code as sex,
        row.province_code,
        row.district_code,
        row.ward_code,
        row.village,
        status.code as status,
        try_cast(row.status_date as date) as status_date,
        row.updated_at,
        name.name_number
    from read_parquet($raw, file_row_number => true) as row
    anti join fault using (file_row_number)
    anti join superseded using (file_row_number)
    join name on name.sent = row.full_name
    join birth on birth.sent = row.date_of_birth
    join sex on sex.sent = row.sex
    join status on status.sent = row.status
    )
    select
        *,
        hash(
            personal_id, old_id, name, name_folded, birth_year, birth_month, birth_day, sex, ward_code, district_code, village
        ) as digest
    from person
) to $core (format parquet, compression zstd, compression_level 1, row_group_size 131072)
