"""What is drawn, looked for by colour; what the pictures say in words is in test_compose."""

import datetime as dt
import io

from PIL import Image

from doisoat.reconcile.target import Target
from doisoat.report.charts import GREEN, NAVY, RED, coverage_chart, way_chart
from doisoat.report.edition import load_edition
from doisoat.report.summary import Forecast

VI = load_edition("vi")
WAY = [(dt.date(2024, 1, 8) + dt.timedelta(days=n), 0.80 + 0.02 * n) for n in range(5)]
TARGET = Target(1.0, dt.date(2024, 1, 15), 20)
MISSED = Forecast(0.92, 0.90, 0.95, will_miss=True)
REACHED = Forecast(1.0, None, None, will_miss=False)


def pixels(png: bytes, colour: str, *, near: int = 14) -> int:
    """How many pixels of a picture are of a colour, but for what few colours and smooth edges make of it."""
    wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
    image = Image.open(io.BytesIO(png)).convert("RGB")
    counted = image.getcolors(maxcolors=1 << 16) or []
    return sum(n for n, seen in counted if all(abs(a - b) <= near for a, b in zip(seen, wanted, strict=True)))


def test_a_picture_is_sharp_on_a_phone_small_and_on_white() -> None:
    png = way_chart(WAY, TARGET, MISSED, VI)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.width == 1064  # twice what a mail is wide
    assert len(png) < 30_000
    assert {image.getpixel((x, y)) for x in (0, image.width - 1) for y in (0, image.height - 1)} == {(255, 255, 255)}


def test_a_forecast_that_misses_is_red_and_one_that_reaches_is_green() -> None:
    missed, reached, unknown = (way_chart(WAY, TARGET, forecast, VI) for forecast in (MISSED, REACHED, None))
    assert pixels(missed, RED) > 200
    assert pixels(reached, RED) == pixels(unknown, RED) == 0
    assert pixels(reached, GREEN) > pixels(unknown, GREEN) > 200  # the target is green as well


def test_how_sure_a_forecast_is_shows_as_an_area_around_it() -> None:
    sure = Forecast(MISSED.share, None, None, will_miss=True)
    pale = "#f4dfdd"
    around, line = (pixels(way_chart(WAY, TARGET, forecast, VI), pale) for forecast in (MISSED, sure))
    assert around > 5 * line


def test_without_a_target_there_is_only_the_way() -> None:
    png = way_chart(WAY, None, None, VI)
    assert pixels(png, NAVY) > 500
    assert pixels(png, GREEN) == pixels(png, RED) == 0


def test_areas_that_reached_the_goal_are_green_and_those_that_are_not_told_have_no_bar() -> None:
    behind, done = coverage_chart([("Ba Đình", 0.9)], 1.0, VI), coverage_chart([("Ba Đình", 1.0)], 1.0, VI)
    assert pixels(behind, NAVY) > 5000 > pixels(behind, GREEN)
    assert pixels(done, GREEN) > 5000 > pixels(done, NAVY)
    hidden = coverage_chart([("Ba Đình", None)], 1.0, VI)
    assert pixels(hidden, NAVY) == pixels(hidden, GREEN) == 0


def test_a_chart_grows_with_its_areas() -> None:
    few, many, wards = ([(f"Quận {n}", 0.5) for n in range(count)] for count in (2, 30, 126))
    heights = [Image.open(io.BytesIO(coverage_chart(areas, None, VI))).height for areas in (few, many, wards)]
    assert heights[1] > 5 * heights[0]
    assert heights[2] < 1.5 * heights[1], "of so many the lowest alone"
