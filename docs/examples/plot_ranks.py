#!/usr/bin/python3
"""Plots how well ranks of MPI are used: from what bench_ranks_in_virtual_time prints.

usage: bench_ranks_in_virtual_time 5 | plot_ranks.py ranks.png
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in sys.stdin if line.startswith("|")]
names, numbers = rows[0][1:], [[float(cell) for cell in row] for row in rows[2:]]
ranks = [row[0] for row in numbers]
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
for i, name in enumerate(names):
    label = name if name.startswith("f of") else "f of " + name
    axes.semilogx(ranks, [row[i + 1] for row in numbers], marker="o", base=2, label=label)
axes.set_xticks(ranks, [f"{n:.0f}" for n in ranks])
axes.set_xlabel("ranks")
axes.set_ylabel("efficiency")
axes.set_ylim(0, 1.05)
axes.legend(frameon=False)
figure.savefig(sys.argv[1], dpi=110)
