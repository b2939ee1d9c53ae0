// SPDX-License-Identifier: Apache-2.0
// Where the accelerator starts to pay: the threshold of a series of sizes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "offload/measure/statistics.hpp"

namespace fulcrum::measure {

enum class Verdict : std::uint8_t { Wins, Ties, Loses };

// One size: the accelerator's time against SIMD's, both as intervals (a prediction has low ==
// high).
struct Comparison {
  std::int64_t size = 0;
  double simd_low = 0, simd_high = 0;
  double device_low = 0, device_high = 0;
};

// Wins: the whole interval of the accelerator lies under SIMD's. Loses: the whole lies above. Ties:
// they overlap.
Verdict verdict(const Comparison& c);

struct Threshold {
  // Smallest size from which the accelerator wins at every larger size tested; empty if it loses or
  // ties at the last.
  std::optional<std::int64_t> wins_from;
  // Smallest size from which it never loses at any larger size tested: not above wins_from.
  std::optional<std::int64_t> not_slower_from;
  // Largest size tested at which it does not win; empty if it wins everywhere. The true threshold
  // lies between this size and wins_from.
  std::optional<std::int64_t> last_not_won;
  // Sizes under wins_from (or anywhere, where that is empty) at which it wins although it does not
  // at a larger one.
  int isolated_wins = 0;
  // How much a threshold rests on: sizes tested from wins_from on, each a win by whole intervals;
  // and sizes from not_slower_from on where the intervals overlap, among which the crossing lies.
  int wins = 0, ties = 0;
  std::int64_t smallest = 0, largest = 0;  // sizes tested; 0 where none was
};

// `series` in increasing order of size.
Threshold find_threshold(std::span<const Comparison> series);

}  // namespace fulcrum::measure
