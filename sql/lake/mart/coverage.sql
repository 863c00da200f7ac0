-- Every level of areas at once.
with area as (
    select
        case grouping(district_code, ward_code, lower(village))
            when 7 then 'city'
            when 3 then 'district'
            when 1 then 'ward'
            else 'village'
        end as level,
        concat_ws('/', level, district_code, ward_code, lower(village)) as area,
        district_code,
        ward_code,
        case when grouping(lower(village)) = 0 then min(village) end as village,
        count(*) as beneficiaries,
        count(*) filter (with_account) as with_account,
        count(*) filter (account_problem) as account_problem,
        count(*) filter (no_account) as no_account,
        count(*) filter (excepted = 'declined') as declined,
        count(*) filter (excepted = 'incapable') as incapable,
        count(*) filter (excepted = 'absent') as absent,
        count(*) filter (paid_by_account) as paid_by_account,
        count(*) filter (postal_cash) as postal_cash,
        count(*) filter (held) as held
    from resident
    group by grouping sets (
        (), (district_code), (district_code, ward_code), (district_code, ward_code, lower(village))
    )
)
select
    $date::date as business_date,
    area,
    level,
    district_code,
    ward_code,
    village,
    beneficiaries,
    with_account,
    account_problem,
    no_account,
    declined,
    incapable,
    absent,
    paid_by_account,
    postal_cash,
    held,
    $target_share::double as target_share,
    $target_date::date as target_date,
    round(
        greatest(0, ceil($target_share::double * (with_account + account_problem + no_account)) - with_account)
        / nullif($working_days::integer, 0),
        2
    ) as needed_per_working_day,
    null::double as forecast_share,
    null::boolean as will_miss,
    null::double as forecast_low,
    null::double as forecast_high
from area
order by list_position(['city', 'district', 'ward', 'village'], level), district_code, ward_code, village
