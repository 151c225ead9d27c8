"""What the tests of the program taskquad share: it is used as a person uses it, from outside, by command line, terminal and signals.

A test waits for conditions, never for a time to pass: what it waits for comes within a minute even on a busy machine.
usage of a file of tests: FILE PROGRAM SIMULATION SENTENCE
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PATIENCE = 60
tests = {}


def test(sentence):
    """Registers a function of a person under a sentence; CMakeLists.txt finds the sentences in the files."""
    def register(function):
        tests[sentence] = function
        return function
    return register


def until(condition, what):
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.005)
    return value


def same(found, wanted):
    assert found == wanted, f"{found!r}, not {wanted!r}"


class Ended:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __repr__(self):
        return f"status {self.status}\n{self.out}\n{self.err}"

    def json(self):
        return json.loads(self.out)

    def gave(self, status, *texts):
        """Whether it ended with that status, and has said all these, wherever."""
        assert self.status == status, f"not status {status}: {self}"
        for text in texts:
            assert text in self.out + self.err, f"{text!r} is not in {self}"
        return self


class Running:
    """A program that has been started, with pipes, or in a terminal, where Ctrl-C is a key."""

    def __init__(self, argv, cwd, terminal=None, **how):
        self.argv, self.terminal, self.screen = argv, None, b""
        if terminal is None:
            pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            self.process = subprocess.Popen(argv, cwd=cwd, text=True, **{**pipes, **how})
            return
        self.terminal, its = pty.openpty()
        self.resize(terminal)
        # A session of its own, whose terminal this is.
        self.process = subprocess.Popen(argv, cwd=cwd, stdin=its, stdout=its, stderr=its, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), **how)
        os.close(its)
        os.set_blocking(self.terminal, False)

    def resize(self, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def press(self, key):
        os.write(self.terminal, key)

    def looked(self):
        """What has come to the screen so far."""
        try:
            while piece := os.read(self.terminal, 65536):
                self.screen += piece
        except OSError:
            pass  # there is no more, or the other side is closed
        return self.screen.decode()

    def shows(self, text):
        until(lambda: text in self.looked(), f"{text!r} on the screen {self.screen!r}")

    def kill(self, number):
        self.process.send_signal(number)

    def end(self):
        if self.terminal is None:
            out, err = self.process.communicate(timeout=PATIENCE)
        else:
            until(lambda: (self.looked(), self.process.poll() is not None)[1], f"end of {self.argv}")
            out, err = self.looked(), ""
            os.close(self.terminal)
        return Ended(self.process.returncode, out or "", err)


class Person:
    """Works in an empty folder, and leaves no process behind."""

    def __init__(self, program, simulation):
        self.program, self.simulation = program, simulation
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="taskquad-person-"))

    def file(self, name):
        return self.folder / name

    def command(self, *behaviour):
        """Of f, behind --; the folder in it marks all its processes."""
        return ["--", self.simulation, "--folder", str(self.folder), *behaviour, "{}"]

    def starts(self, *argv, terminal=None, **how):
        return Running([self.program, *argv], self.folder, terminal, **how)

    def runs(self, *argv, **how):
        return self.starts(*argv, **how).end()

    def log(self, what="begin"):
        """The x at which runs have begun, or ended."""
        log = self.file("log")
        lines = log.read_text().splitlines() if log.exists() else []
        return [line.split()[1] for line in lines if line.startswith(what)]

    def forget(self):
        self.file("log").unlink(missing_ok=True)

    def processes(self):
        """All that are runs of f: no zombies, which have no command line."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if line[0] == self.simulation and str(self.folder) in line:
                found.append(int(entry.name))
        return found

    def is_alone(self):
        until(lambda: not self.processes(), "end of all runs")

    def cleans_up(self):
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def words_on(screen):
    """The lines that a terminal was shown, one after the other, in the same place or not."""
    return [line for line in re.split(r"\r\x1b\[K|\r\n|\n", screen) if line]


def main():
    program, simulation, sentence = sys.argv[1:]
    person = Person(program, simulation)
    try:
        tests[sentence](person)
        left = person.processes()
        assert not left, f"left behind: {left}"
    finally:
        person.cleans_up()
