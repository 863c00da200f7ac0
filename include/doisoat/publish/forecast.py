"""Where coverage will be on the target date if the last nights go on: a straight line through them."""

import datetime as dt
from typing import LiteralString

from doisoat.reconcile.target import load_target
from doisoat.storage.warehouse import Connection

# Three nights at least: two make any line. Rounded, so that a share of all that stays so is forecast as all.
_FORECAST: LiteralString = """
with night as (
    select distinct business_date from reconciled.coverage where business_date < %(date)s
    order by business_date desc limit %(nights)s - 1
),
past as (
    select area, business_date, with_account, account_problem, no_account
    from reconciled.coverage where business_date in (select business_date from night)
    union all
    select area, business_date, with_account, account_problem, no_account from staging.coverage
),
point as (
    select area, (business_date - %(date)s::date)::double precision as day,
        with_account / nullif(with_account + account_problem + no_account, 0)::double precision as share
    from past
),
line as (
    select area, count(share) as nights, regr_intercept(share, day) as level, regr_slope(share, day) as slope,
        max(share) filter (where day = 0) as share
    from point group by area
),
forecast as (
    select s.area, case when s.target_date > %(date)s and line.nights >= 3 then
        round(least(1, greatest(0, line.level + line.slope * (s.target_date - %(date)s::date)))::numeric, 6)
        end::double precision as share, line.share as share_now
    from staging.coverage s join line using (area)
)
update staging.coverage s
set forecast_share = f.share,
    will_miss = case when s.target_date > %(date)s then f.share else f.share_now end < s.target_share
from forecast f where f.area = s.area"""


def make_forecast(connection: Connection, date: dt.date) -> None:
    """Fill in forecast_share and will_miss of staging.coverage from the nights published before `date`."""
    target = load_target(date)
    if target is not None:
        connection.execute(_FORECAST, {"date": date, "nights": target.nights})
