"""A template of templates/ as a mail or a page."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from doisoat.report.edition import Edition
from doisoat.report.message import Mail


def mail(
    subject: str,
    name: str,
    values: Mapping[str, object],
    edition: Edition,
    images: Mapping[str, bytes] | None = None,
) -> Mail:
    """The mail of the templates of a name, as text and as HTML."""
    return Mail(
        subject, render(f"{name}.txt.j2", values, edition), render(f"{name}.html.j2", values, edition), images or {}
    )


def render(template: str, values: Mapping[str, object], edition: Edition) -> str:
    """A template of templates/ in one language; a value that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    written: dict[str, Callable[..., str]] = {"number": edition.number, "people": edition.people, "date": edition.date}
    environment.filters.update(written, cells=lambda row, *names: [row[name] for name in names])
    environment.filters["rows"] = lambda source: source.rows(edition)
    environment.globals.update(say=edition.say, language=edition.language)
    return environment.get_template(template).render(values)
