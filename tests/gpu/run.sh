#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the bundle on a machine with a GPU: what is there, the tests, the crossover, the comparison with cuBLAS.
# Usage: run.sh [RESULTS-FOLDER]. Exits with the number of parts that failed (0: all is well).
set -u
here=$(cd "$(dirname "$0")" && pwd)
results=${1:-$here/results}
mkdir -p "$results" || exit 1
results=$(cd "$results" && pwd)
cd "$results" || exit 1
failed=0

# The bundled C++ runtime only where the machine's own is too old or absent.
if ! "$here/bin/fulcrum" --help >/dev/null 2>&1; then
  LD_LIBRARY_PATH=$here/lib/fallback${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  export LD_LIBRARY_PATH
fi

# part NAME SECONDS COMMAND...: its output goes to NAME.txt.
part() {
  name=$1 limit=$2 begin=$(date +%s)
  shift 2
  timeout "$limit" "$@" >"$name.txt" 2>&1 </dev/null
  status=$?
  seconds=$(($(date +%s) - begin))
  if [ "$status" -eq 0 ]; then
    printf '%-40s ok      %4d s\n' "$name" "$seconds"
  else
    printf '%-40s FAILED  %4d s (status %d, see %s)\n' "$name" "$seconds" "$status" "$results/$name.txt"
    tail -n 15 "$name.txt"
    failed=$((failed + 1))
  fi
}

if command -v nvidia-smi >/dev/null; then nvidia-smi >gpu.txt 2>&1; fi
part info 60 "$here/bin/fulcrum" info
cat info.txt
if "$here/bin/fulcrum" info --json 2>/dev/null | grep -q '"devices": \[\]'; then
  echo "No device that can be used, for the reason above: nothing else was run."
  echo "The same over a stand-in driver, which proves logic and no speed:"
  echo "  FULCRUM_CUDA_LIBRARY_PATH=$here/tests/standin $here/run.sh"
  exit 1
fi
for test in "$here"/tests/*_test; do
  if [ -f "$test" ]; then part "$(basename "$test")" 300 "$test"; fi
done
part crossover 400 "$here/bin/fulcrum" crossover
cat crossover.txt
# Beside cuBLAS called directly; the other programs in bench/ measure the processor.
for bench in "$here"/bench/*cublas*; do
  if [ -f "$bench" ]; then
    name=$(basename "$bench")
    part "$name" 400 "$bench" --csv "$results/$name.csv"
    cat "$name.txt"
  fi
done
echo "$failed failed; results in $results"
exit "$failed"
