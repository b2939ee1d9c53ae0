#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one client with Fulcrum as its BLAS: run.sh FOLDER CLIENT [arguments]; FOLDER has our libblas.so.3. The reference
# LAPACK comes before what the system's alternatives choose, which may bring another BLAS in. A client that is not
# installed is skipped: exit status 77. Every client looks into its own memory map, and fails where another BLAS is in it.
#
# FULCRUM_CLIENTS=full runs the client's own tests, not only ours.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
blas=$1
client=$2
shift 2
lapack=$(dirname -- "$(find /usr/lib -path '*/lapack/liblapack.so.3' 2>/dev/null | head -n 1)")
export LD_LIBRARY_PATH="$blas:$lapack${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export OMP_NUM_THREADS=2

skip() {
  echo "skipped: $*"
  exit 77
}

case $client in
  numpy)
    /usr/bin/python3 -c 'import numpy' 2>/dev/null || skip "no NumPy (python3-numpy)"
    /usr/bin/python3 "$here/numpy_client.py"
    if [ "${FULCRUM_CLIENTS:-}" = full ]; then
      /usr/bin/python3 -c 'import pytest, hypothesis' 2>/dev/null || skip "no python3-pytest or python3-hypothesis"
      cd /tmp
      /usr/bin/python3 -m pytest -q -p no:cacheprovider --pyargs numpy.linalg.tests numpy.core.tests.test_multiarray \
        numpy.core.tests.test_numeric numpy.core.tests.test_einsum
    fi
    ;;
  programs)
    /usr/bin/python3 -c 'import numpy' 2>/dev/null || skip "no NumPy (python3-numpy)"
    /usr/bin/python3 -B "$here/programs_test.py" "$blas/libblas.so.3"
    ;;
  octave)
    command -v octave-cli >/dev/null || skip "no Octave (octave)"
    octave-cli --norc --no-history "$here/octave_client.m"
    ;;
  r)
    command -v Rscript >/dev/null || skip "no R (r-base-core)"
    # R puts folders of its own in front of the library path, the system's among them.
    R_LD_LIBRARY_PATH="$LD_LIBRARY_PATH" Rscript --vanilla "$here/r_client.R"
    ;;
  threadpoolctl) # in a virtual environment: Debian 12's is older than what controllers need
    python=$here/../../build/python/bin/python
    [ -x "$python" ] || python=/usr/bin/python3
    "$python" -c 'import threadpoolctl' 2>/dev/null ||
      skip "no threadpoolctl (python3 -m venv build/python && build/python/bin/pip install threadpoolctl)"
    "$python" "$here/threadpoolctl_client.py" "$blas/libblas.so.3" "$here/../../src/abi"
    ;;
  program) # an executable that was linked with -lblas or our library
    "$@"
    ;;
  mpi)
    command -v mpirun >/dev/null || skip "no Open MPI (openmpi-bin)"
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
      mpirun --oversubscribe --mca btl self,vader --mca rmaps_base_oversubscribe 1 -np 2 "$@"
    ;;
  *)
    echo "run.sh: no client '$client'" >&2
    exit 2
    ;;
esac
