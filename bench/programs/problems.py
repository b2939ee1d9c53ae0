# SPDX-License-Identifier: Apache-2.0
"""What the programs compute, and whether it is right.

A result is held against an a-priori bound of backward errors, LIMIT n eps relative to norms: LIMIT is that of LAPACK's own test
programs. It is judged on a random vector, in O(n^2) operations and by NumPy's own loops (einsum calls no BLAS), so that the library
that is measured has no part in the verdict."""

import ctypes

import numpy as np

LIMIT = 30
REAL, COMPLEX = np.dtype(np.float64), np.dtype(np.complex128)


def times(matrix, vector):
    return np.einsum("ij,j->i", matrix, vector)


def adjoint_times(matrix, vector):
    return np.einsum("ji,j->i", matrix.conj(), vector)


def largest(vector):
    return np.abs(vector).max()


def norm(matrix):
    """The greatest sum of a row."""
    return np.abs(matrix).sum(axis=1).max()


def share_of_bound(difference, scale):
    """At most 1 where a result is right; NaN where it has one."""
    return float(largest(difference) / (LIMIT * len(difference) * np.finfo(np.float64).eps * scale))


def random_matrix(n, dtype, order):
    random = np.random.default_rng(n)
    matrix = random.standard_normal((n, n))
    if dtype == COMPLEX:
        matrix = matrix + 1j * random.standard_normal((n, n))
    return np.array(matrix, dtype=dtype, order=order)


def probe(n):
    return np.random.default_rng(n + 1).standard_normal(n)


def eigen_share(matrix, values, vectors):
    """A V = V diag(values), and V^T V = 1."""
    z = probe(len(matrix))
    vz = times(vectors, z)
    scale = norm(matrix) * largest(z)
    return max(share_of_bound(times(matrix, vz) - times(vectors, values * z), scale * norm(vectors)),
               share_of_bound(adjoint_times(vectors, vz) - z, largest(z) * norm(vectors)))


class Lapack:
    """A driver of LAPACK, called as from Fortran. It overwrites its operands: they are copied anew before each call."""

    overwrites = True

    def __init__(self, library, routine, n, matrix, *others):
        self.n = n
        self.matrix = matrix
        self.operands = (matrix, *others)
        self.work = [operand.copy(order="F") for operand in self.operands]
        self.info = ctypes.c_int()
        self.function = getattr(library, routine + "_")
        self.function.restype = None
        self.arguments = self.make_arguments()

    def refresh(self):
        for copy, operand in zip(self.work, self.operands):
            np.copyto(copy, operand)

    def call(self):
        self.function(*self.arguments)

    def share(self):
        """Of the bound, of what the last call left; an info that is not 0 is wrong."""
        return float("inf") if self.info.value != 0 else self.backward_error()

    def integer(self, value):
        return ctypes.byref(ctypes.c_int(value))

    def lower(self):
        """The letter, and where gfortran looks for its length."""
        return ctypes.c_char_p(b"L"), ctypes.c_size_t(1)


def address(array):
    return ctypes.c_void_p(array.ctypes.data)


class Gesv(Lapack):
    """A x = b, with one right-hand side."""

    def __init__(self, library, routine, n):
        dtype = COMPLEX if routine == "zgesv" else REAL
        matrix = random_matrix(n, dtype, "F")
        super().__init__(library, routine, n, matrix, probe(n).astype(dtype))

    def make_arguments(self):
        self.pivots = np.zeros(self.n, dtype=np.intc)
        n, one = self.integer(self.n), self.integer(1)
        return n, one, address(self.work[0]), n, address(self.pivots), address(self.work[1]), n, ctypes.byref(self.info)

    def backward_error(self):
        x = self.work[1]
        return share_of_bound(times(self.matrix, x) - self.operands[1], norm(self.matrix) * largest(x))


class Potrf(Lapack):
    """A = L L^T."""

    def __init__(self, library, routine, n):
        matrix = random_matrix(n, REAL, "F")
        super().__init__(library, routine, n, np.asfortranarray(matrix + matrix.T + 4 * n**0.5 * np.eye(n)))

    def make_arguments(self):
        letter, length = self.lower()
        n = self.integer(self.n)
        return letter, n, address(self.work[0]), n, ctypes.byref(self.info), length

    def backward_error(self):
        z, lower = probe(self.n), np.tril(self.work[0])
        return share_of_bound(times(self.matrix, z) - times(lower, adjoint_times(lower, z)), norm(self.matrix) * largest(z))


class Syev(Lapack):
    """Eigenvalues and eigenvectors, with as much workspace as the routine asks for."""

    def __init__(self, library, routine, n):
        matrix = random_matrix(n, REAL, "F")
        super().__init__(library, routine, n, np.asfortranarray(matrix + matrix.T))

    def make_arguments(self):
        self.values, self.workspace = np.zeros(self.n), np.zeros(1)
        self.function(*self.with_workspace(-1))
        self.workspace = np.zeros(int(self.workspace[0]))
        return self.with_workspace(len(self.workspace))

    def with_workspace(self, length):
        letter, one = self.lower()
        n = self.integer(self.n)
        return (ctypes.c_char_p(b"V"), letter, n, address(self.work[0]), n, address(self.values), address(self.workspace),
                self.integer(length), ctypes.byref(self.info), one, one)

    def backward_error(self):
        return eigen_share(self.matrix, self.values, self.work[0])


class Numpy:
    """A function of NumPy, which leaves its operands as they are."""

    overwrites = False

    def __init__(self, n):
        self.matrix = random_matrix(n, REAL, "C")
        self.result = None

    def refresh(self):
        pass


class Dot(Numpy):
    def __init__(self, n):
        super().__init__(n)
        self.other = self.matrix[::-1].copy()

    def call(self):
        self.result = np.dot(self.matrix, self.other)

    def share(self):
        z = probe(len(self.matrix))
        scale = norm(self.matrix) * norm(self.other) * largest(z)
        return share_of_bound(times(self.result, z) - times(self.matrix, times(self.other, z)), scale)


class Solve(Numpy):
    def __init__(self, n):
        super().__init__(n)
        self.right = probe(n)

    def call(self):
        self.result = np.linalg.solve(self.matrix, self.right)

    def share(self):
        return share_of_bound(times(self.matrix, self.result) - self.right, norm(self.matrix) * largest(self.result))


class Eigh(Numpy):
    def __init__(self, n):
        super().__init__(n)
        self.matrix = self.matrix + self.matrix.T

    def call(self):
        self.result = np.linalg.eigh(self.matrix)

    def share(self):
        return eigen_share(self.matrix, *self.result)


class Svd(Numpy):
    def call(self):
        self.result = np.linalg.svd(self.matrix)

    def share(self):
        left, values, right = self.result
        z = probe(len(values))
        scale = norm(self.matrix) * largest(z)
        along = times(right, z)
        return max(share_of_bound(times(self.matrix, z) - times(left, values * along), scale * norm(left)),
                   share_of_bound(adjoint_times(left, times(left, z)) - z, largest(z) * norm(left)),
                   share_of_bound(adjoint_times(right, along) - z, largest(z) * norm(right)))


DRIVERS = {"dgesv": Gesv, "dpotrf": Potrf, "dsyev": Syev, "zgesv": Gesv}
FUNCTIONS = {"dot": Dot, "solve": Solve, "eigh": Eigh, "svd": Svd}


def make_problem(lapack, routine, n):
    return DRIVERS[routine](lapack, routine, n) if routine in DRIVERS else FUNCTIONS[routine](n)
