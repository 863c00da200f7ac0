"""The quality page and the campaign: self-contained, in words, without a small count."""

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from doisoat import paths
from doisoat.publish.breakdown import AreaState
from doisoat.publish.labels import read_labels
from doisoat.publish.quality_history import Result
from doisoat.quality.suites import load_suite
from doisoat.report.campaign import campaign_page, courses
from doisoat.report.campaign_book import campaign_workbook
from doisoat.report.night import Night
from doisoat.report.quality_page import quality_index, quality_page
from reported import BUSY, NIGHT, state

LABELS = {(r["domain"], r["code"]): (r["label_vi"], r["label_en"]) for r in read_labels().to_pylist()}
SUITES = sorted(paths.EXPECTATIONS.glob("*/*.json"))


def result(name: str, *, success: bool, count: int | None = None, observed: str | None = None, ago: int = 0) -> Result:
    share = None if count is None else count / 1000
    date = NIGHT - dt.timedelta(days=ago)
    return Result(date, "core/accounts", name, "warning", success, observed, count, share)


RESULTS = [
    result("accounts_banks_are_known", success=True, count=10, ago=1),
    result("accounts_banks_are_known", success=False, count=120),
    result("accounts_holders_have_ids", success=True, count=3, observed="3 of 1000"),
    result("accounts_have_rows", success=True, observed="1000"),
]


def outside(html: str) -> list[str]:
    """What a browser would fetch or run."""
    return re.findall(r"<script|<link|src=|url\(|@import|https?://[^\s\"<]+|\son\w+=", html)


class Outline(HTMLParser):
    """Counts elements, and header cells that say what they head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.unnamed = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.unnamed += tag == "th" and "scope" not in dict(attrs)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_ask_for_nothing_from_outside(language: str) -> None:
    pages = [
        quality_page(NIGHT, RESULTS, LABELS, language),
        quality_index([(NIGHT, 80, 1, 0)], language),
        campaign_page(BUSY, language),
    ]
    assert [outside(page) for page in pages] == [[], [], []]
    for page in pages:
        outline = Outline(page)
        assert (outline.tags.count("h1"), outline.tags.count("main"), outline.unnamed) == (1, 1, 0)
        assert f'<html lang="{language}">' in page


def test_the_quality_page_tells_demand_reason_owner_and_what_was_seen() -> None:
    page = quality_page(NIGHT, RESULTS, LABELS, "vi")
    assert "1 trên 3 yêu cầu không đạt" in page
    assert "Ít nhất 99 % dòng đến từ ngân hàng có trong danh mục" in page
    assert "Ngân hàng mới phải được thêm vào danh mục" in page
    assert "120 dòng (12,0 %)" in page
    assert "Không đạt 1 trên 2 đêm gần nhất" in page
    assert "1.000" in page


def test_a_small_count_of_rows_is_not_on_the_quality_page() -> None:
    page = quality_page(NIGHT, RESULTS, LABELS, "vi")
    assert "&lt; 5 dòng" in page
    assert "3 of 1000" not in page
    assert "0,3 %" not in page


@pytest.mark.parametrize(
    ("people", "share", "told"),
    [
        pytest.param(3_000, 0.001, "–", id="three of a small city"),
        pytest.param(3_000, 0.002, "0,002", id="six of a small city"),
        pytest.param(3_000, 0.999, "–", id="all but three"),
        pytest.param(8_500_000, 0.001, "0,001", id="many of a large one"),
    ],
)
def test_a_share_of_the_register_tells_no_small_count(people: int, share: float, told: str) -> None:
    found = [
        Result(NIGHT, "core/population", "population_has_people", "critical", True, str(people), None, None),  # noqa: FBT003
        Result(NIGHT, "core/population", "population_sexes_are_given", "warning", True, str(share), None, None),  # noqa: FBT003
    ]
    assert f'<td data-name="Số dòng không đạt hoặc giá trị đo được">{told}</td>' in quality_page(
        NIGHT, found, LABELS, "vi"
    )


def test_the_index_links_to_the_pages_beside_it() -> None:
    assert f'href="{NIGHT}.html"' in quality_index([(NIGHT, 80, 1, 0)], "vi")
    assert f'href="{NIGHT}.en.html"' in quality_index([(NIGHT, 80, 1, 0)], "en")


@pytest.mark.parametrize("path", SUITES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_expectation_says_why_in_vietnamese(path) -> None:
    suite = load_suite(path)
    vietnamese, english = suite.notes("vi"), suite.notes("en")
    assert [name for name in english if vietnamese[name] == english[name]] == []


@pytest.mark.parametrize("path", SUITES, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_judged_table_is_called_by_a_name_that_people_know(language: str, path) -> None:
    suite = load_suite(path)
    found = Result(NIGHT, f"{path.parent.name}/{path.stem}", next(iter(suite.owners)), "warning", True, None, 0, 0.0)  # noqa: FBT003
    assert f"<h2>{path.parent.name}/{path.stem}</h2>" not in quality_page(NIGHT, [found], LABELS, language)


def sheets(night: Night) -> dict[str, str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(campaign_workbook(night, "vi")))
    return {name: json.dumps(book.get_sheet_by_name(name).to_python(), ensure_ascii=False) for name in book.sheet_names}


def test_the_workbook_has_the_city_first_and_a_page_per_area() -> None:
    found = sheets(BUSY)
    assert list(found)[0] == "Toàn thành phố"
    assert set(found) == {"Toàn thành phố", "Quận Ba Đình", "Quận Hoàn Kiếm"}
    assert "Quận Hoàn Kiếm" in found["Toàn thành phố"]
    assert "Phường Trúc Bạch" in found["Quận Ba Đình"]


def test_every_page_of_the_workbook_has_its_burn_down() -> None:
    with zipfile.ZipFile(io.BytesIO(campaign_workbook(BUSY, "vi"))) as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
    city = next(c.burn_down for c in courses(BUSY, "vi"))
    ranges = [re.findall(r"<c:f>'([^']+)'!\$\w+\$(\d+):\$\w+\$(\d+)</c:f>", chart)[0] for chart in charts]
    assert {sheet for sheet, *_ in ranges} == {"Toàn thành phố", "Quận Ba Đình", "Quận Hoàn Kiếm"}
    first, last = next((int(first), int(last)) for sheet, first, last in ranges if sheet == "Toàn thành phố")
    assert last - first + 1 == len([left for _, left in city if left is not None])


def test_a_ward_with_few_left_cannot_be_told_from_its_neighbours_in_the_workbook() -> None:
    page = sheets(BUSY)["Quận Ba Đình"]
    assert '["Phường Phúc Xá", "–", "< 5"' in page
    assert '["Phường Trúc Bạch", "–", "–"' in page


def of_districts(city: int, **left: int) -> tuple[AreaState, ...]:
    """Two nights of which the former had `left` open per district (`d001`), and tonight 30 in each; the city's sum."""
    former = [state("district", code[1:], can=900, left=n, ago=1) for code, n in left.items()]
    tonight = [state("district", code[1:], can=900, left=30) for code in left]
    return (state("city", None, can=2700, left=city, ago=1), *former, state("city", None, can=2700, left=90), *tonight)


def test_what_few_were_left_on_a_former_night_does_not_follow_from_the_neighbours_of_that_night() -> None:
    states = of_districts(44, d001=3, d002=11, d003=30)
    city, *areas = courses(replace(BUSY, parts=replace(BUSY.parts, states=states)), "vi")
    assert [left for _, left in city.burn_down] == [44, 90]
    assert {c.name: [left for _, left in c.burn_down] for c in areas} == {
        "Quận Ba Đình": [None, 30],
        "Quận Hoàn Kiếm": [None, 30],
        "Quận Tây Hồ": [30, 30],
    }


def test_wards_do_not_tell_what_their_district_keeps_back() -> None:
    wards = (state("ward", "00001", can=400, left=20), state("ward", "00004", can=500, left=23))
    few = state("district", "002", can=31, left=3)
    states = (state("city", None, can=931, left=46), state("district", "001", can=900, left=43), few, *wards)
    found = {c.name: c for c in courses(replace(BUSY, parts=replace(BUSY.parts, states=states)), "vi")}
    ba_dinh = found["Quận Ba Đình"]
    assert (ba_dinh.share, ba_dinh.left) == ("–", "–")
    assert [figures for _, *figures in ba_dinh.parts] == [["–", "–"], ["–", "–"]]


def test_few_left_in_the_whole_city_are_not_told_by_what_is_needed_a_day() -> None:
    states = (state("city", None, can=290_000, left=3),)
    city, *_ = courses(replace(BUSY, parts=replace(BUSY.parts, states=states)), "vi")
    assert (city.left, city.needed) == ("< 5", "–")


def test_an_area_that_has_reached_all_is_done() -> None:
    states = tuple(replace(s, with_account=s.base, account_problem=0) for s in BUSY.parts.states)
    done = replace(BUSY, parts=replace(BUSY.parts, states=states))
    assert "Đã xong" in campaign_page(done, "vi")
    assert "Không kịp" not in campaign_page(done, "vi")
