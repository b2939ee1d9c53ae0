// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/flip.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "offload/decision/decide.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

std::int64_t times(std::int64_t size, double factor) {
  if (size <= 0) return size;
  return std::max<std::int64_t>(1, std::llround(static_cast<double>(size) * factor));
}

double operand_bytes(const Call& call) {
  const Shape shape = traits_of(call).shape(call);
  double elements = 0;
  for (int i = 0; i < shape.count; ++i)
    elements += shape.operands[static_cast<std::size_t>(i)].elements();
  return elements * static_cast<double>(size_of(call.type)) * static_cast<double>(call.batch);
}

bool same_sizes(const Call& a, const Call& b) { return a.m == b.m && a.n == b.n && a.k == b.k; }

// Looks for sizes of one call at which the other side is chosen.
class Search {
 public:
  Search(const Decision& decision, const Snapshot& snapshot)
      : call_(decision.call), in_place_(decision.backend == Backend::Simd), snapshot_(snapshot) {}

  // Is it at this one?
  std::optional<Flip> at(double factor) const {
    const Decision other = decide(scaled(call_, factor), snapshot_, Backend::Auto);
    if ((other.backend == Backend::Simd) == in_place_) return std::nullopt;
    return Flip{factor, other.call, other.backend};
  }

  // The one that is nearest to the size `same`, at which it is not. Until no dimension of less than
  // 10^9 can lie between.
  Flip bisect(double same, Flip found) const {
    constexpr double kClose = 1e-9;
    while (std::abs(same / found.factor - 1) > kClose) {
      const double middle = std::sqrt(same * found.factor);
      if (const std::optional<Flip> closer = at(middle)) {
        found = *closer;
      } else {
        same = middle;
      }
    }
    return found;
  }

  // Outwards from the call itself, above and below in turn.
  std::optional<Flip> nearest() const {
    if (const std::optional<Flip> now = at(1)) return now;
    const Call least = scaled(call_, 0);
    bool up = operand_bytes(call_) > 0, down = up;
    double last = 1;
    for (int step = 1; up || down; ++step) {
      const double factor = std::exp2(step / kStepsPerOctave);
      up = up && operand_bytes(scaled(call_, factor)) <= kMostFlipBytes;
      std::optional<Flip> above, below;
      if (up) above = at(factor);
      if (down) below = at(1 / factor);
      if (above) above = bisect(last, *above);
      if (below) below = bisect(1 / last, *below);
      if (above && below) return above->factor * below->factor <= 1 ? above : below;
      if (above || below) return above ? above : below;
      down = down && !same_sizes(scaled(call_, 1 / factor), least);
      last = factor;
    }
    return std::nullopt;
  }

 private:
  static constexpr double kStepsPerOctave = 8;

  const Call& call_;
  bool in_place_;
  const Snapshot& snapshot_;
};

}  // namespace

bool sizes_decide(Reason reason) noexcept {
  return reason == Reason::TooSmall || reason == Reason::SimdFaster ||
         reason == Reason::DeviceFaster || reason == Reason::Tie;
}

Call scaled(const Call& call, double factor) noexcept {
  const RoutineTraits& traits = traits_of(call);
  const Present& has = traits.present;
  Call result = call;
  if (has.m || has.order) result.m = times(call.m, factor);
  if (has.n) result.n = times(call.n, factor);
  if (has.k) result.k = times(call.k, factor);
  result = traits.completed(result);
  const NamedOperands before = operands_of(call), after = operands_of(result);
  for (int i = 0; i < after.count; ++i) {
    const NamedOperand &old = before.list[static_cast<std::size_t>(i)],
                       &now = after.list[static_cast<std::size_t>(i)];
    if (now.vector || now.packed) continue;
    const std::int64_t stride = old.stride(call);
    now.stride(result) =
        stride <= old.least ? now.least : std::max(now.least + 1, times(stride, factor));
  }
  return result;
}

std::optional<Flip> nearest_flip(const Decision& decision, const Snapshot& snapshot) noexcept {
  if (!sizes_decide(decision.reason)) return std::nullopt;
  return Search(decision, snapshot).nearest();
}

}  // namespace fulcrum::offload
