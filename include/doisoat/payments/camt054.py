"""camt.054, what a bank booked: entries of one or more statements, with the transactions in them as far as it says."""

from collections.abc import Iterator

from doisoat.payments.xml_stream import Element, Record, Source, children, content, ended, forget, local, text, texts

MESSAGE = "BkToCstmrDbtCdtNtfctn"
_TAGS = ("TxDtls", "Ntry", "Ntfctn")


def read_camt054(source: Source) -> Iterator[Record]:
    """A record for each transaction; for an entry that lists none, one for the entry.

    The amount is what was booked: of the transaction, else of its entry if it is the only one in it. What was
    instructed, what the other side was charged and equivalents in other currencies are not it.
    """
    held: Element | None = None  # a transaction, until it is known whether it is the only one of its entry
    count = 0
    for element in ended(source, MESSAGE, _TAGS):
        name = local(element)
        if name == "TxDtls":
            if held is not None:
                yield _transaction(held, _entry_of(held), only=False)
                forget(held)
            held, count = element, count + 1
        elif name == "Ntry":
            yield _entry(element) if held is None else _transaction(held, element, only=count == 1)
            held, count = None, 0
            forget(element)
        else:
            forget(element)


def _entry_of(transaction: Element) -> Element:
    return next(transaction.iterancestors("{*}Ntry"))


def _entry(entry: Element) -> Record:
    """A booking that lists no transaction: of a whole batch where it names one, else nothing of ours."""
    booked = _booked(entry, entry, children(entry).get("Amt"))
    batch = next(entry.iter("{*}Btch"), None)
    if batch is None or text(batch, "PmtInfId") is None:
        return booked
    return booked._replace(Level="PmtInf", OrgnlMsgId=text(batch, "MsgId"), OrgnlPmtInfId=text(batch, "PmtInfId"))


def _transaction(element: Element, entry: Element, *, only: bool) -> Record:
    parts = children(element)
    booked = _booked(element, entry, _amount(parts, entry, only=only))
    references = parts.get("Refs")
    if references is None:
        return booked._replace(Level="Tx")
    return booked._replace(
        Level="Tx",
        OrgnlMsgId=text(references, "MsgId"),
        OrgnlPmtInfId=text(references, "PmtInfId"),
        EndToEndId=text(references, "EndToEndId"),
    )


def _amount(parts: dict[str, Element], entry: Element, *, only: bool) -> Element | None:
    if only:
        return children(entry).get("Amt")
    if "Amt" in parts:
        return parts["Amt"]
    details = parts.get("AmtDtls")
    booked = None if details is None else children(details).get("TxAmt")
    return None if booked is None else children(booked).get("Amt")


def _booked(element: Element, entry: Element, amount: Element | None) -> Record:
    """What `element`, a transaction of the entry or the entry itself, says of the booking, but for its references."""
    returned = next(element.iter("{*}RtrInf"), None)
    return Record(
        "Ntry",
        Sts=text(entry, "Sts", "Cd") or text(entry, "Sts"),
        Rsn=None if returned is None else text(returned, "Rsn", "Cd") or text(returned, "Rsn", "Prtry"),
        AddtlInf=_said(element, entry),
        Amt=content(amount),
        Ccy=None if amount is None else amount.get("Ccy"),
        CdtDbtInd=_direction(element, entry, is_return=returned is not None),
        RvslInd=text(entry, "RvslInd"),
        RtrInf=None if returned is None else "true",
        Dt=_day(entry),
        AcctSvcrRef=_reference(element, entry),
        Chrgs=_charges(element),
    )


def _direction(element: Element, entry: Element, *, is_return: bool) -> str | None:
    """Of the booking. Some banks tell a transaction as its payee sees it: only a return is believed to differ."""
    booked = text(entry, "CdtDbtInd")
    return (text(element, "CdtDbtInd") if is_return else None) or booked


def _said(element: Element, entry: Element) -> str | None:
    said = [texts(element, name) for name in ("AddtlInf", "AddtlTxInf", "AddtlNtryInf", "Ustrd")]
    if element is not entry:
        said.append(text(entry, "AddtlNtryInf"))
    return " | ".join(part for part in said if part) or None


def _day(entry: Element) -> str | None:
    places = (("BookgDt", "Dt"), ("BookgDt", "DtTm"), ("ValDt", "Dt"), ("ValDt", "DtTm"))
    return next((found for place in places if (found := text(entry, *place))), None)


def _reference(element: Element, entry: Element) -> str | None:
    return text(element, "Refs", "AcctSvcrRef") or text(entry, "AcctSvcrRef") or text(entry, "NtryRef")


def _charges(element: Element) -> str | None:
    """What the bank kept of a transaction: the total it states, else its only amount."""
    charges = next((child for child in element if isinstance(child.tag, str) and local(child) == "Chrgs"), None)
    if charges is None:
        return None
    return text(charges, "TtlChrgsAndTaxAmt") or text(charges, "Rcrd", "Amt") or text(charges, "Amt")
