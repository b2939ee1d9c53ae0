// SPDX-License-Identifier: Apache-2.0
// The one compare for small calls: under how many operations of a routine no call takes as long in
// place as a device's shortest call.
#include <algorithm>

#include "offload/decision/cost.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// Operations of one of the m n k points of a routine; those of a band are the elements stored, here
// of few diagonals, which have the fewest operations.
double operations_per_point(const RoutineTraits& traits, Routine routine, ElementType type) {
  Call call;
  call.routine = routine;
  call.type = type;
  call.m = call.n = call.k = 64;
  if (!traits.present.k && traits.cost != Cost::Product) call.k = 1;
  if (traits.cost == Cost::Stream && !traits.present.m) call.m = 1;
  if (traits.cost == Cost::MatrixVector && traits.present.k) {
    call.k = 1;
    const Shape shape = traits.shape(call);
    return shape.operations / shape.operands[0].elements();
  }
  const double points = static_cast<double>(call.m * call.n * call.k);
  return traits.operations(call) / points;
}

// What calls can need at most, whatever their shape, letters and strides: linear in their points.
struct Ceiling {
  double fixed = 0, per_point = 0;

  // The points from which that many ns can be reached.
  double points_of(double ns) const { return per_point > 0 ? (ns - fixed) / per_point : kNever; }
};

// The fewest points with which a product can take that many ns on one thread. A sum of products of
// the dimensions is convex in their logarithms, so that it is largest in a corner: where all of
// them but one are 1. A batch is one more dimension, which all of the amounts have. Every element
// may be read from DRAM and written there.
double product_points(const Rate& rate, ElementType type, bool batch, double operations_per_point,
                      const HostCorrections& corrections, double ns) {
  const auto& t = rate.ns;
  const double compute = corrections.compute;
  const double element = t[kDramTerm] * 2 * static_cast<double>(size_of(type)) * corrections.memory;
  const double rows = t[kRowsTerm] * compute, columns = t[kColumnsTerm] * compute,
               a = t[kATerm] * compute + element, b = t[kBTerm] * compute + element,
               c = t[kCTerm] * compute + element;
  const double of_ones = rows + columns + a + b + c;
  const auto along = [&](double longer) {
    return Ceiling{t[kCallTerm] + of_ones - longer,
                   longer + t[kFlopsTerm] * operations_per_point * compute}
        .points_of(ns);
  };
  if (batch) return along(of_ones);
  return std::min({along(rows + c + a), along(columns + c + b), along(a + b)});
}

// The same of everything else. No operand has more elements than there are points; beside a matrix
// there are three vectors at most. Elements of vectors may be a line apart, and all of an operand
// is read and written.
double memory_points(const Rate& rate, Cost cost, ElementType type,
                     const HostCorrections& corrections, double ns) {
  const auto& t = rate.ns;
  const double bytes = cost == Cost::MatrixVector
                           ? 2 * static_cast<double>(size_of(type)) + 4 * kLineBytes
                           : 6 * kLineBytes;
  const double slowest = *std::max_element(&t[kBytesTerm], &t[kStridedTerm]);
  return Ceiling{t[kCallTerm], (t[kRowsTerm] + t[kColumnsTerm]) * corrections.compute +
                                   (slowest * bytes + 3 * t[kStridedTerm]) * corrections.memory}
      .points_of(ns);
}

// The operations below which no call of this routine takes that long in place, whatever its shape,
// letters and strides: on one thread, more of which are used where that is faster.
double operations_below(const Snapshot& snapshot, const RoutineTraits& traits, Routine routine,
                        ElementType type, double ns) {
  const double each = operations_per_point(traits, routine, type);
  const HostCorrections& corrections = snapshot.host_corrections;
  double points = kNever;
  for (std::size_t variant = 0; variant < kVariants; ++variant) {
    const Rate& rate = snapshot.host.one->rate(routine, type, variant);
    points = std::min(points, traits.cost == Cost::Product
                                  ? product_points(rate, type, traits.batch, each, corrections, ns)
                                  : memory_points(rate, traits.cost, type, corrections, ns));
  }
  return points * each;
}

// The shortest call of any device that has this path.
double floor_of(const Snapshot& snapshot, Routine routine, ElementType type) {
  double floor = kNever;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    if (snapshot.usable[i] && snapshot.paths[i].has(routine, type))
      floor = std::min(floor, device_floor(snapshot, static_cast<int>(i)));
  }
  return floor;
}

// The lower of the two borders: the device is kept up to the tie band where it was chosen last.
double border_of(const Margins& margins, double floor) { return floor / (1 + margins.tie_band); }

Threshold threshold_of(const Snapshot& snapshot, Routine routine, ElementType type) {
  if (!snapshot.any_path.has(routine, type)) return {};
  const double floor = floor_of(snapshot, routine, type);
  if (floor == kNever) return {kNever, Reason::NoAccelerator};
  const RoutineTraits& traits = traits_of(routine, type);
  const double border = border_of(snapshot.margins, floor);
  const double operations = operations_below(snapshot, traits, routine, type, border);
  return {std::clamp(operations, 1.0, 1e15), Reason::TooSmall};
}

}  // namespace

void set_thresholds(Snapshot& snapshot) noexcept {
  double floor = kNever;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    if (snapshot.usable[i] && snapshot.paths[i].any())
      floor = std::min(floor, device_floor(snapshot, static_cast<int>(i)));
  }
  snapshot.border_ns = floor < kNever ? border_of(snapshot.margins, floor) : 0;
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      snapshot.thresholds[r][t] =
          threshold_of(snapshot, static_cast<Routine>(r), static_cast<ElementType>(t));
    }
  }
}

}  // namespace fulcrum::offload
