#!/usr/bin/python3
"""Plots a run of taskquad: the samples and the subdivision over x, and the workers over time.

usage: plot_run.py run.json run.csv picture.svg

run.json is what taskquad::trace writes, run.csv what taskquad::write_csv writes. Needs matplotlib (Debian: python3-matplotlib, and
/usr/bin/python3).
"""
import csv
import json
import sys

import matplotlib

matplotlib.use("svg" if sys.argv[-1].endswith(".svg") else "agg")
import matplotlib.pyplot as plt

NEEDED, GUESSED, FAILED = "#3b6ea5", "#e0a030", "#c03030"


def evaluations(file):
    with open(file) as f:
        events = json.load(f)["traceEvents"]
    return [e for e in events if e.get("cat") == "evaluation"]


def partition(file):
    with open(file) as f:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(f)]


def colour(e):
    return FAILED if e["args"]["failed"] else GUESSED if e["args"]["speculative"] else NEEDED


def main(trace, table, picture):
    runs, segments = evaluations(trace), partition(table)
    if not runs or not segments:
        sys.exit("plot_run.py: nothing to plot: no evaluation, or no segment")
    figure, (f, error, workers) = plt.subplots(3, 1, figsize=(9, 9), height_ratios=(3, 2, 4), layout="constrained")
    f.sharex(error)

    finite = [e for e in runs if isinstance(e["args"]["value"], (int, float))]
    f.scatter([e["args"]["x"] for e in finite], [e["args"]["value"] for e in finite], s=6, c=[colour(e) for e in finite])
    for s in segments:
        f.axvline(s["a"], color="0.85", linewidth=0.6, zorder=0)
    f.axvline(segments[-1]["b"], color="0.85", linewidth=0.6, zorder=0)
    f.set_ylabel("f(x)")
    f.set_title(f"{len(runs)} evaluations, {len(segments)} segments")

    for s in segments:
        error.fill_between([s["a"], s["b"]], [s["error"]] * 2, color=NEEDED, linewidth=0)
    if all(s["error"] > 0 for s in segments):
        error.set_yscale("log")
    error.set_ylabel("error of the segment")
    error.set_xlabel("x")

    # The workers of one rank of MPI below those of the next.
    rows = {place: i for i, place in enumerate(sorted({(e["pid"], e["tid"]) for e in runs}))}
    for e in runs:
        row = rows[e["pid"], e["tid"]]
        workers.broken_barh([(e["ts"] / 1e6, e["dur"] / 1e6)], (row - 0.4, 0.8), color=colour(e), linewidth=0)
    workers.set_xlabel("time in s")
    workers.set_ylabel("worker")
    for label, c in (("needed", NEEDED), ("begun speculatively", GUESSED), ("failed", FAILED)):
        if c != FAILED or any(e["args"]["failed"] for e in runs):
            workers.plot([], [], color=c, linewidth=6, label=label)
    workers.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize="small", frameon=False)
    figure.savefig(picture, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
