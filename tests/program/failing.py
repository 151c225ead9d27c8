#!/usr/bin/env python3
"""Runs that fail, hang, or say something else; values of other forms."""
import sys

import person
from asking import INTEGRAL, RANGE
from person import same, test


@test("exit status and words tell how an integration ended")
def ends(p):
    p.runs(*RANGE, "--rtol", "1e-3", *p.command()).gave(0, "converged: the estimated error is within the tolerance")
    p.runs(*RANGE, "--rule", "simpson", "--max-evaluations", "9", *p.command()).gave(2, "--max-evaluations")
    p.runs("--domain", "0,inf", "--max-evaluations", "200", *p.command("--say", "1")).gave(2)
    p.runs(*RANGE, *p.command("--fail", "always")).gave(3, "f failed at x = ")
    p.runs(*RANGE, "--components", "2", *p.command("--fail", "always")).gave(3, "nan nan +- inf", "f failed at x = ")
    p.runs(*RANGE, "--max-evaluations", "1e2", "--rtol", "1e-3", *p.command()).gave(0)
    p.runs(*RANGE, "--verify", "3", "--max-evaluations", "30", "--", "sh", "-c", "date +%N").gave(2, "not reproducible")
    json = p.runs(*RANGE, "--output", "json", "--rule", "simpson", "--max-evaluations", "9", *p.command()).gave(2).json()
    same((json["status"], json["converged"], json["exit_status"]), ("evaluation_limit", False, 2))
    json = p.runs(*RANGE, "--output", "json", *p.command("--fail", "always")).gave(3).json()
    same((json["status"], json["error"]), ("failed", "inf"))
    assert "no convergence at" in json["failure"] and isinstance(json["failed_at"], float), json


@test("a run that fails is made again, and the failure is told with x, why, and the last lines of stderr")
def retries(p):
    options = [*RANGE, "--rtol", "1e-3", "--speculation", "0", "--jobs", "4", "--output", "json"]
    p.runs(*options, *p.command("--fail", "first")).gave(3)
    p.forget()
    for seen in p.folder.glob("seen-*"):
        seen.unlink()
    ended = p.runs(*options, "--retry", "1", "--retry-delay", "10ms", "--journal", "run.db", *p.command("--fail", "first")).gave(0)
    n = ended.json()["evaluations"]
    same(ended.json()["failed"], n)
    same((len(p.log("begin")), len(p.log("end"))), (2 * n, n))
    for text in ("exit status 7", "first line", "further failures are not shown: see taskquad journal failures run.db"):
        assert text in ended.err, (text, ended)
    same(sum(f"no convergence at {x}\n" in ended.err for x in set(p.log())), 3)
    p.runs("journal", "info", "run.db").gave(0, f"values    {n},", f"failures  {n}")
    listed = p.runs("journal", "failures", "run.db").gave(0, "no convergence at ").out
    same(listed.count("exit status 7"), n)


@test("what hangs is ended by the timeout, with all that it has forked, deaf or not")
def timeouts(p):
    for deaf in ([], ["--deaf"]):
        ended = p.runs(*RANGE, "--jobs", "4", "--timeout", "100ms", "--kill-after", "50ms", *p.command("--hang", "always", "--forks", *deaf))
        ended.gave(3)
        assert "longer than 0.1 s" in ended.err, ended
        p.is_alone()
    # One that hangs once is run again.
    ended = p.runs(*RANGE, "--rtol", "1e-3", "--jobs", "2", "--timeout", "2s", "--kill-after", "0", "--retry", "3", "--output", "json",
                   *p.command("--hang", "once")).gave(0)
    assert abs(ended.json()["value"] - INTEGRAL) < 1e-3, ended


@test("what a run forks and leaves behind is ended with it")
def forks(p):
    p.runs(*RANGE, "--rtol", "1e-3", "--jobs", "4", *p.command("--forks")).gave(0)
    p.is_alone()


@test("garbage, nothing, nan and crashes are failures of f")
def garbage(p):
    p.runs(*RANGE, *p.command("--say", "nothing to be seen")).gave(3, "x = ")
    p.runs(*RANGE, *p.command("--say", " ")).gave(3)
    p.runs(*RANGE, *p.command("--say", "nan")).gave(3)
    p.runs(*RANGE, *p.command("--crash")).gave(3, "SIGKILL")
    p.runs(*RANGE, "--allow-non-finite", *p.command("--say", "nan")).gave(2, "not finite")
    p.runs(*RANGE, "--json", "result.nowhere", *p.command("--json")).gave(3, "nowhere")
    p.runs(*RANGE, "--after", "energy", *p.command()).gave(3, "it has not printed 'energy'")
    p.runs(*RANGE, "--after", "residual", *p.command("--more", "1")).gave(0, "37.5 +-", "the first value: f(", ") = 12.5")


@test("values have several components, and stand in JSON")
def components(p):
    ended = p.runs(*RANGE, "--components", "3", "--rtol", "1e-8", "--output", "json", "--journal", "three.db", *p.command("--more", "3")).gave(0)
    value = ended.json()["value"]
    for i in range(3):
        assert abs(value[i] - (i + 1) * INTEGRAL) < 1e-6, value
    same(len(ended.json()["partition"][0]["integral"]), 3)
    text = p.runs(*RANGE, "--components", "3", "--journal", "three.db", *p.command("--more", "3")).gave(0, " 0 runs").out
    same([float(t) for t in text.split("+-")[0].split()], value)
    ended = p.runs(*RANGE, "--components", "2", "--journal", "three.db", *p.command("--more", "3")).gave(1, "3", "2")
    one = p.runs(*RANGE, "--json", "result.energy", "--output", "json", *p.command("--json")).gave(0).json()["value"]
    two = p.runs(*RANGE, "--json", "result.all", "--components", "2", "--output", "json", *p.command("--json")).gave(0).json()["value"]
    same(one, p.runs(*RANGE, "--output", "json", *p.command()).gave(0).json()["value"])
    assert abs(one - INTEGRAL) < 1e-8 and abs(two[1] - 2 * INTEGRAL) < 1e-7


@test("a program that serves is started once for each job, and replaced when it dies or hangs")
def serving(p):
    serve = ["--", p.simulation, "--folder", str(p.folder), "--serve"]
    plain = p.runs(*RANGE, "--output", "json", *p.command()).gave(0).json()["value"]
    for trouble in ([], ["--fail", "once"], ["--hang", "once"]):
        ended = p.runs(*RANGE, "--serve", "--jobs", "2", "--timeout", "2s", "--kill-after", "0", "--retry", "2", "--output", "json", *serve,
                       *trouble).gave(0)
        same(ended.json()["value"], plain)
        p.is_alone()
        p.file("once").unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(person.main())
