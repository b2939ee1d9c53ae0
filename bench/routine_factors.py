#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes offload/decision/routine_factors.inc: what each routine's kernel takes beside the others of its class.

    FULCRUM_PROFILE=none fulcrum info --profile --json > priors.json
    FULCRUM_PROFILE=none fulcrum tune --devices simd --full --out full.json
    bench/routine_factors.py priors.json full.json > offload/decision/routine_factors.inc

To be made with a build whose factors are all 1 (an empty .inc). A factor is what the routine was measured to take over what the
class's prior says, over the median of that among the class's routines of that precision: the machine's own speed falls out, so
that the factors serve as priors on others. Beyond 20 and 1/20 a term only tells that it does not matter there."""

import json
import statistics
import sys

PRODUCT = ["call", "m", "n", "dram_byte", "mn", "mk", "nk", "operation"]
OTHERS = ["call", "row", "column", "l1_byte", "l2_byte", "l3_byte", "dram_byte", "strided"]
MOST = 20


def terms_of(row):
    return PRODUCT if "operation" in row else OTHERS


def main():
    priors, full = (json.load(open(name)) for name in sys.argv[1:3])
    rows = {}
    for name, row in full["host"]["one"].items():
        if row["measured"]:
            prior = priors["host"]["one"][name]
            rows[name] = [row[term] / prior[term] for term in terms_of(row)]
    classes = {}
    for name in rows:
        # The classes differ by the prior of a call; that of products depends on the type.
        prior = priors["host"]["one"][name]
        kind = name.split()[1] in ("f64", "c64"), "product" if "operation" in prior else prior["call"]
        classes.setdefault(kind, []).append(name)
    print("// SPDX-License-Identifier: Apache-2.0")
    print(f"// Made by bench/routine_factors.py of measurements on: {full['cpu']}, {full['host']['name']}.")
    for names in classes.values():
        for i in range(len(PRODUCT)):
            there = [rows[name][i] for name in names if rows[name][i] > 0]
            middle = statistics.median(there) if there else 1
            for name in names:
                rows[name][i] = min(max(rows[name][i] / middle, 1 / MOST), MOST)
    for name, factors in rows.items():
        print(f'{{"{name}", {{{", ".join(f"{factor:.3g}" for factor in factors)}}}}},')


main()
