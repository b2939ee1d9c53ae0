# SPDX-License-Identifier: Apache-2.0
"""HPL on two ranks, out of Debian's HPC Challenge: the program `hpcc` runs it last, behind some seconds of other benchmarks."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from crew import PATIENCE, Failure
from libraries import environment_of

RANKS = 2
RUNS = 5  # in one turn: what comes before costs the same for one
BLOCK = 128
# As hpccinf.txt, which has HPL.dat's lines: a grid of 1 x 2 ranks, the default algorithms of HPC Challenge's example.
INPUT = """HPL


8            device out
{runs}       number of sizes
{sizes}      sizes
1            number of block sizes
{block}      block sizes
0            row-major mapping
1            number of grids
1            P
{ranks}      Q
16.0         threshold of the scaled residual
1            number of panel factorizations
2            right-looking
1            number of recursion stops
4            columns
1            number of divisions
2            panels
1            number of recursive factorizations
1            Crout
1            number of broadcasts
1            modified ring
1            number of look-ahead depths
1            depth
2            mixed swaps
64           their threshold
0            L1 transposed
0            U transposed
1            equilibration
8            alignment in doubles
-
0            further sizes of PTRANS
0
0            further block sizes of PTRANS
0
"""


def missing(threads):
    """Why HPL cannot run here, or nothing."""
    if not (shutil.which("hpcc") and shutil.which("mpirun")):
        return "no hpcc or no mpirun: apt-get install hpcc openmpi-bin"
    processors = len(os.sched_getaffinity(0))
    if RANKS * threads > processors:
        return f"{RANKS} ranks with {threads} thread(s) each on {processors} processor(s)"
    return ""


def check_binding(environment, folder):
    """What the loader would take for libblas.so.3."""
    listed = subprocess.run(["ldd", shutil.which("hpcc")], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.search(r"libblas\.so\.3 => (\S+)", listed)
    if found is None or found.group(1) != str(folder / "libblas.so.3"):
        raise Failure(f"hpcc takes its BLAS from {found.group(1) if found else 'elsewhere'}, not from {folder}")


def fastest_run(output, size, runs):
    """Seconds of the fastest run, and 1 as its share of the bound: HPL has compared its residual with the threshold."""
    section = output.partition("Begin of HPL section")[2].partition("End of HPL section")[0]
    # WR11C2R4  N  NB  P  Q  seconds (of two decimals)  GFLOP/s (of four digits)
    rates = [float(rate) for rate in re.findall(rf"^W[RC]\S+\s+{size}\s+\d+\s+\d+\s+\d+\s+\S+\s+(\S+)$", section, re.MULTILINE)]
    passed = len(re.findall(r"^\|\|Ax-b\|\|.* PASSED$", section, re.MULTILINE))
    if len(rates) != runs:
        raise Failure(f"hpcc has finished {len(rates)} of {runs} runs of HPL")
    operations = 2 / 3 * size**3 + 3 / 2 * size**2
    return operations / max(rates) / 1e9, 1.0 if passed == runs else float("inf")


class Hpl:
    """Like a worker; a turn is a run of the program."""

    def __init__(self, library, folder, threads):
        self.environment = environment_of(library, folder, threads)
        self.size = 0
        check_binding(self.environment, folder)

    def prepare(self, case):
        self.size = case.size

    def turn(self, _budget):
        # The shared-memory transport alone; no binding, since ranks may have several threads.
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "-np", str(RANKS), "hpcc"]
        if os.geteuid() == 0:
            command.insert(1, "--allow-run-as-root")
        text = INPUT.format(runs=RUNS, sizes=" ".join([str(self.size)] * RUNS), block=BLOCK, ranks=RANKS)
        with tempfile.TemporaryDirectory(prefix="fulcrum-hpl-") as folder:
            Path(folder, "hpccinf.txt").write_text(text, encoding="utf-8")
            try:
                run = subprocess.run(command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False)
            except subprocess.TimeoutExpired:
                raise Failure(f"hpcc took more than {PATIENCE} s") from None
            output = Path(folder, "hpccoutf.txt")
            if run.returncode != 0 or not output.exists():
                raise Failure(f"mpirun ended with status {run.returncode}: {run.stdout.strip()[-500:]}")
            return fastest_run(output.read_text(encoding="utf-8"), self.size, RUNS)

    def close(self):
        pass
