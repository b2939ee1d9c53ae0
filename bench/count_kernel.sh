#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Counts what a step of k costs in the loop of gemm's micro-kernel, and fails where the compiler has spoilt it.
#
#   count_kernel.sh [--kernels "AVX3:f32 AVX3:f64 AVX2:f32 AVX2:f64"] FILE      FILE: a library, program or object; -: the
#                                                                              output of objdump -d -C on the standard input
#
# Per target and type it takes the largest full tile on packed B (simd/gemm/tile-inl.h), whose vectors and columns stand in
# its name, and of its innermost loops the one with the most multiply-adds. A step of k reads each vector of A once, which
# tells how many steps a turn of the loop makes. Exit status 1 where a kernel or its loop is not there, spills a vector to the
# stack, makes other than vectors x columns multiply-adds a step, or more loads than multiply-adds (two load ports, two FMA
# ports); 2 for a bad argument; 77 without objdump. It asks for nothing but a POSIX shell, awk and binutils.
set -eu

usage() {
  printf 'count_kernel.sh: %s\nusage: count_kernel.sh [--kernels "TARGET:TYPE ..."] FILE\n' "$1" >&2
  exit 2
}

kernels='AVX3:f32 AVX3:f64 AVX2:f32 AVX2:f64'
if [ "${1:-}" = --kernels ]; then
  if [ $# -lt 2 ]; then usage '--kernels: its value is missing'; fi
  kernels=$2
  shift 2
fi
if [ $# -ne 1 ]; then usage "one file is needed, not $#"; fi
for kernel in $kernels; do
  case $kernel in
    ?*:f32 | ?*:f64) ;;
    *) usage "--kernels: \"$kernel\" is not TARGET:f32 or TARGET:f64" ;;
  esac
done

disassemble() {
  if [ "$1" = - ]; then
    cat
  else
    "${OBJDUMP:-objdump}" -d -C --no-show-raw-insn "$1"
  fi
}

if [ "$1" != - ]; then
  if [ ! -r "$1" ]; then usage "cannot read \"$1\""; fi
  if ! command -v "${OBJDUMP:-objdump}" >/dev/null; then
    echo "count_kernel.sh: no objdump here (package binutils); nothing was counted" >&2
    exit 77
  fi
fi

disassemble "$1" | awk -v kernels="$kernels" -f "$(dirname -- "$0")/count_kernel.awk"
