"""Who is who, in order: verified identifiers, then candidates, scores, probabilities, judgement, then what other
sources lend to those who are still in doubt. Both feeds take each of these steps together (feed.py)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from doisoat.linkage.claims import settle_claims
from doisoat.linkage.decided import decisions_about, meet
from doisoat.linkage.extract import Extract
from doisoat.linkage.feed import Feed, Lend, Linking
from doisoat.linkage.lend import lend_to_entries, lend_to_holders
from doisoat.linkage.model import Model
from doisoat.linkage.register import Register
from doisoat.linkage.search import Progress, Search, WholeSearch
from doisoat.records.core import ACCOUNTS
from doisoat.records.link import ACCOUNT_PERSON, BENEFICIARY_PERSON, CONTENT, DECISION

UNDECIDED = DECISION.schema.empty_table()
# What is read of core/beneficiaries and of core/accounts.
_DECLARED = ("beneficiary_code", "programme_code", "bank_bin", "account_number")
ENTRY = (*CONTENT, *_DECLARED, "representative_name_folded", "representative_id_number")
_RETURNED = ("bank_bin", "account_number", "request_ref", "sender", "file", "row_number")
HOLDER = (*(name for name in CONTENT if name in ACCOUNTS.names), *_RETURNED)


@dataclass(frozen=True)
class Links:
    """`entries` is link/beneficiary_person, `holders` link/account_person."""

    entries: pa.Table
    holders: pa.Table


def link_people(
    search: Search,
    entries: pa.Table,
    accounts: pa.Table,
    model: Model,
    *,
    decisions: pa.Table = UNDECIDED,
    progress: Progress,
) -> Links:
    """Roll entries (core/beneficiaries) and account holders (core/accounts) to the persons that `search` finds.

    Each lends evidence to the other. `decisions` (link/decision) of people outrank the model.
    """
    about_entries = decisions_about("beneficiary", entries, decisions)
    about_holders = decisions_about("account", accounts, decisions)
    feeds = (
        Feed("entries", entries, about_entries, partial(lend_to_entries, entries, accounts)),
        Feed("holders", accounts, about_holders, partial(lend_to_holders, accounts, entries)),
    )
    linked, held = link_feeds(search, feeds, model, progress=progress)
    linked = settle_claims(linked, entries["programme_code"])
    linked = linked.append_column("beneficiary_code", entries["beneficiary_code"])
    for key in ("sender", "file", "row_number"):
        held = held.append_column(key, accounts[key])
    return Links(
        linked.select(BENEFICIARY_PERSON.names).cast(BENEFICIARY_PERSON.schema),
        held.select(ACCOUNT_PERSON.names).cast(ACCOUNT_PERSON.schema),
    )


def link_records(
    extract: Extract, records: pa.Table, model: Model, *, progress: Progress, lend: Lend | None = None
) -> pa.Table:
    """One judgement (records.link.JUDGEMENT) per record, in the records' order, of one feed alone."""
    with Register.read(extract) as register:
        search = WholeSearch(register, model.largest_block)
        (judged,) = link_feeds(search, [Feed("records", records, lend=lend)], model, progress=progress)
    return judged


def link_feeds(search: Search, feeds: Sequence[Feed], model: Model, *, progress: Progress) -> list[pa.Table]:
    """Per feed one judgement (records.link.JUDGEMENT) per record, in the records' order."""
    linking = [Linking(feed, model, search.register.size, progress) for feed in feeds]
    _meet_decisions(search, feeds, linking, model)
    _each(linking, Linking.link_by_id, search.identified([each.records for each in linking]))
    _each(linking, Linking.link_by_probability, search.searched([each.unverified() for each in linking], progress))
    _each(linking, Linking.link_by_lent_id, search.identified([each.lent.records for each in linking]))
    _each(linking, Linking.link_by_lent, search.searched([each.lent_in_doubt() for each in linking], progress))
    with ThreadPoolExecutor(len(linking)) as threads:
        return list(threads.map(Linking.judged, linking))


def _meet_decisions(search: Search, feeds: Sequence[Feed], linking: Sequence[Linking], model: Model) -> None:
    for each, feed in zip(linking, feeds, strict=True):
        if feed.decisions:
            each.decided = meet(feed.decisions, search.register, each.records, model)


def _each(linking: Sequence[Linking], judge: Callable[[Linking, pa.Table], None], found: Sequence[pa.Table]) -> None:
    """Judge all feeds side by side: NumPy and Arrow do not hold Python's lock."""
    with ThreadPoolExecutor(len(linking)) as threads:
        for _ in threads.map(judge, linking, found):
            pass
