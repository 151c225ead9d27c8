#!/usr/bin/python3
"""Makes a page of what bench_speed has measured: tables in Markdown, and two pictures.

usage: speed.py results.json speed.md picture_of_cheap.svg picture_of_costly.svg

Only what stands between the two marks of speed.md is replaced. Needs matplotlib (Debian: python3-matplotlib, and /usr/bin/python3).
"""
import json
import os
import platform
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "taskquad"
import matplotlib.pyplot as plt

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
TOLERANCE = 1e-10


def time(seconds):
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "us")):
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds * 1e9:.0f} ns"


def unique(values):
    return list(dict.fromkeys(values))


def processor():
    with open("/proc/cpuinfo") as f:
        names = [line.split(":")[1].strip() for line in f if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


def verdict(r):
    if r["relative_error"] <= TOLERANCE:
        return "" if r["converged"] else " (says it did not)"
    return " (**wrong**)" if r["converged"] else " (missed)"


def cheap_table(results):
    lines = []
    for problem in unique(r["problem"] for r in results):
        rows = [r for r in results if r["problem"] == problem]
        alone = next((r for r in rows if r["method"] == "f alone"), None)
        ours = rows[0]
        lines += ["", f"**{problem}**", "", "| | evaluations | time | beside taskquad | above f, an evaluation |", "|---|--:|--:|--:|--:|"]
        for r in rows:
            name = r["method"] + (", 2 threads" if r["threads"] == 2 else "")
            above = "" if alone is None or r is alone else \
                f"{(r['seconds'] / r['evaluations'] - alone['seconds'] / alone['evaluations']) * 1e9:.1f} ns"
            lines.append(f"| {name}{verdict(r) if r is not alone else ''} | {r['evaluations']} | {time(r['seconds'])} | "
                         f"{r['seconds'] / ours['seconds']:.2f} | {above} |")
    return lines


def costly_table(results):
    lines = ["", "| one evaluation | evaluations | 1 thread | 2 threads | speed-up | GSL QAG(21) |", "|--:|--:|--:|--:|--:|--:|"]
    for ns in unique(r["f_ns"] for r in results):
        rows = [r for r in results if r["f_ns"] == ns]
        one, two = (next(r for r in rows if r["method"] == "taskquad" and r["threads"] == n) for n in (1, 2))
        gsl = next((time(r["seconds"]) for r in rows if r["method"].startswith("GSL")), "")
        lines.append(f"| {time(ns * 1e-9)} | {one['evaluations']} | {time(one['seconds'])} | {time(two['seconds'])} | "
                     f"**{one['seconds'] / two['seconds']:.2f}** | {gsl} |")
    return lines


def plot_cheap(results, file):
    problems = unique(r["problem"] for r in results if not r["problem"].startswith("SIMD"))
    fig, axes = plt.subplots(2, 3, figsize=(12, 6.5), constrained_layout=True)
    for problem, axis in zip(problems, axes.flat):
        rows = [r for r in results if r["problem"] == problem and r["threads"] == 1 and r["relative_error"] <= TOLERANCE
                and r["method"] != "f alone"]
        rows.sort(key=lambda r: -r["seconds"])
        colours = ["#3b6ea5" if r["method"] == "taskquad" else "#b0b0b0" for r in rows]
        axis.barh([r["method"] for r in rows], [r["seconds"] * 1e6 for r in rows], color=colours)
        alone = next(r for r in results if r["problem"] == problem and r["method"] == "f alone")
        axis.axvline(alone["seconds"] * 1e6, color="#c03030", linewidth=1)
        axis.set_xscale("log")
        axis.set_title(problem, fontsize=9)
        axis.tick_params(labelsize=8)
        axis.set_xlabel("us an integration", fontsize=8)
    fig.suptitle("f that costs nothing, one thread, relative 1e-10; red: f alone, as often as taskquad evaluates it", fontsize=10)
    fig.savefig(file, metadata={"Date": None})


def plot_costly(results, file):
    costs = unique(r["f_ns"] for r in results)
    ratio = []
    for ns in costs:
        one, two = (next(r for r in results if r["f_ns"] == ns and r["method"] == "taskquad" and r["threads"] == n) for n in (1, 2))
        ratio.append(one["seconds"] / two["seconds"])
    fig, axis = plt.subplots(figsize=(6, 3.5), constrained_layout=True)
    axis.semilogx([c * 1e-9 for c in costs], ratio, "o-", color="#3b6ea5")
    axis.axhline(2, color="#c03030", linewidth=1)
    axis.set_ylim(0, 2.2)
    axis.set_xlabel("seconds an evaluation of f")
    axis.set_ylabel("speed-up by a second core")
    fig.savefig(file, metadata={"Date": None})


def main():
    source, page, cheap_picture, costly_picture = sys.argv[1:]
    with open(source) as f:
        results = json.load(f)
    cheap = [r for r in results if r["f_ns"] == 0]
    costly = [r for r in results if r["f_ns"] > 0]
    with open(page) as f:
        before, rest = f.read().split(BEGIN)
    after = rest.split(END)[1]
    text = [f"Measured on: {processor()}.", "", "## f that costs nothing"]
    text += cheap_table(cheap)
    text += ["", "## f that costs something", "", "`cos(w x) + 1` on [0, 1], with so many oscillations that there is something to do."]
    text += costly_table(costly)
    with open(page, "w") as f:
        f.write(before + BEGIN + "\n".join(text) + "\n" + END + after)
    plot_cheap(cheap, cheap_picture)
    plot_costly(costly, costly_picture)


main()
