# SPDX-License-Identifier: Apache-2.0
"""The process that holds one library: computes a case when it is asked to, and says how long it took and whether it was right.

    worker.py FOLDER LAPACK

FOLDER/libblas.so.3 is the library, LAPACK has been preloaded. Requests and answers are lines of JSON on stdin and stdout."""

import ctypes
import gc
import json
import os
import signal
import sys
import time

import numpy as np

import problems

BATCH = 1e-3  # seconds of calls between two looks at the clock
PR_SET_PDEATHSIG = 1


class DlInfo(ctypes.Structure):
    _fields_ = [("file", ctypes.c_char_p), ("base", ctypes.c_void_p), ("symbol", ctypes.c_char_p), ("address", ctypes.c_void_p)]


def home_of(scope, name):
    """The file that has the symbol which a program finds from there."""
    try:
        function = getattr(scope, name)
    except AttributeError:
        return None
    info = DlInfo()
    ctypes.CDLL(None).dladdr(ctypes.cast(function, ctypes.c_void_p), ctypes.byref(info))
    return os.path.realpath(info.file.decode())


def numpy_modules():
    """Its two modules that are linked with BLAS and LAPACK, as the loader knows them."""
    files = {name.rpartition(".")[2]: module.__file__ for name, module in sys.modules.items() if getattr(module, "__file__", None)}
    return [ctypes.CDLL(files[name]) for name in ("_multiarray_umath", "_umath_linalg")]


def check_bindings(folder, lapack):
    """OpenBLAS and MKL have a LAPACK of their own: what is above the BLAS must be the reference's, whoever calls it."""
    blas = os.path.realpath(os.path.join(folder, "libblas.so.3"))
    lapack = os.path.realpath(lapack)
    # The loader looks here first when it binds what LAPACK's routines call.
    everywhere = ctypes.CDLL(None)
    multiarray, linalg = numpy_modules()
    wanted = [(everywhere, name, lapack) for name in ("dgetrf_", "dlaswp_", "dsytrd_", "dpotrf2_", "zgetrf2_")]
    wanted += [(everywhere, name, blas) for name in ("dgemm_", "dtrsm_", "dgemv_", "dsymv_", "dsyrk_", "zgemm_", "cblas_dgemm")]
    wanted += [(multiarray, "cblas_dgemm", blas), (linalg, "dgesv_", lapack), (linalg, "dgesdd_", lapack)]
    for scope, name, home in wanted:
        found = home_of(scope, name)
        if found != home:
            raise RuntimeError(f"{name} is taken from {found or 'nowhere'}, not from {home}")


def identity():
    """What the library says of itself."""
    library = ctypes.CDLL(None)
    for name in ("mkl_get_version_string", "MKL_Get_Version_String"):
        if hasattr(library, name):
            text = ctypes.create_string_buffer(256)
            getattr(library, name)(text, len(text) - 1)
            return text.value.decode().strip()
    words = []
    for name in ("openblas_get_config", "openblas_get_corename"):
        if hasattr(library, name):
            function = getattr(library, name)
            function.restype = ctypes.c_char_p
            words += function().decode().split()
    return " ".join(dict.fromkeys(words))


def lapack_version(lapack):
    numbers = [ctypes.c_int() for _ in range(3)]
    lapack.ilaver_(*map(ctypes.byref, numbers))
    return ".".join(str(number.value) for number in numbers)


def timed(problem, calls):
    """Seconds of one call."""
    problem.refresh()
    start = time.perf_counter()
    for _ in range(calls):
        problem.call()
    return (time.perf_counter() - start) / calls


def take_turn(problem, budget):
    """One call to warm up, then the fastest of what fits into the budget; a call longer than that is timed once."""
    first = timed(problem, 1)
    if first > budget:
        return first
    calls = 1 if problem.overwrites else max(1, round(BATCH / first))
    end = time.perf_counter() + budget
    fastest = timed(problem, calls)
    while time.perf_counter() < end:
        fastest = min(fastest, timed(problem, calls))
    return fastest


def serve(requests, answer, lapack):
    problem = None
    for line in requests:
        request = json.loads(line)
        try:
            if request["do"] == "prepare":
                problem = None  # its memory first
                problem = problems.make_problem(lapack, request["routine"], request["size"])
                answer()
            else:
                answer(seconds=take_turn(problem, request["budget"]), share=problem.share())
        except Exception as error:  # whatever it is, the others go on without this library
            answer(error=f"{type(error).__name__}: {error}")


def main():
    # A stopped process would outlive whoever started it.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # What a library prints is no answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(**fields):
        print(json.dumps(fields), file=answers, flush=True)

    folder, lapack_file = sys.argv[1:]
    gc.disable()
    lapack = ctypes.CDLL(lapack_file)
    try:
        check_bindings(folder, lapack_file)
    except RuntimeError as error:
        answer(error=str(error))
        return
    answer(identity=identity(), lapack=lapack_version(lapack), numpy=np.__version__)
    serve(sys.stdin, answer, lapack)


main()
