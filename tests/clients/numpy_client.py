# SPDX-License-Identifier: Apache-2.0
"""NumPy on Fulcrum: products, decompositions and solutions in all four types."""
import re
import sys

import numpy as np


def check_libraries():
    with open("/proc/self/maps", encoding="utf-8") as maps:
        names = set(re.findall(r"/\S*/([^/\s]*blas[^/\s]*\.so\S*)", maps.read()))
    others = {n for n in names if not n.startswith("libfulcrum_blas") and not n.startswith("_")}
    if others or not any(n.startswith("libfulcrum_blas.so") for n in names):
        sys.exit(f"the BLAS in this process is {sorted(names)}")


def check(dtype, size):
    random = np.random.default_rng(size)
    a = random.standard_normal((size, size))
    if np.issubdtype(dtype, np.complexfloating):
        a = a + 1j * random.standard_normal((size, size))
    a = a.astype(dtype)
    b = a.T.copy()
    tolerance = 200 * size * np.finfo(dtype).eps
    exact = np.einsum("ij,jk->ik", a.astype(np.clongdouble), b.astype(np.clongdouble))
    np.testing.assert_allclose(a @ b, exact, atol=tolerance * size**0.5)
    np.testing.assert_allclose(a @ a.T, exact, atol=tolerance * size**0.5)  # syrk
    np.testing.assert_allclose(a @ b[:, 0], exact[:, 0], atol=tolerance * size**0.5)
    well = a + size * np.eye(size, dtype=dtype)
    np.testing.assert_allclose(well @ np.linalg.solve(well, b), b, atol=tolerance * size)
    np.testing.assert_allclose(well @ np.linalg.inv(well), np.eye(size), atol=tolerance * size)
    u, s, v = np.linalg.svd(a)
    np.testing.assert_allclose((u * s) @ v, a, atol=tolerance * size)
    symmetric = a @ a.conj().T + np.eye(size, dtype=dtype)
    low = np.linalg.cholesky(symmetric)
    np.testing.assert_allclose(low @ low.conj().T, symmetric, atol=tolerance * size**2)
    values, vectors = np.linalg.eigh(symmetric)
    np.testing.assert_allclose(symmetric @ vectors, vectors * values, atol=tolerance * size**2)


np.ones((3, 3)) @ np.ones((3, 3))
check_libraries()
for kind in (np.float32, np.float64, np.complex64, np.complex128):
    for order in (1, 7, 64, 150):
        check(kind, order)
print("numpy", np.__version__, "passed")
