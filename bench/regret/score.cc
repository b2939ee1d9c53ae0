// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/score.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fulcrum::regret {
namespace {

// What the two sides would have taken altogether.
struct Sides {
  double simd, device;
  double oracle() const { return std::min(simd, device); }
  double ratio() const { return std::max(simd, device) / oracle(); }
};

Sides sides_of(const Cell& cell, int calls, double context_ns) {
  if (calls == kWarm) return {cell.simd.ns, cell.device.ns};
  return {calls * cell.simd.ns, context_ns + calls * cell.device.ns};
}

}  // namespace

Chooser rule(std::function<bool(const Call& call)> on_device) {
  return [on_device = std::move(on_device)](const Cell& cell, int calls, double context_ns) {
    const bool device = on_device(cell.call);
    const Sides sides = sides_of(cell, calls, context_ns);
    return Spent{device ? sides.device : sides.simd, device};
  };
}

Chooser model(std::function<Prediction(const Call& call)> predict) {
  return [predict = std::move(predict)](const Cell& cell, int calls, double context_ns) {
    const Prediction p = predict(cell.call);
    const double in_place = cell.simd.ns + p.decision_ns, across = cell.device.ns + p.decision_ns;
    if (calls == kWarm) return Spent{p.device ? across : in_place, p.device};
    if (!p.device) return Spent{calls * in_place, false};
    // The first call whose gain, with what was missed before, pays for the context.
    const double gain = std::max(p.gain_ns, 0.0);
    const double before = gain > 0 ? std::ceil(context_ns / gain) - 1 : calls;
    const double missed = std::clamp(before, 0.0, static_cast<double>(calls));
    const double crossing = calls - missed;
    return Spent{missed * in_place + (crossing > 0 ? context_ns + crossing * across : 0),
                 crossing > 0};
  };
}

double oracle_ns(const Cell& cell, int calls, double context_ns) {
  return sides_of(cell, calls, context_ns).oracle();
}

Precision precision_of(const std::vector<double>& predicted, const std::vector<double>& measured) {
  Precision result;
  std::vector<double> ratios;
  std::size_t close = 0, noticeable = 0, near = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const double ratio = predicted[i] / measured[i], off = std::max(ratio, 1 / ratio);
    ratios.push_back(ratio);
    close += off <= 1.15 ? 1 : 0;
    if (measured[i] <= kNoticeable) continue;
    ++noticeable;
    near += off <= 2 ? 1 : 0;
  }
  result.calls = ratios.size();
  if (ratios.empty()) return result;
  result.within_15 = static_cast<double>(close) / static_cast<double>(ratios.size());
  if (noticeable > 0) result.within_2 = static_cast<double>(near) / static_cast<double>(noticeable);
  result.median = quantile(std::move(ratios), 0.5);
  return result;
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  const double rank = std::ceil(part * static_cast<double>(values.size()));
  const auto index = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<std::size_t>(index)];
}

Score score(const std::vector<Cell>& cells, const Chooser& chooser, int calls, double context_ns) {
  Score result;
  std::vector<double> regrets;
  std::size_t right = 0, right_near = 0;
  for (const Cell& cell : cells) {
    const Sides sides = sides_of(cell, calls, context_ns);
    const Spent spent = chooser(cell, calls, context_ns);
    const double regret = spent.ns / sides.oracle() - 1;
    regrets.push_back(regret);
    result.spent_ns += spent.ns;
    result.oracle_ns += sides.oracle();
    if (sides.oracle() > kNoticeable * std::max(calls, 1) &&
        (result.worst_cell.empty() || regret > result.worst)) {
      result.worst = regret;
      result.worst_cell = shape_key(cell.call);
    }
    if (sides.ratio() <= kTieBand) continue;
    const bool correct = spent.device == (sides.device < sides.simd);
    ++result.judged;
    right += correct ? 1 : 0;
    if (sides.ratio() > kNear) continue;
    ++result.judged_near;
    right_near += correct ? 1 : 0;
  }
  const auto part = [](std::size_t some, std::size_t all) {
    return all == 0 ? 1 : static_cast<double>(some) / static_cast<double>(all);
  };
  result.cells = cells.size();
  if (result.oracle_ns > 0) result.weighted = result.spent_ns / result.oracle_ns - 1;
  result.p50 = quantile(regrets, 0.50);
  result.p95 = quantile(regrets, 0.95);
  result.p99 = quantile(regrets, 0.99);
  result.accuracy = part(right, result.judged);
  result.near_accuracy = part(right_near, result.judged_near);
  return result;
}

}  // namespace fulcrum::regret
