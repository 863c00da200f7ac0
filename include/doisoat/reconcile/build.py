"""The published tables: what is true of each roll entry and each account on a business date."""

import datetime as dt
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.errors import ConservationError
from doisoat.reconcile.policy import Policy
from doisoat.reconcile.programmes import Together
from doisoat.reconcile.relations import Relations
from doisoat.records import mart
from doisoat.records.core import PERSON


class Compare(Protocol):
    def __call__(self, left: pa.Table, right: pa.Table, /, *, prior: float) -> pa.Table:
        """Row i of `left` against row i of `right` (PERSON columns and id_number): column `probability`.

        `right` has `name_share` too: the share of all holders who bear that toneless name. `prior` is how likely a
        pair is one person before it is compared.
        """


def build_beneficiaries(  # noqa: PLR0913 (five tables meet here)
    beneficiaries: pa.Table,
    accounts: pa.Table,
    *,
    links: pa.Table,
    account_links: pa.Table,
    persons: pa.Table,
    date: dt.date,
    policy: Policy,
    together: Together,
    compare: Compare,
) -> pa.Table:
    """records.mart.BENEFICIARY, a row for every row of core/beneficiaries, sorted by code.

    `links` is link/beneficiary_person, `account_links` link/account_person; `persons` are the rows of core/population
    that either names. ConservationError if an entry or account has no judgement, or a linked person is not there.
    """
    _require_judged("roll entries", beneficiaries, links)
    _require_judged("account rows", accounts, account_links)
    rules = policy.account
    names = {"cut_length": rules.cut_length, "name_edits": rules.name_edits}
    bounds = {"verified_probability": rules.verified_probability, "close_probability": rules.close_probability}
    with Relations(
        beneficiaries=beneficiaries,
        accounts=accounts,
        links=links,
        account_links=account_links,
        persons=persons,
        hold_order=policy.hold_table(),
        pay=policy.pay_table(),
    ) as relations:
        relations.derive("entry")
        _require_registered(relations.table("entry"))
        relations.derive("holder")
        relations.derive("declared")
        relations.derive("pair", names)
        relations.derive("left")
        relations.derive("right")
        relations.add("score", _score(relations.table("left"), relations.table("right"), rules.prior, compare))
        relations.derive("judged", bounds)
        relations.derive("decided")
        relations.derive("second")
        relations.add("judged_second", together.judge(relations.table("second")))
        relations.derive("hold", {"shared_people": rules.shared_people})
        relations.derive("source")
        relations.derive("beneficiary", {"date": date, "last_month": list(policy.last_month)})
        published = relations.table("beneficiary")
    if published.num_rows != beneficiaries.num_rows:
        raise ConservationError(f"{beneficiaries.num_rows} roll entries became {published.num_rows} published rows")
    return published.select(mart.BENEFICIARY.names).cast(mart.BENEFICIARY.schema)


def build_accounts(accounts: pa.Table, published: pa.Table, *, account_links: pa.Table, date: dt.date) -> pa.Table:
    """records.mart.ACCOUNT, a row for every account however often it was returned, sorted by bank and number.

    `published` is what build_beneficiaries made of the same accounts. ConservationError if an account has no judgement.
    """
    _require_judged("account rows", accounts, account_links)
    with Relations(accounts=accounts, account_links=account_links, published=published) as relations:
        relations.derive("holder")
        relations.derive("account", {"date": date})
        return relations.table("account").select(mart.ACCOUNT.names).cast(mart.ACCOUNT.schema)


def _score(left: pa.Table, right: pa.Table, prior: float, compare: Compare) -> pa.Table:
    columns = [column.name for column in PERSON] + ["id_number"]
    probability = compare(left.select(columns), right.select([*columns, "name_share"]), prior=prior)["probability"]
    return left.select(["pair", "payee"]).append_column("probability", probability)


def _require_judged(what: str, rows: pa.Table, judgements: pa.Table) -> None:
    if judgements.num_rows != rows.num_rows:
        raise ConservationError(f"{rows.num_rows} {what} have {judgements.num_rows} judgements of linkage")


def _require_registered(entries: pa.Table) -> None:
    strangers = pc.sum(pc.and_not(entries["matched"], entries["registered"])).as_py()
    if strangers:
        raise ConservationError(f"{strangers} linked persons are not in the register that was read")
