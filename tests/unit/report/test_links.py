import datetime as dt
from pathlib import Path

import pytest

from doisoat.desk.review.waiting import router as review
from doisoat.desk.watch.kept import REPORTS
from doisoat.desk.watch.kept import router as kept
from doisoat.desk.watch.worklists import router as worklists
from doisoat.errors import SettingsError
from doisoat.orchestration.desk import PATH
from doisoat.report import links as module
from doisoat.report.links import PAGES, links, load_templates

FRIDAY = dt.date(2024, 1, 12)
BASE = "https://doisoat.example.vn"


def test_pages_are_below_the_base_url_whether_or_not_it_ends_with_a_slash() -> None:
    paths = {"quality": "/q/{date}.html", "review": "/desk/review"}
    wanted = {"quality": f"{BASE}/q/2024-01-12.html", "review": f"{BASE}/desk/review"}
    for base in (BASE, f"{BASE}/"):
        assert links(base, FRIDAY, templates=paths) == {"vi": wanted, "en": wanted}


def test_a_page_without_a_path_has_no_link() -> None:
    assert links(BASE, FRIDAY, templates={"quality": "", "worklist": None, "campaign": "/c"})["vi"] == {
        "campaign": f"{BASE}/c"
    }


def test_without_a_base_url_there_are_no_links() -> None:
    assert links("", FRIDAY) == {}


@pytest.mark.parametrize(("language", "ending"), [("vi", "2024-01-12.html"), ("en", "2024-01-12.en.html")])
def test_the_links_that_come_with_doisoat_lead_to_pages_of_the_desk(language: str, ending: str) -> None:
    found = {page: url.removeprefix(f"{BASE}{PATH}") for page, url in links(BASE, FRIDAY)[language].items()}
    assert set(found) == set(PAGES)
    assert found["worklist"] == worklists.prefix
    assert found["review"] == review.prefix
    for page in ("quality", "campaign"):
        assert REPORTS.fullmatch(found[page].removeprefix(f"{kept.prefix}/report/"))
        assert found[page].endswith(f"/{ending}")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("payments: /p", "'payments' is none of quality"),
        ("review: desk/review", "review is a path below the base URL"),
        ("review: /desk/{night}", "in the path of review only {date} and {suffix}"),
        ("- /desk", "needs a path for each of quality"),
    ],
)
def test_a_link_that_cannot_be_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, complaint: str
) -> None:
    (tmp_path / "links.yaml").write_text(content)
    monkeypatch.setattr(module, "CONFIG", tmp_path)
    with pytest.raises(SettingsError, match=complaint):
        load_templates()
