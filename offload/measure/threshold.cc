// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/threshold.hpp"

namespace fulcrum::measure {

Verdict verdict(const Comparison& c) {
  if (c.device_high < c.simd_low) return Verdict::Wins;
  if (c.device_low > c.simd_high) return Verdict::Loses;
  return Verdict::Ties;
}

Threshold find_threshold(std::span<const Comparison> series) {
  Threshold result;
  if (series.empty()) return result;
  result.smallest = series.front().size;
  result.largest = series.back().size;
  bool winning = true, holding = true;
  for (std::size_t i = series.size(); i-- > 0;) {
    const Verdict v = verdict(series[i]);
    if (winning && v != Verdict::Wins) {
      winning = false;
      result.last_not_won = series[i].size;
    }
    if (v == Verdict::Loses) holding = false;
    if (holding && v == Verdict::Ties) ++result.ties;
    if (winning) {
      ++result.wins;
      result.wins_from = series[i].size;
    } else if (v == Verdict::Wins) {
      ++result.isolated_wins;
    }
    if (holding) result.not_slower_from = series[i].size;
  }
  return result;
}

}  // namespace fulcrum::measure
