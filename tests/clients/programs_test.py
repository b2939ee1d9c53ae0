# SPDX-License-Identifier: Apache-2.0
"""bench/programs: programs_test.py LIBRARY. A case from end to end, what its checks find, what its figures come to; never its times."""

import csv
import ctypes
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench/programs"
sys.path.insert(0, str(BENCH))

import numpy as np  # noqa: E402

import hpl  # noqa: E402
import libraries  # noqa: E402
import problems  # noqa: E402
import results  # noqa: E402
from cases import Case, all_cases  # noqa: E402

LIBRARY = sys.argv.pop()


def run(*arguments):
    command = [sys.executable, BENCH / "programs.py", "--library", LIBRARY, "--no-search", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def outcome(ours, **peers):
    return results.Outcome(Case("lapack", "dgesv", 100), {libraries.OURS: ours, **peers})


class Program(unittest.TestCase):
    def test_a_case_beside_the_same_library_again(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "ratios.csv")
            ran = run("--only", "dgesv 100", "--quick", "--rounds", "2", "--budget", "5", "--peer", f"again={LIBRARY}", "--save", file)
            if ran.returncode == 77:
                self.skipTest(ran.stdout)
            self.assertEqual(ran.returncode, 0, ran.stdout)
            rows = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        (row,) = csv.DictReader(rows)
        self.assertEqual((row["program"], row["case"], row["threads"], row["best_peer"]), ("lapack", "dgesv 100", "1", "again"))
        self.assertGreater(float(row["ratio"]), 0)

    def test_bad_usage(self):
        for arguments in (["--only", "nonsense"], ["--peer", "nameless"], ["--rounds", "0"], ["--peer", f"fulcrum={LIBRARY}"]):
            self.assertEqual(run(*arguments).returncode, 2, arguments)


class Checks(unittest.TestCase):
    """Each result passes, and does not once its last element is off by a thousandth, or none."""

    def results_of(self, problem):
        if isinstance(problem, problems.Syev):
            return problem.values, problem.work[0]
        if isinstance(problem, problems.Lapack):
            return problem.work[-1:]
        return problem.result if isinstance(problem.result, tuple) else (problem.result,)

    def test_what_they_find(self):
        lapack = ctypes.CDLL("liblapack.so.3")
        for routine in sorted({case.routine for case in all_cases()} - {"hpl"}):
            problem = problems.make_problem(lapack, routine, 20)
            problem.refresh()
            problem.call()
            self.assertLessEqual(problem.share(), 1, routine)
            for part in self.results_of(problem):
                right = part.flat[-1]
                for wrong in (right + 1e-3, np.nan):
                    part.flat[-1] = wrong
                    self.assertFalse(problem.share() <= 1, (routine, wrong))
                part.flat[-1] = right

    def test_runs_of_hpl(self):
        line = "WR11C2R4        2000   128     1     2               0.12              {}\n"
        residual = "||Ax-b||_oo/(eps*(||A||_oo*||x||_oo+||b||_oo)*N)=        0.0035289 ...... {}\n"
        text = "Begin of HPL section.\n" + "".join((line + residual).format(*run) for run in (("4.0e+01", "PASSED"), ("5.0e+01", "{}")))
        text += "End of HPL section.\n"
        seconds, share = hpl.fastest_run(text.format("PASSED"), 2000, 2)
        self.assertAlmostEqual(seconds, (2 / 3 * 2000**3 + 3 / 2 * 2000**2) / 50e9)
        self.assertEqual(share, 1)
        self.assertEqual(hpl.fastest_run(text.format("FAILED"), 2000, 2)[1], float("inf"))
        with self.assertRaises(RuntimeError):
            hpl.fastest_run(text, 2000, 3)


class Figures(unittest.TestCase):
    def test_ratio_and_range_are_to_the_best_peer(self):
        measured = outcome([1.0, 2.0, 4.0], slow=[9.0, 9.0, 9.0], fast=[2.0, 3.0, 3.0])
        self.assertEqual(measured.best(), "fast")
        self.assertEqual(measured.ratio_to("fast"), 1.5)
        self.assertEqual(measured.spread_to("fast"), (0.75, 2.0))

    def test_without_ours_or_without_peers_there_is_no_ratio(self):
        self.assertIsNone(outcome([1.0]).best())
        self.assertIsNone(results.Outcome(Case("lapack", "dgesv", 100), {"fast": [1.0]}).best())

    def test_rows_of_other_threads_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "ratios.csv")
            for threads, seconds in ((1, 2.0), (2, 3.0), (1, 4.0)):
                results.save(file, [f"head {seconds}"], [outcome([1.0], peer=[seconds])], threads)
            self.assertEqual(file.read_text(encoding="utf-8").splitlines(), [
                "# head 3.0", ",".join(results.COLUMNS), "lapack,dgesv 100,2,3.0000,3.0000,3.0000,peer",
                "# head 4.0", ",".join(results.COLUMNS), "lapack,dgesv 100,1,4.0000,4.0000,4.0000,peer"])


if __name__ == "__main__":
    unittest.main()
