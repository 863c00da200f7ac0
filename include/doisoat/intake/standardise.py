"""Standardise a feed: raw rows in, core rows and quarantined rows out, none lost."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.errors import ConservationError
from doisoat.intake.accounting import complete
from doisoat.intake.config import load_limits
from doisoat.intake.gather import settled
from doisoat.intake.outcome import FileKey, Outcome, rows_per_file
from doisoat.intake.raw import raw_table, replaced_part
from doisoat.records.core import (
    ACCOUNTS,
    BENEFICIARIES,
    FIELDWORK,
    FILE_ACCOUNTING,
    PAYMENTS,
    PERSON_NAME,
    POPULATION,
    QUARANTINE,
    TABLES,
)
from doisoat.storage.lake import Lake


def standardise(feed: str, date: dt.date, *, lake: Lake) -> dict[str, int | str]:
    """Write core/<feed>, and the feed's parts of core/quarantine and core/file_accounting; return counts.

    Replaced deliveries are judged apart, each by itself: their rows are counted and quarantined, and go no further.
    ConservationError if a row was lost.
    """
    accounting = lake.read(FILE_ACCOUNTING, date, part=feed)
    with lake.scratch() as folder:
        outcomes = [_standardise_part(feed, date, part, lake=lake, folder=folder) for part in _parts(accounting)]
    quarantine = pa.concat_tables(outcome.quarantine for outcome in outcomes)
    accepted: Counter[FileKey] = Counter()
    superseded: Counter[FileKey] = Counter()
    for outcome in outcomes:
        accepted.update(outcome.accepted)
        superseded.update(outcome.superseded)
    completed = complete(accounting, accepted, rows_per_file(quarantine), superseded)
    lake.write(FILE_ACCOUNTING, date, completed, part=feed)
    lake.write(QUARANTINE, date, quarantine, part=feed)
    used = outcomes[0]
    reasons = Counter(used.quarantine["reason"].to_pylist())
    return {
        "accepted": sum(used.accepted.values()),
        "quarantined": used.quarantine.num_rows,
        **used.counts,
        **dict(sorted(reasons.items())),
    }


def _parts(accounting: pa.Table) -> list[str]:
    """The parts of raw: what is used, then each replaced delivery, which is known by its file names."""
    rows = accounting.select(["sender", "sequence", "file"]).to_pylist()
    replaced = {(r["sender"], r["sequence"]) for r in rows if r["file"].startswith(f"{r['sequence']}/")}
    return ["data", *(replaced_part(*key) for key in sorted(replaced))]


def _standardise_part(feed: str, date: dt.date, part: str, *, lake: Lake, folder: Path) -> Outcome:
    core = folder / f"{part}.parquet"
    with lake.file(raw_table(feed), date, part) as raw:
        outcome = standardise_rows(feed, raw, core, date=date, scratch=folder)
    accepted, superseded = sum(outcome.accepted.values()), sum(outcome.superseded.values())
    if outcome.written != accepted - superseded:
        raise ConservationError(
            f"{feed}: {outcome.written} core rows of {accepted} accepted, of which {superseded} are superseded"
        )
    if part == "data":
        _add_settled(feed, date, core, lake)
        _put_names(feed, date, core, lake)
        lake.put(TABLES[feed], date, core)
    core.unlink()
    return outcome


def _put_names(feed: str, date: dt.date, core: Path, lake: Lake) -> None:
    """Put the names by whose numbers the register knows them, before the register: alone they are nothing."""
    if feed == POPULATION.name:
        from doisoat.intake.population import names_beside

        lake.put(PERSON_NAME, date, names_beside(core))


def _add_settled(feed: str, date: dt.date, core: Path, lake: Lake) -> None:
    """Of a feed that adds up, put the rows of long ago, as an earlier night has kept them, before those read now."""
    limits = load_limits(feed)
    former, until = settled(feed, date, limits, lake) if limits.adds_up else (None, date)
    if former is not None:
        kept = lake.read(TABLES[feed], former).filter(pc.field("delivery_date") <= until)
        pq.write_table(pa.concat_tables([kept, pq.read_table(core)]), core, compression="zstd")


def standardise_rows(feed: str, raw: Path, core: Path, *, date: dt.date, scratch: Path) -> Outcome:
    if feed == POPULATION.name:
        from doisoat.intake.population import standardise_population

        return standardise_population(raw, core, date=date, scratch=scratch)
    rows = pq.read_table(raw, partitioning=None)
    good, bad = _STANDARDISE[feed](rows, date)
    pq.write_table(good.select(TABLES[feed].names), core, compression="zstd")
    unread = good["unread"] if "unread" in good.column_names else None
    return Outcome(good.num_rows, rows_per_file(good), bad, unread=unread, counts=_counted(unread))


def _counted(unread: pa.ChunkedArray | None) -> dict[str, int]:
    """How often a field holds something that is none."""
    fields = Counter() if unread is None else Counter(unread.combine_chunks().flatten().to_pylist())
    return {f"unread_{field}": count for field, count in sorted(fields.items())}


def _standardise_accounts(rows: pa.Table, date: dt.date) -> tuple[pa.Table, pa.Table]:
    from doisoat.intake.accounts import standardise_accounts

    return standardise_accounts(rows, latest_year=date.year)


def _standardise_payments(rows: pa.Table, date: dt.date) -> tuple[pa.Table, pa.Table]:
    from doisoat.intake.payments import standardise_payments

    return standardise_payments(rows, date=date)


def _standardise_beneficiaries(rows: pa.Table, date: dt.date) -> tuple[pa.Table, pa.Table]:
    from doisoat.intake.beneficiaries import standardise_beneficiaries
    from doisoat.storage.reference import load_areas, load_banks

    return standardise_beneficiaries(rows, areas=load_areas(date), banks=load_banks(), latest_year=date.year)


def _standardise_fieldwork(rows: pa.Table, date: dt.date) -> tuple[pa.Table, pa.Table]:
    from doisoat.intake.fieldwork import standardise_fieldwork
    from doisoat.storage.reference import load_banks

    return standardise_fieldwork(rows, banks=load_banks(), date=date)


_STANDARDISE = {
    BENEFICIARIES.name: _standardise_beneficiaries,
    ACCOUNTS.name: _standardise_accounts,
    FIELDWORK.name: _standardise_fieldwork,
    PAYMENTS.name: _standardise_payments,
}
