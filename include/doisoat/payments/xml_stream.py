"""ISO 20022 messages in a stream: hostile until checked, and never held as a whole.

No document type, so no entity, no network, no depth beyond libxml2's 256, no text beyond its 10 million characters.
Namespaces and versions are not looked at: banks send what their system was made with.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from lxml import etree

Element = Any  # lxml has no types of its own


class Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Record(NamedTuple):
    """One thing that a message says, as written; the names are ISO 20022's, whatever the message. None: not said."""

    Level: str  # Grp, PmtInf, Ntry or Tx: what it is about
    OrgnlMsgId: str | None = None
    OrgnlPmtInfId: str | None = None
    EndToEndId: str | None = None
    Sts: str | None = None
    Rsn: str | None = None
    AddtlInf: str | None = None
    Amt: str | None = None
    Ccy: str | None = None
    CdtDbtInd: str | None = None
    RvslInd: str | None = None
    RtrInf: str | None = None  # "true" where return information is given, whatever it says
    Dt: str | None = None
    AcctSvcrRef: str | None = None
    Chrgs: str | None = None


class DocumentTypeFound(Exception):
    """The file declares a document type: no bank needs one, and entities come with it."""


class NotThisMessage(Exception):
    """The file is well-formed, and holds another message than the one looked for."""


def ended(source: Source, message: str, tags: Sequence[str]) -> Iterator[Element]:
    """The elements of these local names inside `message`, each when it has ended, its parents still open.

    DocumentTypeFound, NotThisMessage; lxml's XMLSyntaxError for a file that is no XML or ends early.
    """
    context = etree.iterparse(
        source,
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in (message, *tags)],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = found = 0
    for event, element in context:
        if local(element) == message:
            _refuse_document_type(element)
            depth += 1 if event == "start" else -1
            found += 1
        elif event == "end" and depth:
            yield element
    if not found:
        raise NotThisMessage(message)


def forget(element: Element) -> None:
    """Let go of an element that has been read: its content, and its neighbour before it if that was one of its kind."""
    element.clear()
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)


def children(element: Element) -> dict[str, Element]:
    """The last child of each name."""
    return {local(child): child for child in element if isinstance(child.tag, str)}


def text(element: Element, *path: str) -> str | None:
    """The text below `element` at a path of local names, the first where one stands several times."""
    for name in path:
        element = next((child for child in element if isinstance(child.tag, str) and local(child) == name), None)
        if element is None:
            return None
    return content(element)


def content(element: Element | None) -> str | None:
    """The element's own text; None if there is no such element, or nothing in it."""
    return None if element is None else (element.text or "").strip() or None


def texts(element: Element, name: str) -> str | None:
    """The texts of all descendants of a name, as one line."""
    found = [(each.text or "").strip() for each in element.iter(f"{{*}}{name}")]
    return " | ".join(part for part in found if part) or None


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _refuse_document_type(element: Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise DocumentTypeFound
