-- One row: exact counts and shares over all rows of core/population.
-- $population: a Parquet file; $business_year: nobody is born after it.
WITH people AS (
    SELECT
        count(*) AS rows,
        count(*) - count(DISTINCT personal_id) AS repeated_ids,
        count(*) FILTER (WHERE NOT regexp_full_match(personal_id, '[0-9]{12}')) AS odd_ids,
        count(*) FILTER (WHERE status NOT IN ('alive', 'deceased', 'missing', 'moved_out')) AS unknown_statuses,
        count(*) FILTER (WHERE birth_year IS NULL) AS missing_births,
        count(*) FILTER (WHERE birth_year NOT BETWEEN 1890 AND $business_year) AS implausible_births,
        count(*) FILTER (WHERE birth_day IS NULL OR (birth_month = 1 AND birth_day = 1)) AS years_only,
        count(*) FILTER (WHERE sex IS NULL) AS missing_sexes,
        count(*) FILTER (WHERE NOT regexp_full_match(name_folded, '[a-z]+( [a-z]+)+')) AS unreadable_names,
        count(*) FILTER (WHERE ward_code IS NULL) AS missing_wards,
        count(*) FILTER (WHERE status = 'deceased') AS deceased,
        count(*) FILTER (WHERE status <> 'alive' AND status_date IS NULL) AS undated
    FROM read_parquet($population, hive_partitioning = false)
)

SELECT
    rows,
    repeated_ids,
    unknown_statuses,
    -- An empty register has shares of nothing: null, and the expectation on `rows` stops the night.
    odd_ids / nullif(rows, 0) AS odd_id_share,
    missing_births / nullif(rows, 0) AS missing_birth_share,
    implausible_births / nullif(rows, 0) AS implausible_birth_share,
    years_only / nullif(rows, 0) AS year_only_share,
    missing_sexes / nullif(rows, 0) AS missing_sex_share,
    unreadable_names / nullif(rows, 0) AS unreadable_name_share,
    missing_wards / nullif(rows, 0) AS missing_ward_share,
    deceased / nullif(rows, 0) AS deceased_share,
    undated / nullif(rows, 0) AS undated_share
FROM people
