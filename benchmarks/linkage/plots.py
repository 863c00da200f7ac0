"""Plots of a run: misses against precision, promised against realised, groups, cost. PNG files in a folder."""

from collections import defaultdict
from pathlib import Path
from statistics import median

import matplotlib
import numpy as np

from benchmarks.linkage.measure import curve, interval
from benchmarks.linkage.outcome import Outcome

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = {"doisoat": "#0b6e4f", "splink": "#c0592b", "splink-tuned": "#8a7bb8"}
BINS = np.array([0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0])


def draw(outcomes: list[Outcome], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rolls = [o for o in outcomes if o.feed == "beneficiaries"]
    _misses(rolls, folder / "linkage-misses.png")
    _calibration([o for o in outcomes if o.engine == "doisoat"], folder / "linkage-calibration.png")
    _cost(rolls, folder / "linkage-cost.png")


def _misses(outcomes: list[Outcome], path: Path) -> None:
    """Share of findable roll entries missed at each precision, all zones of a noise level together."""
    levels = sorted({o.noise for o in outcomes})
    figure, axes = plt.subplots(1, len(levels), figsize=(4.2 * len(levels), 3.6), sharey=True, squeeze=False)
    for axis, noise in zip(axes[0], levels, strict=True):
        for engine, colour in COLOURS.items():
            same = [o for o in outcomes if o.noise == noise and o.engine == engine]
            if same:
                found = curve(_joined(same, "score"), _joined(same, "right"), int(_joined(same, "findable").sum()))
                wrong, missed = 1 - found.precision, 1 - found.recall
                axis.plot(np.maximum(wrong, 1e-5), np.maximum(missed, 1e-5), color=colour, label=engine)
        axis.axvline(5e-4, color="grey", linewidth=0.6, linestyle=":")
        axis.set(xscale="log", yscale="log", xlabel="share of links that is false", title=f"noise {noise}")
    axes[0][0].set_ylabel("share of findable entries missed")
    axes[0][0].legend(frameon=False)
    _save(figure, path)


def _calibration(outcomes: list[Outcome], path: Path) -> None:
    """Published probability against the share that was right, with 95 % intervals."""
    figure, axis = plt.subplots(figsize=(4.6, 4.2))
    for feed, marker in (("beneficiaries", "o"), ("accounts", "s")):
        same = [o for o in outcomes if o.feed == feed]
        probability, right = _joined(same, "probability"), _joined(same, "right")
        for low, high in zip(BINS[:-1], BINS[1:], strict=True):
            part = (probability > low) & (probability <= high)
            if part.sum() >= 20:
                least, most = interval(right[part].sum(), part.sum())
                x = _odds(probability[part].mean())
                axis.plot([x, x], [_odds(least), _odds(most)], color="grey", linewidth=1)
                axis.plot(x, _odds(right[part].mean()), marker, color=COLOURS["doisoat"], markersize=4)
    axis.plot([-6, 10], [-6, 10], color="black", linewidth=0.6)
    axis.set(xlabel="published probability (log odds)", ylabel="share that was right (log odds)")
    axis.set_title("calibration: circles rolls, squares holders")
    _save(figure, path)


def _cost(outcomes: list[Outcome], path: Path) -> None:
    """Seconds and peak memory of linking the rolls by size of the register."""
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.4))
    cost = defaultdict(list)
    for o in outcomes:
        cost[o.engine, o.persons].append((o.seconds, o.peak / 1e9))
    for engine, colour in COLOURS.items():
        sizes = sorted(persons for name, persons in cost if name == engine)
        for axis, k, label in ((axes[0], 0, "seconds"), (axes[1], 1, "GB at most")):
            values = [median(figures[k] for figures in cost[engine, size]) for size in sizes]
            axis.plot([size / 1e6 for size in sizes], values, "o-", color=colour, label=engine)
            axis.set(xlabel="million persons", ylabel=label)
    axes[0].legend(frameon=False)
    _save(figure, path)


def _joined(outcomes: list[Outcome], name: str) -> np.ndarray:
    return np.concatenate([getattr(o, name) for o in outcomes]) if outcomes else np.zeros(0)


def _odds(share: float) -> float:
    share = min(max(share, 1e-5), 1 - 1e-5)
    return float(np.log(share / (1 - share)))


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
