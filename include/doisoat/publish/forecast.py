"""Where coverage will be on the target date if working days go on as the last ones did, and how sure that is.

A share grows by what each working day adds, and so does the doubt about it: days that hardly differ make a narrow
range, few or uneven days a wide one. What is added at a weekend or at Tết counts with the working day before.
"""

import datetime as dt
from typing import LiteralString

from doisoat.reconcile.target import Calendar, load_target
from doisoat.storage.warehouse import Connection

SURE = 0.9  # how often the share on the target date lies between forecast_low and forecast_high

# Rounded, so that a share of all that stays so is forecast as all.
_BOUNDED: LiteralString = "round(least(1, greatest(0, {}))::numeric, 6)::double precision"
# Of the nights after one working day the last one counts. Two gains at least: one says nothing of their scatter, which
# is never less than one entry in all the days looked at: where nothing happened so far, something still may.
_FORECAST: LiteralString = f"""
with day as (select * from unnest(%(days)s::date[], %(numbers)s::bigint[]) d (day, number)),
past as (
    select area, business_date, with_account, account_problem, no_account
    from reconciled.coverage where business_date = any (%(nights)s)
    union all
    select area, business_date, with_account, account_problem, no_account from staging.coverage
),
point as (
    select distinct on (area, number) area, number, with_account / base::double precision as share
    from past join day on day = business_date
    cross join lateral (select with_account + account_problem + no_account as base) counted
    where base > 0
    order by area, number, business_date desc
),
gain as (
    select area, number - lag(number) over line as days, share - lag(share) over line as gained
    from point
    window line as (partition by area order by number)
),
pace as (
    select area, count(days) as gains, sum(days)::double precision as days, sum(gained) / sum(days) as a_day,
        sum(gained ^ 2 / days) as squares
    from gain group by area having count(days) >= 2
),
now as (
    select area, target_date, base, with_account / nullif(base, 0)::double precision as share,
        (until.number - tonight.number)::double precision as ahead
    from staging.coverage
    join day until on until.day = target_date
    join day tonight on tonight.day = business_date
    cross join lateral (select with_account + account_problem + no_account as base) counted
),
outlook as (
    select area, share + a_day * ahead as share, quantile * scatter * sqrt(ahead + ahead ^ 2 / days) as margin
    from now join pace using (area)
    join unnest(%(quantiles)s::double precision[]) with ordinality t (quantile, freedom) on freedom = gains - 1
    cross join lateral (
        select sqrt(greatest((squares - days * a_day ^ 2) / (gains - 1), base::double precision ^ -2 / days)) as scatter
    ) found
    where base > 0 and target_date > %(date)s
),
forecast as (
    select area, {_BOUNDED.format("share")} as share, {_BOUNDED.format("share - margin")} as low,
        {_BOUNDED.format("share + margin")} as high
    from outlook
)
update staging.coverage s
set forecast_share = f.share, forecast_low = f.low, forecast_high = f.high,
    will_miss = case when s.target_date > %(date)s then f.share else now.share end < s.target_share
from now left join forecast f using (area)
where now.area = s.area"""
_NIGHTS: LiteralString = """
select distinct business_date from reconciled.run where business_date < %s order by 1 desc limit %s"""
_TARGETS: LiteralString = "select distinct target_date from staging.coverage where target_date is not null"


def make_forecast(connection: Connection, date: dt.date, calendar: Calendar) -> None:
    """Fill in the forecasts and will_miss of staging.coverage from the nights published before `date`."""
    target = load_target(date)
    if target is None:
        return
    nights = [day for (day,) in connection.execute(_NIGHTS, [date, target.nights - 1]).fetchall()]
    targets = [day for (day,) in connection.execute(_TARGETS).fetchall()]
    days = sorted({*nights, date, *targets})
    parameters = {
        "date": date,
        "nights": nights,
        "days": days,
        "numbers": [calendar.working_days(days[0], day) for day in days],
        "quantiles": _quantiles(target.nights),
    }
    connection.execute(_FORECAST, parameters)


def _quantiles(nights: int) -> list[float]:
    """Student's t for SURE, from one degree of freedom on."""
    from scipy.special import stdtrit

    return [float(stdtrit(freedom, (1 + SURE) / 2)) for freedom in range(1, nights)]
