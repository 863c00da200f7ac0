"""What a night is judged by: policy, catalogues and duties of this installation, as of the business date."""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doisoat.reconcile.discrepancies import Rules
    from doisoat.reconcile.worklist import Duties


def rules_of(date: dt.date) -> "Rules":
    """What an entry is held against."""
    from doisoat.reconcile.discrepancies import Rules, load_catalogue
    from doisoat.reconcile.policy import load_policy
    from doisoat.reconcile.programmes import load_together
    from doisoat.storage.reference import load_amounts

    return Rules(load_policy(), load_together(), load_amounts(date), load_catalogue())


def load_all_duties() -> "Duties":
    """Who must act on what by when."""
    from doisoat.reconcile.worklist import load_duties
    from doisoat.storage.reference import HIV_PROGRAMMES, load_calendar

    return load_duties(load_calendar(), HIV_PROGRAMMES)
