#!/usr/bin/python3
"""Plots how inner places are located: what is evaluated of a kink, a jump and a power, from afar and close to the place.

usage: plot_inner_places.py folder picture.svg

The folder is what example_inner_places has written to. Needs matplotlib (Debian: python3-matplotlib, and /usr/bin/python3).
"""
import csv
import json
import sys

import matplotlib

matplotlib.use("svg" if sys.argv[-1].endswith(".svg") else "agg")
import matplotlib.pyplot as plt
import numpy as np

SAMPLES_OF_SEGMENT = 21
FIRST, PROBE, SIDE, CORE = "#3b6ea5", "#e0a030", "#5f9e6e", "#f3d9b0"
PLACE = 0.1**0.5


def evaluations(file):
    with open(file) as f:
        events = [e["args"] for e in json.load(f)["traceEvents"] if e.get("cat") == "evaluation"]
    return np.array([(e["x"], e["value"]) for e in events]).T


def partition(file):
    with open(file) as f:
        return [(float(row["a"]), float(row["b"])) for row in csv.DictReader(f)]


def begin_of_sides(x):
    """The samples of both sides are evaluated one after another, in ascending order."""
    n = 2 * SAMPLES_OF_SEGMENT
    return next(i for i in range(SAMPLES_OF_SEGMENT, len(x) - n + 1) if all(np.diff(x[i : i + n]) > 0))


def side(x, y, place, degree, left):
    """The polynomial through the samples next to the place on one side."""
    beside = sorted((abs(t - place), t, v) for t, v in zip(x, y) if (t < place) == left)[: degree + 1]
    _, t, v = zip(*beside)
    return np.poly1d(np.polyfit(np.array(t) - place, v, degree))


def main(folder, picture):
    figure, rows = plt.subplots(3, 2, figsize=(10, 9.5), layout="constrained")
    for name, (far, near) in zip(("kink", "jump", "power"), rows):
        x, y = evaluations(f"{folder}/{name}.json")
        segments = partition(f"{folder}/{name}.csv")
        core = next((a, b) for a, b in segments if a <= PLACE <= b)
        order = np.arange(len(x))
        first = order < SAMPLES_OF_SEGMENT
        of_sides = (order >= begin_of_sides(x)) & (order < begin_of_sides(x) + 2 * SAMPLES_OF_SEGMENT)
        probes = ~first & ~of_sides
        roles = (
            (first, FIRST, "samples of the first segment"),
            (of_sides, SIDE, "samples beside the core"),
            (probes, PROBE, "probes"),
        )

        gap = (max(t for t in x[first] if t < PLACE), min(t for t in x[first] if t > PLACE))
        far.axvspan(*gap, color="0.9", linewidth=0, zorder=0, label="the gap")
        if name != "power":
            t = np.linspace(gap[0] - 0.05, gap[1] + 0.05, 50)
            for left in (True, False):
                far.plot(t, side(x[first], y[first], PLACE, 6, left)(t - PLACE), color=FIRST, linewidth=0.8, zorder=1)
        for which, colour, label in roles:
            far.scatter(x[which], y[which], s=9, color=colour, label=label, zorder=2)
        far.set_ylabel(f"{name}: f(x)")
        far.set_title(f"{first.sum()} samples, {probes.sum()} probes, {of_sides.sum()} samples beside the core", fontsize="medium")

        smallest = min(abs(t - PLACE) for t in x) / 3
        near.set_xscale("symlog", linthresh=smallest)
        near.axvspan(core[0] - PLACE, core[1] - PLACE, color=CORE, linewidth=0, zorder=0, label="the core")
        for which, colour, label in roles:
            near.scatter(x[which] - PLACE, order[which], s=9, color=colour, zorder=2)
        near.set_xlim(-1, 1)
        near.set_xticks([sign * 10.0**k for sign in (-1, 1) for k in range(-2, int(np.log10(smallest)), -4)] + [0])
        near.minorticks_off()
        near.set_ylabel("order of evaluation")
    rows[-1][0].set_xlabel("x")
    rows[-1][1].set_xlabel("x - s")
    rows[0][0].legend(fontsize="small")
    rows[0][1].legend(fontsize="small", loc="lower right")
    figure.savefig(picture, dpi=100)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
