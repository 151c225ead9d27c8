#!/usr/bin/env python3
"""Journals: going on after kill -9, foreign ones, and what else one does with them."""
import os
import resource
import signal
import struct
import sys

import person
from asking import INTEGRAL, RANGE
from person import same, test, until


def bits(value):
    return struct.pack("<d", value).hex()


OPTIONS = [*RANGE, "--rule", "simpson", "--rtol", "1e-8", "--speculation", "0", "--jobs", "4", "--output", "json"]


@test("kill -9 at any time, and the same command goes on, to the same bits")
def killed(p):
    whole = p.runs(*OPTIONS, *p.command()).gave(0).json()
    p.forget()
    begun = 0
    for at in (1, 7, 20, 60, 100):
        running = p.starts(*OPTIONS, "--journal", "run.db", *p.command())
        until(lambda: len(p.log("end")) >= begun + at or running.process.poll() is not None, f"{at} runs")
        running.kill(signal.SIGKILL)
        running.end()
        p.is_alone()
        begun = len(p.log())
    last = p.runs(*OPTIONS, "--journal", "run.db", *p.command()).gave(0)
    for what in ("value", "error"):
        same(bits(last.json()[what]), bits(whole[what]))
        same("%.17g" % last.json()[what], "%.17g" % whole[what])
    for what in ("evaluations", "segments", "partition"):
        same(last.json()[what], whole[what])
    # What had been in flight, and what had ended in the last moments, was run twice.
    same(len(set(p.log())), whole["evaluations"])
    same(last.json()["reused"] + last.json()["runs"], whole["evaluations"])
    assert last.json()["reused"] > 0, last


@test("a journal of another problem, size of values or f is refused, and nothing is run")
def foreign(p):
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 7", *p.command()).gave(0)
    p.forget()
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 8", *p.command()).gave(1, "mesh 7", "mesh 8", "--problem")
    p.runs(*RANGE, "--journal", "run.db", *p.command()).gave(1, "mesh 7", p.simulation)
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 7", "--components", "2", *p.command()).gave(1, "of 1 component, not of 2")
    same(p.log(), [])
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 7", "--verify", "3", *p.command()).gave(0, " 0 runs")
    same(len(p.log()), 3)
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 7", "--verify", "1", *p.command("--wrong-by", "1e-15")).gave(1, "f has changed")
    p.runs(*RANGE, "--journal", "run.db", "--problem", "mesh 7", "--verify", "1", *p.command("--fail", "always")).gave(3, "could not be verified")


@test("f that gives another value when it is run again is found out")
def not_reproducible(p):
    p.runs(*RANGE, "--rtol", "1e-3", "--verify", "5", *p.command()).gave(0)
    p.file("noisy").write_text(f"#!/bin/sh\necho $$\n")
    p.file("noisy").chmod(0o700)
    ended = p.runs(*RANGE, "--rtol", "1e3", "--verify", "2", "--output", "json", "--", "./noisy").gave(2)
    same(ended.json()["status"], "not_reproducible")
    assert ended.json()["values_there"][0] != ended.json()["values_there"][1], ended


@test("journal info, list, csv, merge and verify do what they say")
def commands(p):
    p.runs("--from", "0", "--to", "1", "--journal", "a.db", "--problem", "f", *p.command()).gave(0)
    p.runs("--from", "1", "--to", "3", "--journal", "b.db", "--problem", "f", *p.command()).gave(0)
    a, b = (p.runs("journal", "list", name).gave(0).out.splitlines() for name in ("a.db", "b.db"))
    same(a[0], "x value seconds")
    same(sorted(file.name for file in p.folder.glob("a.db*")), ["a.db"])
    n = len(a) + len(b) - 2
    rows = [[float(t) for t in line.split()] for line in a[1:]]
    assert rows == sorted(rows) and all(0 < x < 1 and s > 0 for x, y, s in rows), rows
    p.runs("journal", "info", "a.db").gave(0, "problem   f\n", f"values    {len(a) - 1},", "failures  0\n", f"on {os.uname().nodename}")
    p.runs("journal", "merge", "both.db", "a.db", "b.db").gave(0, f"both.db has {n} values")
    p.runs("journal", "merge", "both.db", "a.db", "b.db").gave(0, "0 values from a.db", f"both.db has {n} values")
    lines = p.runs("journal", "csv", "both.db").gave(0).out
    same(len(lines.splitlines()), n + 1)
    same(lines.splitlines()[0], "x,value,seconds")
    p.runs("journal", "csv", "both.db", "both.csv").gave(0)
    same(p.file("both.csv").read_text(), lines)
    # All values are of use: as many as the two took are there.
    p.forget()
    p.runs("--domain", "0,1,3", "--journal", "both.db", "--problem", "f", *p.command()).gave(0, " 0 runs")
    same(p.log(), [])
    p.runs("journal", "verify", "both.db", "-n", "4", "--jobs", "2", *p.command()).gave(0, "4 the same, 0 differ, 0 failed")
    same(len(p.log()), 4)
    p.runs("journal", "verify", "both.db", *p.command("--wrong-by", "1e-15")).gave(2, "0 the same, 3 differ", "in the journal")
    p.runs("journal", "verify", "both.db", *p.command("--fail", "always")).gave(3, "3 failed", "no convergence")


@test("a file that is no journal, or is not there, is named, with status 1")
def no_journals(p):
    p.file("text.db").write_text("no database, but a text of some length, which is no header of one\n" * 20)
    p.file("empty.db").touch()
    p.runs("--from", "0", "--to", "1", "--journal", "a.db", *p.command()).gave(0)
    for file in ("text.db", "empty.db", "none.db"):
        for command in (["info"], ["list"], ["csv"], ["merge", "a.db"], ["verify"]):
            tail = p.command() if command[0] == "verify" else []
            ended = p.runs("journal", *command, file, *tail).gave(1, file)
            same(ended.out, "")
    assert not p.file("none.db").exists() and p.file("empty.db").stat().st_size == 0
    p.runs("--from", "0", "--to", "1", "--journal", "b.db", "--problem", "another", *p.command()).gave(0)
    before = p.runs("journal", "list", "a.db").out
    p.runs("journal", "merge", "a.db", "b.db").gave(1, "another")
    same(p.runs("journal", "list", "a.db").out, before)
    p.runs("journal", "info", "a.db", "--loud").gave(1, "--loud")
    p.runs("journal", "info").gave(1, "one file")


@test("where the journal can keep no more, the result so far is told, and how to go on")
def full_disk(p):
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    command = [*RANGE, "--rule", "simpson", "--rtol", "1e-9", "--journal", "run.db", *p.command()]
    # Python lets SIGXFSZ be ignored, and hands that on, where it is not told to restore signals.
    ended = p.runs(*command, preexec_fn=small, restore_signals=False)
    ended.gave(1, "ended, since the journal could not keep a value", "run.db", "the same command again goes on from run.db")
    assert abs(float(ended.out.split()[0]) - INTEGRAL) < 1e-2, ended
    p.runs(*command).gave(0)


if __name__ == "__main__":
    sys.exit(person.main())
