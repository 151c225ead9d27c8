#!/usr/bin/env python3
"""What one asks the program for: the main example, help, wrong usage, a dry run."""
import math
import pathlib
import re
import sys

import person
from person import same, test

# sqrt(pi) / 2 erf(3): the C library's.
INTEGRAL = math.sqrt(math.pi) / 2 * math.erf(3)
RANGE = ["--from", "0", "--to", "3"]


@test("a program is integrated by one command")
def main_example(p):
    ended = p.runs(*RANGE, "--rtol", "1e-6", "--jobs", "16", "--timeout", "60s", "--retry", "5", "--journal", "run.db", *p.command())
    ended.gave(0, "converged")
    value, sign, error = ended.out.splitlines()[0].split()
    same(sign, "+-")
    assert abs(float(value) - INTEGRAL) <= float(error) + 1e-15 and float(error) <= 1e-6 * INTEGRAL, ended
    evaluations, runs, reused = map(int, re.search(r"(\d+) evaluations: (\d+) runs, (\d+) from run.db", ended.out).groups())
    same(len(p.log()), runs)
    same(len(set(p.log())), runs)
    assert reused == 0 and evaluations <= runs, ended
    again = p.runs(*RANGE, "--rtol", "1e-6", "--jobs", "16", "--timeout", "60s", "--retry", "5", "--journal", "run.db", *p.command())
    again.gave(0, f"{evaluations} evaluations: 0 runs, {evaluations} from run.db")
    same(again.out.splitlines()[0], ended.out.splitlines()[0])
    same(p.runs(*RANGE, "--quiet", *p.command()).gave(0).err, "")


@test("x stands in braces, with and without a name, in the middle, or comes last")
def places_of_x(p):
    def command_of(*arguments):
        return p.runs(*RANGE, "--dry-run", "--quiet", "--jobs", "1", "--", "/bin/echo", *arguments).gave(0).out.split()[1:]
    x = command_of()[0]
    same(len(command_of("a", "b")), 3)
    same(command_of("a", "b")[2], x)
    same(command_of("-x={}", "{x}", "b"), [f"-x={x}", x, "b"])
    ended = p.runs(*RANGE, "--output", "json", "--", p.simulation, "--folder", str(p.folder)).gave(0)
    assert abs(ended.json()["value"] - INTEGRAL) < 1e-8
    # With 17 digits: each comes back to the bits of an abscissa, so that no two are the same.
    assert all(float(x) == float(f"{float(x):.17g}") for x in p.log())


WRONG = {
    "no such option": ["--frm", "0", "--to", "3"],
    '--rtol: "1e-6x" is not a number': [*RANGE, "--rtol", "1e-6x"],
    '--rtol: "-1" must be finite, and not negative': [*RANGE, "--rtol", "-1"],
    '--rtol: "" is not a number': [*RANGE, "--rtol", ""],
    '--from: "nan" is not a number': ["--from", "nan", "--to", "3"],
    '--to: "1e999" is beyond the range': ["--from", "0", "--to", "1e999"],
    "--domain takes the place of --from and --to": [*RANGE, "--domain", "0,1"],
    "--from needs --to": ["--from", "0"],
    "--to needs --from": ["--to", "0"],
    "where f is to be integrated is not said": ["--rtol", "1e-3"],
    "--domain: ": ["--domain", "0,2,1"],
    '--domain: "0,,1" is not a number': ["--domain", "0,,1"],
    '--jobs: "0" must be 1 to': [*RANGE, "--jobs", "0"],
    '--jobs: "many" is not a whole number': [*RANGE, "--jobs", "many"],
    '--timeout: "3 parsecs" is not a duration': [*RANGE, "--timeout", "3 parsecs"],
    '--timeout: "0" must be more than 0': [*RANGE, "--timeout", "0"],
    '--grace: "-1s" is negative': [*RANGE, "--grace", "-1s"],
    '--nice: "20" must be 0 to 19': [*RANGE, "--nice", "20"],
    '--rule: "gauss" is no rule': [*RANGE, "--rule", "gauss"],
    '--rule: "gauss_kronrod:14" has an even number': [*RANGE, "--rule", "gauss_kronrod:14"],
    '--output: "xml" is neither text nor json': [*RANGE, "--output", "xml"],
    "--rtol: takes one argument, once": [*RANGE, "--rtol", "1e-3", "--rtol", "1e-4"],
    "--to: takes one argument, once": ["--from", "0", "--to"],
    "both 0": [*RANGE, "--rtol", "0"],
    "--problem is for a journal": [*RANGE, "--problem", "words"],
    '"simulate" is no option': [*RANGE, "simulate"],
    "cannot write no-such-folder/p.svg": [*RANGE, "--plot", "no-such-folder/p.svg"],
}


@test("wrong usage is told in words, with status 1, before anything is run")
def wrong_usage(p):
    for words, options in WRONG.items():
        ended = p.runs(*options, *p.command()).gave(1, words)
        assert ended.out == "" and len(ended.err.splitlines()) <= 2, ended
    p.runs().gave(1)
    p.runs(*RANGE).gave(1, "there is no command")
    p.runs(*RANGE, "--").gave(1, "there is no command")
    p.runs(*RANGE, "--", "./no-such-program").gave(1, "no-such-program")
    p.runs(*RANGE, "--", "no-such-program-anywhere").gave(1, "no-such-program-anywhere")
    p.file("text").write_text("no program")
    p.runs(*RANGE, "--", "./text").gave(1, "text")
    p.runs(*RANGE, "--journal", "text", *p.command()).gave(1, "text")
    p.runs(*RANGE, "--journal", "no-such-folder/run.db", *p.command()).gave(1, "no-such-folder/run.db")
    p.runs("journal").gave(1, "info, list, failures, csv, merge, verify")
    p.runs("journal", "shuffle", "run.db").gave(1, "shuffle")
    same(p.log(), [])


@test("help fits on a screen, and the manual page has the options of --help-all")
def help_pages(p):
    screen = p.runs("--help").gave(0).out.splitlines()
    assert len(screen) <= 23 and max(map(len, screen)) <= 80, screen
    everything = p.runs("--help-all").gave(0).out
    assert max(map(len, everything.splitlines())) <= 80
    listed = {}
    for entry in re.split(r"\n  (?=--)", "\n" + everything)[1:]:
        head, text = re.match(r"(--\S+(?: \S+)?)((?:  |\n {26}).*(?:\n {26}.*)*)", entry).groups()
        listed[head] = " ".join(text.split())
    page = (pathlib.Path(__file__).parent / "../../lib/program/taskquad.1").read_text()
    options = page[page.index(".SH OPTIONS"):page.index(".SH OUTPUT")]
    written = {}
    for head, text in re.findall(r"\.TP\n\.B (.*)\n(.*)\n", options):
        plain = [s.replace("\\fI", "").replace("\\fR", "").replace("\\(aq", "'").replace("\\e", "\\").replace("\\-", "-") for s in (head, text)]
        written[plain[0]] = plain[1]
    same(written, listed)
    assert len(listed) > 30 and "--rtol TOLERANCE" in listed, listed
    for option in re.findall(r"--[a-z-]+", "\n".join(screen)):
        assert any(head.split()[0] == option for head in listed), option
    assert re.fullmatch(r"taskquad \d+\.\d+\.\d+\n", p.runs("--version").gave(0).out)


@test("a dry run runs nothing, and names what would be run first")
def dry_run(p):
    ended = p.runs(*RANGE, "--dry-run", "--jobs", "5", "--journal", "run.db", *p.command()).gave(0)
    first = ended.out.splitlines()
    assert len(first) == 5 and all(line.startswith(p.simulation) for line in first), ended
    assert not p.file("run.db").exists() and p.log() == []
    p.runs(*RANGE, "--jobs", "5", "--journal", "run.db", *p.command()).gave(0)
    assert {line.split()[-1] for line in first} <= set(p.log()), (first, p.log())
    same(p.runs(*RANGE, "--dry-run", "--journal", "run.db", *p.command()).gave(0, "nothing would be run").out, "")


@test("limits may be infinite, and there are several rules")
def domains_and_rules(p):
    for options in (["--domain", "-inf,0,inf"], ["--from", "-inf", "--to", "inf"], ["--from=-inf", "--to=+inf"]):
        ended = p.runs(*options, "--rtol", "1e-9", "--journal", "line.db", "--output", "json", *p.command()).gave(0)
        assert abs(ended.json()["value"] - math.sqrt(math.pi)) < 1e-8, ended
    for rule in ("gauss_kronrod", "gauss_kronrod:15", "simpson", "clenshaw_curtis"):
        ended = p.runs(*RANGE, "--rule", rule, "--rtol", "1e-5", "--speculation", "0", "--output", "json", *p.command()).gave(0)
        assert abs(ended.json()["value"] - INTEGRAL) < 1e-5, ended
        same(ended.json()["rule"], rule)
    backwards = p.runs("--from", "3", "--to", "0", "--output", "json", *p.command()).gave(0)
    assert abs(backwards.json()["value"] + INTEGRAL) < 1e-8


if __name__ == "__main__":
    sys.exit(person.main())
