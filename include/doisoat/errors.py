"""What can go wrong, one class per cause. Messages speak to whoever must act; they never hold personal data."""

import traceback
from collections.abc import Mapping
from pathlib import Path


class DoisoatError(Exception):
    """Base of all errors that are shown to a person as one line, without a traceback."""


class SettingsError(DoisoatError):
    """A setting or configuration file is missing or cannot be used."""


class SourceMissing(DoisoatError):
    """A feed has no delivery that is fresh enough for the business date."""


class DeliveryRefused(DoisoatError):
    """A delivery cannot be trusted as a whole: the reason goes to its sender in the receipt.

    Made by intake.refusals: `code` with `parameters` says why, the message in English, `vietnamese` to the sender.
    """

    def __init__(self, message: str, *, code: str, parameters: Mapping[str, str], vietnamese: str) -> None:
        super().__init__(message)
        self.code = code
        self.parameters = dict(parameters)
        self.vietnamese = vietnamese

    def __reduce__(self) -> tuple[object, ...]:
        return _refused, (str(self), self.code, self.parameters, self.vietnamese)


def _refused(message: str, code: str, parameters: Mapping[str, str], vietnamese: str) -> DeliveryRefused:
    """Made again in another process: an exception's own pickling knows nothing of keywords."""
    return DeliveryRefused(message, code=code, parameters=parameters, vietnamese=vietnamese)


class ConservationError(DoisoatError):
    """Rows went into a stage and did not come out: a defect of ours, never of the sender."""


class TablesApart(DoisoatError):
    """Two tables of the lake that belong together were written by different runs."""


class QualityGateFailed(DoisoatError):
    """A critical expectation does not hold: the night stops before publication."""


class ReplayFailed(DoisoatError):
    """A past night cannot be made again from what the lake keeps."""


class PublicationError(DoisoatError):
    """The warehouse refused the publication; readers still see the former night."""


class WarehouseOutOfReach(PublicationError):
    """The warehouse cannot be reached or is going down: the same call may succeed later."""


class DecisionRefused(DoisoatError):
    """What a person decided cannot be recorded as it was given."""


class NothingToExplain(DoisoatError):
    """The lake holds no link of the entry that was asked about."""


class StorageError(DoisoatError):
    """Object storage did not answer, or what it holds is not what was written."""


def where(error: BaseException) -> str:
    """The frames of an exception as file:line in function, innermost last; no message, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames[-6:])


class PaymentError(DoisoatError):
    """A pay run must not go on: what it would do is not what was decided, or nobody may decide it so."""


class MailOutOfReach(DoisoatError):
    """The mail server does not answer or takes nothing now: what waits is delivered later."""
