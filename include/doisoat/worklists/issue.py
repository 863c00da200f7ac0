"""Write the wards' workbooks into the lake, below a prefix that nobody but the pipeline reads."""

import datetime as dt

from doisoat.storage.objects import ObjectStore
from doisoat.storage.reference import bank_names, ward_names
from doisoat.worklists import SHARDS
from doisoat.worklists.lines import newest_night, read_shard
from doisoat.worklists.workbook import Cover, ward_workbook

WITHOUT_DISTRICT = "none"


def key(date: dt.date, district_code: str, ward_code: str) -> str:
    """Where a ward's workbook is; the district is `none` where there are no districts."""
    return f"worklist/{date}/{district_code}/{ward_code}.xlsx"


def issue(shard: int, date: dt.date, *, url: str, store: ObjectStore) -> dict[str, int]:
    """Write the workbooks of a shard of the wards. The worklist is of the newest night: an older one writes none."""
    if newest_night(url) != date:
        return {"workbooks": 0, "lines": 0, "of_an_older_night": 1}
    names, banks, lines = ward_names(date), bank_names(), 0
    part = read_shard(url, date, shard=shard, shards=SHARDS)
    for (district, ward), open_tasks in part.wards.items():
        ward_name, district_name = names.get(ward, (f"Xã, phường {ward}", ""))
        cover = Cover(ward, ward_name, district_name, date)
        store.write(key(date, district, ward), ward_workbook(cover, open_tasks, part.labels, banks))
        lines += len(open_tasks)
    return {"workbooks": len(part.wards), "lines": lines}
