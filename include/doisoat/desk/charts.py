"""Small charts as inline SVG: no script, no inline style, nothing from elsewhere. Colours are classes of desk.css."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, EDGE = 120, 28, 2


def line(values: Sequence[float | None], *, label: str) -> Markup:
    """A line through `values`, oldest first; a gap where one is unknown. `label` says in words what it shows."""
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    low, high = min(known), max(known)
    points: list[list[str]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            points.append([])
        else:
            points[-1].append(f"{_x(position, len(values)):.1f},{_y(value, low, high):.1f}")
    lines = Markup("").join(
        Markup('<polyline class="line" points="{}"/>').format(" ".join(part)) for part in points if len(part) > 1
    )
    end = _end(_x(len(values) - 1, len(values)), _y(values[-1], low, high)) if values[-1] is not None else ""
    return _svg(lines + end, label=label)


def bars(parts: Sequence[tuple[str, int]], *, label: str) -> Markup:
    """One bar divided by counts; each part's name is its class."""
    whole = sum(count for _, count in parts)
    if whole == 0:
        return Markup("")
    drawn, x = Markup(""), 0.0
    for name, count in parts:
        width = WIDTH * count / whole
        drawn += Markup('<rect class="bar-{}" x="{:.2f}" y="4" width="{:.2f}" height="20"/>').format(name, x, width)
        x += width
    return _svg(drawn, label=label)


def _end(x: float, y: float) -> Markup:
    return Markup('<circle class="end" cx="{:.1f}" cy="{:.1f}" r="2"/>').format(x, y)


def _svg(content: Markup, *, label: str) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, WIDTH, HEIGHT, label, content)


def _x(position: int, size: int) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * (position / (size - 1) if size > 1 else 1.0)


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share
