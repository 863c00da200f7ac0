"""What users do, page by page, each page with its name and how long it took."""

import itertools
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx

_TOKEN = re.compile(r'name="token" value="(\w+)"')
_FORM = re.compile(r'action="[^"]*(/review/case/[\w-]+)"')
_CANDIDATE = re.compile(r'name="candidate" value="(\w+)"')
_FOLLOWING = re.compile(r'after=([\w-]+)" rel="next"')
_UNDO = re.compile(r'name="decision" value="([\w-]+)"')
NAMES = ("nguyen thi", "tran van hung", "le ngoc lan", "hoa pham", "do quang son", "nguyễn thu hương")


class Unanswered(Exception):
    """The warehouse did not answer in time: the page said so."""


@dataclass
class User:
    """A browser that is logged in. `took`: page and seconds, redirects followed, of every click."""

    name: str
    http: httpx.Client
    thinking: float  # seconds before each click
    took: list[tuple[str, float]] = field(default_factory=list)

    def open(self, page: str, path: str, data: dict[str, str] | None = None) -> str:
        """The text of a page; a click that fails is an error of the benchmark."""
        time.sleep(self.thinking)
        start = time.monotonic()
        if data is None:
            answer = self.http.get(f"/desk{path}")
        else:
            answer = self.http.post(f"/desk{path}", data=data, headers={"origin": str(self.http.base_url).rstrip("/")})
        seconds = time.monotonic() - start
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self.took.append((f"{page}: no answer", seconds))
            raise Unanswered
        self.took.append((page, seconds))
        if answer.status_code not in {200, 409}:  # 409: somebody else was given the case meanwhile
            raise RuntimeError(f"{page} of {self.name}: status {answer.status_code}")
        return answer.text


def review(user: User, random_: random.Random) -> None:
    """The queue, its filters and pages, a few cases answered, one taken back."""
    page = user.open("queue", "/review")
    user.open(
        "queue, filtered", f"/review?reason=rivals&programme=05a&district={random_.choice(['001', '002', '268'])}"
    )
    if following := _FOLLOWING.search(page):
        user.open("queue, page 2", f"/review?after={following[1]}")
    page = user.open("next case", "/review/next")
    for _ in range(3):
        found, form = _CANDIDATE.findall(page), _FORM.search(page)
        if not found or not form:
            return
        answer = {"token": _token(page), "candidate": found[0], "answer": "same:data_agree"}
        page = user.open("answer, and the next case", form[1], answer)
    undo = _UNDO.search(page)
    if undo:
        user.open("undo, and its case", "/review/undo", {"token": _token(page), "decision": undo[1]})
    user.open("own decisions", "/review/mine")
    user.open("agreement", "/review/agreement")


def look_up(user: User, random_: random.Random) -> None:
    page = user.open("look-up", "/lookup")
    asked = {"a number, and the entry": f"{random_.randrange(1, 500_001):012}"}
    asked |= {"a code, and the entry": f"HN-{random_.randrange(1, 500_001):07}", "a name": random_.choice(NAMES)}
    for kind, text in asked.items():
        page = user.open(kind, "/lookup", {"token": _token(page), "asked": text, "purpose": "payment"})


def watch(user: User, random_: random.Random) -> None:
    user.open("sources", "/watch/sources")
    user.open("nights", "/watch/nights")
    user.open("quality", "/watch/quality")
    user.open("matching", "/watch/matching")
    user.open("coverage, districts", "/watch/coverage")
    user.open("coverage, wards", "/watch/coverage?level=ward")
    user.open(
        "coverage, villages of a district", f"/watch/coverage?level=village&district={random_.choice(['001', '002'])}"
    )


def worklists(user: User, _: random.Random) -> None:
    user.open("worklists", "/watch/worklists")


def payments(user: User, _: random.Random) -> None:
    user.open("pay runs", "/watch/payments")
    user.open("a period", "/watch/payments/2024-01")


ROUNDS: dict[str, tuple[Callable[[User, random.Random], None], ...]] = {
    "phong": (look_up, watch, worklists),
    "kiem": (watch, payments),
    "xem": (watch,),
}


def rounds(user: str) -> Iterator[Callable[[User, random.Random], None]]:
    return itertools.cycle(ROUNDS.get(user, (review, review, look_up, watch)))


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    if found is None:
        raise RuntimeError("a page without a form of ours")
    return found[1]
