#!/usr/bin/env python3
"""What is written: JSON, the partition, a trace, a picture."""
import csv
import json
import sys
import xml.etree.ElementTree

import person
from asking import INTEGRAL, RANGE
from person import same, test

SVG = "{http://www.w3.org/2000/svg}"


@test("JSON has all of the result")
def output(p):
    r = p.runs(*RANGE, "--rule", "gauss_kronrod:15", "--rtol", "1e-7", "--output", "json", "--journal", "run.db", *p.command()).gave(0).json()
    assert abs(r["value"] - INTEGRAL) <= r["error"] + 1e-15
    same((r["status"], r["converged"], r["interrupted"], r["exit_status"]), ("converged", True, False, 0))
    same((r["runs"], r["reused"], r["evaluations"] + r["speculative"]), (len(p.log()), 0, len(p.log())))
    same((r["domain"], r["relative_tolerance"], r["absolute_tolerance"], r["rule"]), ([0, 3], 1e-7, 0, "gauss_kronrod:15"))
    same(r["command"], p.command()[1:])
    same((r["journal"]["file"], r["journal"]["values_before"]), ("run.db", 0))
    same(len(r["partition"]), r["segments"])
    same((r["partition"][0]["a"], r["partition"][-1]["b"]), (0, 3))
    assert abs(sum(s["integral"] for s in r["partition"]) - r["value"]) < 1e-14
    whole_line = p.runs("--domain=-inf,inf", "--rtol", "1e-3", "--output", "json", *p.command()).gave(0).json()
    same(whole_line["domain"], ["-inf", "inf"])


@test("the partition is CSV, the trace is JSON, the picture is SVG")
def files(p):
    options = ["--partition", "p.csv", "--trace", "t.json", "--plot", "p.svg"]
    r = p.runs(*RANGE, "--rule", "simpson", "--rtol", "1e-6", "--output", "json", *options, *p.command()).gave(0).json()
    rows = list(csv.DictReader(p.file("p.csv").open()))
    same([float(row["integral"]) for row in rows], [s["integral"] for s in r["partition"]])
    same(list(rows[0]), ["a", "b", "integral", "error"])
    events = json.loads(p.file("t.json").read_text())["traceEvents"]
    same(len([e for e in events if e.get("cat") == "evaluation"]), len(p.log()))
    root = xml.etree.ElementTree.parse(p.file("p.svg")).getroot()
    same(root.tag, SVG + "svg")
    assert len(root.findall(SVG + "circle")) >= r["evaluations"], "a dot for each value"
    boxes = root.findall(SVG + "rect")
    assert len(boxes) >= r["segments"] and all(float(b.get("height", "0").rstrip("%")) >= 0 for b in boxes)


@test("what cannot be written keeps neither the result nor other files from being written, and is told with status 1")
def full_disks(p):
    options = [*RANGE, "--rtol", "1e-3", "--trace", "/dev/full", "--plot", "p.svg"]
    p.runs(*options, *p.command()).gave(1, "converged", "cannot write /dev/full")
    xml.etree.ElementTree.parse(p.file("p.svg"))
    p.runs(*RANGE, "--rtol", "1e-3", "--journal", "run.db", *p.command()).gave(0)
    for command in (["journal", "csv", "run.db"], ["--help"], [*RANGE, "--dry-run", *p.command()]):
        with open("/dev/full", "w") as full:
            p.runs(*command, stdout=full).gave(1, "cannot write to standard output")
    p.runs("journal", "csv", "run.db", "run.db").gave(1, "run.db is a journal, and is not written over")
    p.runs(*RANGE, "--plot", "run.db", *p.command()).gave(1, "run.db is a journal, and is not written over")
    p.runs(*RANGE, "--journal", "new.db", "--trace", "new.db", *p.command()).gave(1, "new.db is named twice")
    p.runs(*RANGE, "--plot", "/no/such/folder/p.svg", *p.command()).gave(1, "/no/such/folder/p.svg: No such file or directory")


@test("a picture is drawn of any values and any range, and of none")
def pictures(p):
    for options, behaviour in ((["--domain=-inf,inf"], []), (["--components", "3"], ["--more", "3"]), ([], ["--say", "5"]),
                               (["--from", "0", "--to", "0"], []), ([], ["--fail", "always"]), ([], ["--say", "1e308"])):
        where = [] if "--from" in options or "--domain=-inf,inf" in options else RANGE
        p.runs(*where, *options, "--rtol", "1e-4", "--plot", "p.svg", *p.command(*behaviour))
        text = p.file("p.svg").read_text()
        xml.etree.ElementTree.fromstring(text)
        assert "nan" not in text.split("<text")[0] and "inf\"" not in text, text
        p.file("p.svg").unlink()
    p.runs(*RANGE, "--plot", "p.svg", "--", "/bin/sh", "-c", 'echo 1 # <&"\'>\x01\xe4').gave(0)
    xml.etree.ElementTree.parse(p.file("p.svg"))


if __name__ == "__main__":
    sys.exit(person.main())
