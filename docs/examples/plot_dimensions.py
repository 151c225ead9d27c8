#!/usr/bin/python3
"""Plots the pictures of docs/dimensions.md: boxes over the contours of f, a sparse grid as it grows, true errors beside the peers.

usage: plot_dimensions.py folder images

The folder is what bench_dimension_pictures has written to; the pictures go to images as dimensions_*.svg. Needs matplotlib (Debian:
python3-matplotlib, and /usr/bin/python3).
"""
import csv
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "dimensions"  # the same picture each time
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

COLOURS = {"taskquad": "#b03030", "hcubature": "#3b6ea5", "pcubature": "#5f9e6e", "VEGAS": "#e0a030", "MISER": "0.55"}


def rows(file):
    with open(file) as f:
        return list(csv.reader(f))


def numbers(file):
    return np.array(rows(file), dtype=float)


def ridge(x, y):
    u = x - 0.4
    v = y - 0.3 - 1.2 * u * u
    return np.exp(-12 * u * u - 150 * v * v)


def waves(x, y):
    return np.cos(14 * x) * np.exp(-x) + 0.3 * np.exp(x * y)


def contours(axes, f):
    t = np.linspace(0, 1, 50)
    x, y = np.meshgrid(t, t)
    axes.contourf(x, y, f(x, y), levels=7, cmap="Blues", alpha=0.8)
    axes.set_aspect("equal")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xticks([0, 0.5, 1])
    axes.set_yticks([0, 0.5, 1])


def save(figure, images, name):
    figure.savefig(f"{images}/dimensions_{name}.svg", metadata={"Date": None})


def boxes(folder, images):
    points, sides = numbers(f"{folder}/box_points.csv"), numbers(f"{folder}/boxes.csv")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.6), layout="constrained")
    for axes in (left, right):
        contours(axes, ridge)
    for a, b, c, d in sides:
        left.add_patch(Rectangle((a, c), b - a, d - c, fill=False, linewidth=0.7))
    left.set_title(f"{len(sides)} boxes", fontsize="medium")
    right.plot(points[:, 1], points[:, 2], ".", markersize=1.5, color="black")
    right.set_title(f"{len(points)} points", fontsize="medium")
    save(figure, images, "boxes")


def sparse_grid(folder, images):
    points = numbers(f"{folder}/sparse_points.csv")
    tolerances = sorted(set(points[:, 0]), reverse=True)
    figure, all_axes = plt.subplots(1, len(tolerances), figsize=(9, 3.4), layout="constrained")
    for axes, tolerance in zip(all_axes, tolerances):
        of_it = points[points[:, 0] == tolerance]
        contours(axes, waves)
        axes.plot(of_it[:, 1], of_it[:, 2], ".", markersize=2.5, color="black")
        axes.set_title(f"{tolerance:.0e}: {len(of_it)} points", fontsize="medium")
    save(figure, images, "sparse_grid")


def errors(folder, images):
    table = rows(f"{folder}/errors.csv")
    problems = list(dict.fromkeys((row[0], row[1]) for row in table))
    figure, all_axes = plt.subplots(1, len(problems), figsize=(12, 3.6), layout="constrained", sharey=True)
    smallest = 1e-12
    for axes, (name, d) in zip(all_axes, problems):
        for method, colour in COLOURS.items():
            of_it = np.array([row[3:] for row in table if row[0] == name and row[2] == method], dtype=float)
            if len(of_it) == 0:
                continue
            axes.loglog(of_it[:, 0], np.maximum(of_it[:, 1], smallest), "o-", color=colour, markersize=3, linewidth=1, label=method)
        axes.set_title(f"{name}, d = {d}", fontsize="medium")
        axes.set_xlabel("evaluations")
    all_axes[0].set_ylabel("true relative error")
    all_axes[2].legend(frameon=False, fontsize="small", loc="lower right")
    save(figure, images, "errors")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for picture in (boxes, sparse_grid, errors):
        picture(*sys.argv[1:])
