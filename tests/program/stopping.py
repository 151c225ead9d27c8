#!/usr/bin/env python3
"""Ctrl-C, signals, the time limit, a terminal; nobody is left behind."""
import os
import re
import signal
import subprocess
import sys

import person
from asking import RANGE
from person import same, test, until, words_on

CTRL_C = b"\x03"
SLOW = [*RANGE, "--rule", "simpson", "--rtol", "1e-7", "--jobs", "4", "--journal", "run.db"]


def held(p, *more, terminal=None, options=SLOW):
    """An integration whose four runs go on until there is a file go; then the next four, and so on."""
    running = p.starts(*options, *more, *p.command("--until", str(p.file("go"))), terminal=terminal)
    until(lambda: len(p.log()) == 4, "four runs")
    return running


def goes_on(p):
    """The same command again runs what is missing, once."""
    p.file("go").touch()
    known = len(set(p.log("end")))
    p.forget()
    again = p.runs(*SLOW, *p.command("--until", str(p.file("go")))).gave(0)
    reused = int(re.search(r"(\d+) from run.db", again.out).group(1))
    assert reused >= known > 0, (known, again)
    # A guess of then may be none now.
    assert len(p.log()) == len(set(p.log())), again


@test("Ctrl-C: nothing begins, what runs ends, and is kept, and the same command goes on")
def once(p):
    running = held(p, terminal=100)
    running.press(CTRL_C)
    running.shows("interrupted: 4 runs may go on for 10 s; Ctrl-C ends them")
    same(len(p.processes()), 4)
    p.file("go").touch()
    ended = running.end().gave(130, "the same command again goes on from run.db", "+-", "4 runs")
    same(sorted(p.log("begin")), sorted(p.log("end")))
    same(len(p.log()), 4)
    p.runs("journal", "info", "run.db").gave(0, "values    4,", "failures  0")
    assert "failed" not in ended.out, ended
    goes_on(p)


@test("what ends within the grace counts in the result")
def counts(p):
    options = [*RANGE, "--rtol", "1e-3", "--jobs", "21", "--speculation", "0"]
    running = p.starts(*options, *p.command("--until", str(p.file("go"))))
    until(lambda: len(p.log()) == 21, "all runs of the first segment")
    running.kill(signal.SIGTERM)
    until(lambda: len(p.processes()) == 21, "all of them going on")
    p.file("go").touch()
    # All that the integral needs: it is not even interrupted.
    running.end().gave(0, "converged", "21 evaluations: 21 runs")


@test("Ctrl-C twice: all processes are ended, deaf ones and their children, too")
def twice(p):
    running = p.starts(*SLOW, "--kill-after", "100ms", *p.command("--hang", "always", "--deaf", "--forks"), terminal=100)
    until(lambda: len(p.log()) == 4 and len(p.processes()) == 8, "four runs with a child each")
    running.press(CTRL_C)
    running.shows("interrupted")
    running.press(CTRL_C)
    running.shows("4 runs are being ended")
    running.end().gave(130, "nan +- inf")
    same(p.processes(), [])
    p.runs("journal", "info", "run.db").gave(0, "values    0", "failures  0")


@test("SIGTERM, SIGHUP and the signals of batch systems are the first Ctrl-C, and when the grace is over, runs are ended")
def grace(p):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU):
        p.forget()
        running = held(p, "--grace", "50ms", "--kill-after", "50ms")
        running.kill(number)
        running.end().gave(130, "interrupted: 4 runs may go on for 0.05 s", "goes on from run.db")
        same((p.processes(), p.log("end"), len(p.log())), ([], [], 4))
    p.forget()
    running = held(p)
    running.kill(signal.SIGQUIT)
    running.end().gave(130, "4 runs are being ended")
    same(p.processes(), [])


@test("a signal that was to be ignored is ignored, as by nohup")
def ignored(p):
    argv = ["/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", p.program, *RANGE, "--rtol", "1e-3", "--jobs", "4",
            *p.command("--until", str(p.file("go")))]
    running = person.Running(argv, p.folder)
    until(lambda: len(p.log()) == 4, "four runs")
    running.kill(signal.SIGHUP)
    p.file("go").touch()
    running.end().gave(0, "converged")


@test("when the time is over, what runs may end, and the status is that of a limit")
def time_limit(p):
    running = p.starts(*SLOW, "--time-limit", "200ms", "--output", "json", *p.command("--until", str(p.file("go"))))
    until(lambda: len(p.log()) == 4, "four runs")
    p.file("go").write_text("") if running.process.poll() is not None else None
    # The first line of stderr is the news that the time is over.
    news = running.process.stderr.readline()
    assert "the time is over" in news, news
    p.file("go").touch()
    json = running.end().gave(2).json()
    same((json["status"], json["interrupted"], json["exit_status"]), ("deadline", False, 2))
    same((len(p.log()), len(p.log("end"))), (4, 4))
    goes_on(p)


@test("without a journal one is told that nothing is kept")
def nothing_kept(p):
    running = held(p, options=[*RANGE, "--rule", "simpson", "--jobs", "4"])
    running.kill(signal.SIGINT)
    running.kill(signal.SIGINT)
    until(lambda: running.process.poll() is not None or (running.kill(signal.SIGINT), False)[1], "the end")
    running.end().gave(130, "nothing is kept; with --journal FILE")
    p.is_alone()


@test("where f fails for good, runs that go on are waited for, if their values are kept")
def failed(p):
    running = p.starts(*RANGE, "--jobs", "4", "--journal", "run.db", *p.command("--fail", "once", "--until", str(p.file("go"))))
    until(lambda: len(p.log()) == 4, "four runs")
    p.file("go").touch()
    running.end().gave(3)
    # All but the one that has failed; some may have begun before it had.
    same(len(p.log("end")), len(p.log()) - 1)
    p.runs("journal", "info", "run.db").gave(0, f"values    {len(p.log('end'))},", "failures  1")


@test("progress is a line of the terminal, as wide as it is, and is cleared in the end")
def progress(p):
    running = held(p, terminal=70)
    running.shows("taskquad: 0 of ")
    running.shows("4 in flight")
    running.resize(30)
    seen = len(running.looked())
    until(lambda: len(running.looked()) > seen + 200, "lines after the change of size")
    p.file("go").touch()
    screen = running.end().gave(0, "converged").out
    lines = words_on(screen[seen + 100:])
    progress_lines = [line for line in lines if line.startswith("taskquad: ") and " of " in line]
    assert progress_lines and max(map(len, progress_lines)) <= 30, lines
    # The last thing before the result is an empty line in its place.
    assert "\r\x1b[K" in screen[:screen.index("+-")][-40:], screen
    assert "from run.db" in lines[-2], lines


@test("a log has no codes of terminals, and with --quiet nothing but the value")
def log(p):
    ended = p.runs(*SLOW, *p.command()).gave(0)
    assert re.fullmatch(r"taskquad: the first value: f\(\S+\) = \S+\n", ended.err), ended
    ended = p.runs(*SLOW, *p.command()).gave(0)
    assert re.fullmatch(r"taskquad: run.db has \d+ values\n", ended.err), ended
    assert "\x1b" not in ended.out and "\r" not in ended.out, ended
    same(len(p.runs(*SLOW, "--quiet", *p.command()).gave(0).out.splitlines()), 1)


@test("whoever reads the output may be gone: no process is left, and values are kept")
def reader_gone(p):
    reader, writer = os.pipe()
    process = subprocess.Popen([p.program, *SLOW, *p.command()], cwd=p.folder, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
    os.close(writer)
    os.close(reader)
    same(process.wait(timeout=person.PATIENCE), 1)
    p.is_alone()
    p.runs(*SLOW, *p.command()).gave(0, " 0 runs")


if __name__ == "__main__":
    sys.exit(person.main())
