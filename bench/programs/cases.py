# SPDX-License-Identifier: Apache-2.0
"""What is measured: programs that know only a BLAS, each at several sizes."""

from dataclasses import dataclass

HPL_SIZE = 2880
QUICK_HPL_SIZE = 960
QUICK_SIZE = 500

# LAPACK's drivers as a program calls them: a system with one right-hand side, the lower triangle, eigenvectors too.
LAPACK = ("dgesv", "dpotrf", "dsyev", "zgesv")
LAPACK_SIZES = (100, 500, 2000)
NUMPY = ("dot", "solve", "eigh", "svd")
NUMPY_SIZES = (10, 100, 500, 1000, 2000)


@dataclass(frozen=True)
class Case:
    program: str  # lapack, numpy or hpl
    routine: str
    size: int

    @property
    def text(self):
        return f"{self.routine} {self.size}"


def all_cases(quick=False):
    """In the order in which they are measured; the quick ones are those of few seconds."""
    cases = [Case("lapack", routine, size) for routine in LAPACK for size in LAPACK_SIZES]
    cases += [Case("numpy", routine, size) for routine in NUMPY for size in NUMPY_SIZES]
    if quick:
        cases = [case for case in cases if case.size <= QUICK_SIZE]
    return cases + [Case("hpl", "hpl", QUICK_HPL_SIZE if quick else HPL_SIZE)]
