#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times real programs on this build's libfulcrum_blas.so and on every OpenBLAS and MKL found: LAPACK's drivers, NumPy, HPL. All
have the reference LAPACK; only the BLAS below it changes."""

import argparse
import contextlib
import datetime
import importlib.util
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True  # the sources' folder stays as it is

# pylint: disable=wrong-import-position
import results
from cases import all_cases
from crew import Failure, Worker
from hpl import BLOCK, RANKS, Hpl
from hpl import missing as hpl_missing
from libraries import OURS, Library, find_peers, make_folder, parse_peer, system_folders

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77
ROUNDS, QUICK_ROUNDS = 5, 2
CASE_SECONDS = 60  # a case that has taken that long gets no further round, once it has LEAST_ROUNDS
LEAST_ROUNDS = 2
BUSY = 0.1

EXIT_STATUS = """exit status: 0; 1 where a library fails or a result is wrong; 2 for bad usage; 77 where nothing could be run
for want of programs (each is named with what installs it)"""


def count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def peer(text):
    try:
        return parse_peer(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="./x bench programs", description=__doc__, epilog=EXIT_STATUS,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=ROOT / "build/release/lib/libfulcrum_blas.so",
                        help="the library under test (build/release/lib/libfulcrum_blas.so)")
    parser.add_argument("--peer", type=peer, action="append", default=[], metavar="NAME=PATH[,VARIABLE=VALUE]...",
                        help="one more, with the variables set for it alone; repeatable")
    parser.add_argument("--peers-from", type=Path, action="append", default=[], metavar="DIR",
                        help="also MKL and scipy-openblas32 from the Python environment DIR; repeatable")
    parser.add_argument("--no-search", action="store_true", help="only peers given by --peer and --peers-from")
    parser.add_argument("--lapack", type=Path, metavar="PATH", help="the reference LAPACK (Debian's package liblapack3)")
    parser.add_argument("--threads", type=count, default=1, metavar="N", help="of every library; in HPL, of each rank (1)")
    parser.add_argument("--rounds", type=count, metavar="R", help="turns of each library in a case (5; 2 with --quick)")
    parser.add_argument("--budget", type=float, default=100, metavar="MS", help="milliseconds of one turn (100)")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT",
                        help='only cases whose "PROGRAM CASE" contains TEXT ("numpy svd", "dgesv 100"); repeatable, any')
    parser.add_argument("--quick", action="store_true", help="sizes up to 500, a small HPL, and fewer rounds")
    parser.add_argument("--list", action="store_true", help="print the cases and stop")
    parser.add_argument("--save", type=Path, metavar="FILE", help="the ratios as CSV; its rows of other threads stay")
    options = parser.parse_args(arguments)
    if not options.library.is_file():
        parser.error(f"there is no {options.library}: build it (./x build), or name it with --library")
    if options.save and not options.save.absolute().parent.is_dir():
        parser.error(f"--save: there is no folder {options.save.absolute().parent}")
    if options.lapack and not options.lapack.is_file():
        parser.error(f"--lapack: there is no {options.lapack}")
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    options.libraries = all_libraries(options)
    names = [library.name for library in options.libraries]
    if doubled := {name for name in names if names.count(name) > 1}:
        parser.error("two libraries are named " + " and ".join(sorted(doubled)))
    options.cases = [case for case in all_cases(options.quick)
                     if not options.only or any(text in f"{case.program} {case.text}" for text in options.only)]
    if not options.cases:
        parser.error("--only: no case contains " + " or ".join(options.only))
    return options


def all_libraries(options):
    """Ours first."""
    searched = [] if options.no_search else system_folders()
    ours = Library(OURS, options.library.absolute())
    return [ours, *find_peers(searched, options.peers_from), *options.peer]


def find_lapack():
    """Debian's reference LAPACK, wherever the system's alternatives point."""
    return next(iter(sorted(Path("/usr/lib").glob(f"{platform.machine()}-linux-gnu*/lapack/liblapack.so.3"))), None)


def what_is_missing(options):
    """By program, why it cannot run here."""
    reasons = {}
    if options.lapack is None:
        reasons["lapack"] = reasons["numpy"] = "no reference LAPACK: apt-get install liblapack3 (or --lapack PATH)"
    elif importlib.util.find_spec("numpy") is None:
        reasons["lapack"] = reasons["numpy"] = f"no NumPy for {sys.executable}: apt-get install python3-numpy, for /usr/bin/python3"
    if reason := hpl_missing(options.threads):
        reasons["hpl"] = reason
    return {program: reason for program, reason in reasons.items() if any(case.program == program for case in options.cases)}


def busy_share(seconds):
    """Of all processors, while nothing of ours runs."""
    def ticks():
        values = [int(value) for value in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]]
        return sum(values), values[3] + values[4]

    before = ticks()
    time.sleep(seconds)
    passed, idle = (now - then for now, then in zip(ticks(), before))
    return 1 - idle / passed if passed else 0.0


def processor():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def measure(case, contestants, rounds, budget):
    """All libraries in turns, another one first in each round. One that fails or computes nonsense has no time."""
    outcome = results.Outcome(case)
    running = dict(contestants)
    start = time.monotonic()

    def attempt(name, action):
        try:
            return action()
        except Failure as failure:
            outcome.problems[name] = f"FAILED: {failure}"
            outcome.times.pop(name, None)
            del running[name]
            return None

    for name, contestant in contestants.items():
        attempt(name, lambda contestant=contestant: contestant.prepare(case))
    for number in range(rounds):
        names = list(running)
        shift = number % max(1, len(names))
        for name in names[shift:] + names[:shift]:
            turn = attempt(name, lambda name=name: running[name].turn(budget))
            if turn is None:
                continue
            seconds, share = turn
            outcome.times.setdefault(name, []).append(seconds)
            if not share <= 1:
                outcome.problems[name] = f"WRONG: {share:.3g} times its error bound"
                del outcome.times[name], running[name]
        if number + 1 >= LEAST_ROUNDS and time.monotonic() - start > CASE_SECONDS:
            break
    return outcome


class Contest:
    """The libraries, each in its folder, as workers and as HPL's BLAS."""

    def __init__(self, options, programs, folder):
        self.options = options
        self.stack = contextlib.ExitStack()
        self.workers, self.hpls = {}, {}
        self.about, self.failures = {}, {}
        self.versions = []
        for library in options.libraries:
            try:
                self.enter(library, make_folder(library, folder), programs)
            except (RuntimeError, OSError, subprocess.CalledProcessError) as failure:
                self.failures[library.name] = str(failure)

    def enter(self, library, folder, programs):
        threads = self.options.threads
        about = {"identity": ""}
        if programs & {"lapack", "numpy"}:
            worker = Worker(library, folder, self.options.lapack, threads)
            self.stack.callback(worker.close)
            about = worker.about
            self.versions = [f"reference LAPACK {about['lapack']}", f"NumPy {about['numpy']}"]
            self.workers[library.name] = worker
        if "hpl" in programs:
            self.hpls[library.name] = Hpl(library, folder, threads)
        self.about[library.name] = f"{about['identity']} ({library.path.name})".strip()

    def peers(self):
        return [name for name in self.about if name != OURS]

    def measure(self, case):
        contestants = self.hpls if case.program == "hpl" else self.workers
        return measure(case, contestants, self.options.rounds, self.options.budget / 1000)


def plural(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"


def head_lines(contest, options, busy):
    """What a reader of the figures must know, on the terminal and in the file."""
    what = [*contest.versions, *([f"HPL of hpcc: {RANKS} ranks, block {BLOCK}"] if contest.hpls else [])]
    lines = [f"{processor()}, {datetime.date.today()}; {plural(options.threads, 'thread')}",
             f"median of {plural(options.rounds, 'round')} of {options.budget:g} ms (long cases fewer); "
             f"the machine was {busy:.0%} busy before", ", ".join(what)]
    return lines + [f"{name}: {about}" for name, about in contest.about.items()]


def run(options, programs, folder):
    start = time.monotonic()
    busy = busy_share(1)
    contest = Contest(options, programs, folder)
    with contest.stack:
        for name, failure in contest.failures.items():
            print(f"{name} left out: {failure}")
        if OURS in contest.failures:
            return 1
        head = head_lines(contest, options, busy)
        print(*head, sep="\n")
        if busy > BUSY:
            print("WARNING: something else runs here; its times will be in these figures.")
        print("", results.table_head(contest.peers()), sep="\n")
        outcomes = []
        for case in options.cases:
            if case.program in programs:
                outcomes.append(contest.measure(case))
                print(results.table_line(outcomes[-1], contest.peers()), flush=True)
    print(results.summary(outcomes, contest.peers()))
    print(f"  took {time.monotonic() - start:.0f} s")
    if options.save:
        results.save(options.save, head, outcomes, options.threads)
    return 1 if contest.failures or any(outcome.problems for outcome in outcomes) else 0


def main():
    options = parse_options(sys.argv[1:])
    if options.list:
        print(*(f"{case.program} {case.text}" for case in options.cases), sep="\n")
        return 0
    options.lapack = options.lapack.absolute() if options.lapack else find_lapack()
    reasons = what_is_missing(options)
    for program, reason in reasons.items():
        print(f"{program} left out: {reason}")
    programs = {case.program for case in options.cases} - set(reasons)
    if not programs:
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="fulcrum-programs-") as folder:
        return run(options, programs, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
