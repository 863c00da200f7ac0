"""What a head looks at first: the subject, three figures, and a sentence on whether to worry."""

import datetime as dt

from doisoat.report.actions import told
from doisoat.report.edition import NOT_TOLD, Edition
from doisoat.report.summary import Summary


def subject_line(summary: Summary, *, day: str, scope: str, edition: Edition) -> str:
    share, left = edition.share(summary.can, summary.base), told(summary.may_tell["left"], summary.left, edition)
    known = "report" if edition.tells(summary.can, summary.base) else "untold" if left == NOT_TOLD else "few"
    key = known if summary.left or not summary.base else "done"
    return edition.say(f"subject.{key}", day=day, scope=scope, share=share, left=left)


def figures(summary: Summary, edition: Edition) -> list[tuple[str, str, str]]:
    """The three that a head looks at: figure, name, detail."""
    may_tell = summary.may_tell
    can, left = told(may_tell["can"], summary.can, edition), told(may_tell["left"], summary.left, edition)
    of_all = edition.say("figure.can_detail", can=can, base=edition.people(summary.base))
    detail = "figure.left_detail_bank" if summary.scope.kind == "bank" else "figure.left_detail"
    return [
        (edition.share(summary.can, summary.base), edition.say("figure.can"), of_all),
        (left, edition.say("figure.left"), edition.say(detail)),
        _needed(summary, edition),
    ]


def _needed(summary: Summary, edition: Edition) -> tuple[str, str, str]:
    name, target = edition.say("figure.needed"), summary.target
    if target is None:
        return NOT_TOLD, name, edition.say("figure.no_target")
    if summary.needed is None:
        return NOT_TOLD, name, edition.say("figure.no_day_left", date=edition.date(target.date))
    if summary.needed == 0:
        return "0", name, edition.say("figure.reached")
    detail = edition.say("figure.needed_detail", share=edition.goal(target.share), date=edition.date(target.date))
    return _pace(summary, edition), name, detail


def _pace(summary: Summary, edition: Edition) -> str:
    """Where the work left is not told, nor is the pace from which it could be reckoned."""
    kept_back = summary.may_tell["left"] is None
    return NOT_TOLD if kept_back or summary.needed is None else edition.rate(summary.needed)


def verdict(summary: Summary, date: dt.date, edition: Edition) -> str:
    """One sentence: whether to worry."""
    target, forecast = summary.target, summary.forecast
    if target is None or summary.scope.kind == "bank":
        return ""
    day = edition.date(target.date)
    if target.date <= date:
        return edition.say("verdict.past", date=day)
    if forecast is None:
        return edition.say("verdict.too_early")
    band = edition.band(forecast.low, forecast.high)
    key = "verdict.miss" if forecast.will_miss else "verdict.reach"
    if not edition.tells(summary.can, summary.base):  # where little moves, the forecast is what there is tonight
        key += "_few"
    share, goal = edition.percent(forecast.share), edition.goal(target.share)
    return edition.say(key, date=day, share=share, range=band, target=goal)
