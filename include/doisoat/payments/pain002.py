"""pain.002, what a bank says of a payment file it was sent: of the file, of a batch, of single transactions."""

from collections.abc import Iterator

from doisoat.payments.xml_stream import Element, Record, Source, children, content, ended, forget, text, texts

MESSAGE = "CstmrPmtStsRpt"
_TAGS = ("GrpHdr", "OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts", "TxInfAndSts")


def read_pain002(source: Source) -> Iterator[Record]:
    """A record for the file if it has a status, for each batch that has one, for each transaction listed.

    What lists no transaction still speaks of all of them; what lists some speaks of the others by its own status.
    """
    day, message = None, None
    for element in ended(source, MESSAGE, _TAGS):
        name = element.tag.rpartition("}")[2]
        if name == "GrpHdr":
            day = text(element, "CreDtTm")
        elif name == "OrgnlGrpInfAndSts":
            message = text(element, "OrgnlMsgId")
            yield from _whole(element, "Grp", text(element, "GrpSts"), message=message, day=day)
        elif name == "TxInfAndSts":
            yield _transaction(element, message=message, day=day)
            forget(element)
        else:
            batch = text(element, "OrgnlPmtInfId")
            yield from _whole(element, "PmtInf", text(element, "PmtInfSts"), message=message, day=day, batch=batch)
            forget(element)


def _whole(
    element: Element, level: str, status: str | None, *, message: str | None, day: str | None, batch: str | None = None
) -> Iterator[Record]:
    if status is None:
        return
    about = next((child for child in element if child.tag.endswith("}StsRsnInf") or child.tag == "StsRsnInf"), None)
    reason, said = (None, None) if about is None else (_reason(about), texts(about, "AddtlInf"))
    yield Record(level, message, batch, Sts=status, Rsn=reason, AddtlInf=said, Dt=day)


def _transaction(element: Element, *, message: str | None, day: str | None) -> Record:
    parts = children(element)
    about, original = parts.get("StsRsnInf"), parts.get("OrgnlTxRef")
    amount = None if original is None else next(original.iter("{*}InstdAmt"), None)
    accepted = parts.get("AccptncDtTm")
    batch = element.getparent()
    return Record(
        "Tx",
        message,
        text(batch, "OrgnlPmtInfId"),
        _of(parts, "OrgnlEndToEndId"),
        _of(parts, "TxSts"),
        None if about is None else _reason(about),
        texts(element, "AddtlInf"),
        content(amount),
        None if amount is None else amount.get("Ccy"),
        Dt=content(accepted) or day,
        AcctSvcrRef=_of(parts, "AcctSvcrRef"),
    )


def _reason(about: Element) -> str | None:
    return text(about, "Rsn", "Cd") or text(about, "Rsn", "Prtry")


def _of(parts: dict[str, Element], name: str) -> str | None:
    return content(parts.get(name))
