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
    lines = "".join(f'<polyline class="line" points="{" ".join(part)}"/>' for part in points if len(part) > 1)
    end = _end(_x(len(values) - 1, len(values)), _y(values[-1], low, high)) if values[-1] is not None else ""
    return _svg(lines + end, label=label)


def bars(parts: Sequence[tuple[str, int]], *, label: str) -> Markup:
    """One bar divided by counts; each part's name is its class."""
    whole = sum(count for _, count in parts)
    if whole == 0:
        return Markup("")
    drawn, x = "", 0.0
    for name, count in parts:
        width = WIDTH * count / whole
        drawn += f'<rect class="bar-{name}" x="{x:.2f}" y="4" width="{width:.2f}" height="20"/>'
        x += width
    return _svg(drawn, label=label)


def _end(x: float, y: float) -> str:
    return f'<circle class="end" cx="{x:.1f}" cy="{y:.1f}" r="2"/>'


def _svg(content: str, *, label: str) -> Markup:
    """Of numbers and names of classes, so there is nothing to escape but the label; a page may have a thousand."""
    said = Markup.escape(label)
    return Markup(  # noqa: S704
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        f' aria-label="{said}">{content}</svg>'
    )


def _x(position: int, size: int) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * (position / (size - 1) if size > 1 else 1.0)


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share
