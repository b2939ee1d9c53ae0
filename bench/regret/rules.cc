// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "offload/measure/fit.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::regret {
namespace {

double points_of(const Call& call) {
  return static_cast<double>(call.m) * static_cast<double>(call.n) * static_cast<double>(call.k);
}

// What must move: bytes in and out, and how many copies that is.
struct Copies {
  double bytes = 0, count = 0;
};

Copies copies_of(const Call& call) {
  const offload::Shape shape = offload::traits_of(call).shape(call);
  Copies copies;
  for (int i = 0; i < shape.count; ++i) {
    const offload::Operand& operand = shape.operands[static_cast<std::size_t>(i)];
    const double directions = (operand.reads ? 1 : 0) + (operand.writes ? 1 : 0);
    copies.count += directions;
    copies.bytes += directions * operand.elements() * static_cast<double>(size_of(call.type));
  }
  return copies;
}

}  // namespace

bool always_in_place(const Call& /*call*/) { return false; }
bool always_on_device(const Call& /*call*/) { return true; }

bool scilib(const Call& call) {
  constexpr double kSide = 500;
  return offload::traits_of(call).cost == offload::Cost::Product &&
         points_of(call) >= kSide * kSide * kSide;
}

bool mkl_automatic(const Call& call) {
  switch (call.routine) {
    case Routine::Gemm: {
      const std::int64_t side = call.trans_a == Op::NoTrans ? 1280 : 2048;
      return call.m > side && call.n > side && call.k > 256;
    }
    case Routine::Symm:
    case Routine::Hemm:
    case Routine::Trmm:
    case Routine::Trsm:
      return call.m > 512 && call.n > 512;
    default:
      return false;
  }
}

bool ggml_batch(const Call& call) { return call.batch >= 32; }

bool cupynumeric(const Call& call) {
  constexpr double kElements = 65536;
  const offload::Shape shape = offload::traits_of(call).shape(call);
  return std::any_of(shape.operands.begin(), shape.operands.begin() + shape.count,
                     [](const offload::Operand& o) { return o.elements() >= kElements; });
}

// --- StarPU -------------------------------------------------------------------------------------

void History::observe(double ns) {
  if (const std::optional<double> known = mean(); known && std::abs(ns / *known - 1) > 0.5) return;
  sum_ += ns;
  ++count_;
}

std::optional<double> History::mean() const {
  if (count_ < kLearning) return std::nullopt;
  return sum_ / count_;
}

Chooser starpu() {
  return [](const Cell& cell, int calls, double context_ns) {
    std::array<History, 2> history;
    const std::array<const Timing*, 2> timing = {&cell.simd, &cell.device};
    const auto observe = [&](std::size_t side, int i) {
      const Timing& t = *timing[side];
      const std::array<double, 3> seen = {t.ns, t.low, t.high};
      history[side].observe(seen[static_cast<std::size_t>(i) % seen.size()]);
    };
    Spent spent;
    const int learning =
        calls == kWarm ? 2 * History::kLearning : std::min(calls, 2 * History::kLearning);
    bool paid = false;
    for (int i = 0; i < learning; ++i) {
      const std::size_t side = static_cast<std::size_t>(i % 2);
      observe(side, i / 2);
      spent.device = side == 1;
      spent.ns += timing[side]->ns + (side == 1 && !paid ? context_ns : 0);
      paid = paid || side == 1;
    }
    const std::optional<double> simd = history[0].mean(), device = history[1].mean();
    if (!simd || !device) return spent;
    const bool across = *device < *simd;
    const double each = across ? cell.device.ns : cell.simd.ns;
    if (calls == kWarm) return Spent{each, across};
    if (calls > learning) spent = {spent.ns + (calls - learning) * each, across};
    return spent;
  };
}

// --- the best threshold -------------------------------------------------------------------------

namespace {

using Kind = std::pair<Routine, ElementType>;
Kind kind_of(const Call& call) { return {call.routine, call.type}; }
double operations_of(const Call& call) { return offload::traits_of(call).operations(call); }

// Of cells of one kind: the number of operations from which on the device is taken.
double best_threshold(std::vector<const Cell*> cells, int calls, double context_ns) {
  std::sort(cells.begin(), cells.end(), [](const Cell* a, const Cell* b) {
    return operations_of(a->call) < operations_of(b->call);
  });
  const Chooser in_place = rule(always_in_place), across = rule(always_on_device);
  double spent = 0;
  for (const Cell* cell : cells) spent += across(*cell, calls, context_ns).ns;
  double best = spent, threshold = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    spent += in_place(*cells[i], calls, context_ns).ns - across(*cells[i], calls, context_ns).ns;
    // A threshold cannot tell cells with the same number of operations apart.
    const bool last = i + 1 == cells.size();
    const double next =
        last ? std::numeric_limits<double>::infinity() : operations_of(cells[i + 1]->call);
    if (next > operations_of(cells[i]->call) && spent < best) {
      best = spent;
      threshold = next;
    }
  }
  return threshold;
}

}  // namespace

Chooser hindsight(const std::vector<Cell>& cells, int calls, double context_ns) {
  std::map<Kind, std::vector<const Cell*>> kinds;
  for (const Cell& cell : cells) kinds[kind_of(cell.call)].push_back(&cell);
  std::map<Kind, double> thresholds;
  for (const auto& [kind, members] : kinds)
    thresholds[kind] = best_threshold(members, calls, context_ns);
  return rule([thresholds](const Call& call) {
    const auto found = thresholds.find(kind_of(call));
    return found != thresholds.end() && operations_of(call) >= found->second;
  });
}

// --- PM1 ----------------------------------------------------------------------------------------

Pm1::Class Pm1::class_of(const Call& call) {
  // Vectors and matrices count with the dimensions that they have.
  const offload::Present& has = offload::traits_of(call).present;
  std::int64_t least = call.n, most = call.n;
  for (const auto& [present, size] : {std::pair{has.m, call.m}, std::pair{has.k, call.k}}) {
    if (!present) continue;
    least = std::min(least, size);
    most = std::max(most, size);
  }
  return {call.routine, call.type, most <= 2 * least};
}

Pm1::Line Pm1::fit(const std::vector<const Sample*>& samples, bool copies, double relative) {
  std::vector<double> rows, targets;
  for (const Sample* s : samples) {
    const Copies moved = copies_of(s->call);
    const double weight = std::pow(s->ns, -relative);
    rows.insert(rows.end(), {weight * points_of(s->call), weight});
    if (copies) rows.insert(rows.end(), {weight * moved.bytes, weight * moved.count});
    targets.push_back(s->ns * weight);
  }
  std::vector<double> c = measure::nonnegative_least_squares(rows, targets, copies ? 4 : 2);
  c.resize(4);
  return {c[0], c[1], c[2], c[3]};
}

double Pm1::spent(const Lines& lines, const std::vector<const Sample*>& in_place,
                  const std::vector<const Sample*>& device) const {
  std::map<std::string, double> here;
  for (const Sample* s : in_place) here[shape_key(s->call)] = s->ns;
  double sum = 0;
  for (const Sample* s : device) {
    const auto found = here.find(shape_key(s->call));
    if (found != here.end()) sum += goes_across(lines, s->call) ? s->ns : found->second;
  }
  return sum;
}

Pm1::Pm1(Form form, std::span<const Sample> samples, State state, int threads) : form_(form) {
  std::map<Class, std::array<std::vector<const Sample*>, 2>> sides;
  for (const Sample& s : samples) {
    if (form == Form::AsWritten && s.call.routine != Routine::Gemm) continue;
    if (state_of(s.call) != state || (s.threads != 0 && s.threads != threads)) continue;
    sides[class_of(s.call)][s.threads == 0 ? 1 : 0].push_back(&s);
  }
  constexpr std::array kRelative = {1.0, 0.5, 0.0};
  for (const auto& [which, side] : sides) {
    if (side[0].empty() || side[1].empty()) continue;
    double least = std::numeric_limits<double>::infinity();
    for (const double relative : kRelative) {
      const Lines lines = {fit(side[0], false, relative), fit(side[1], true, relative)};
      const double ns = spent(lines, side[0], side[1]);
      if (ns >= least) continue;
      least = ns;
      lines_[which] = lines;
    }
  }
}

bool Pm1::on_device(const Call& call) const {
  const auto found = lines_.find(class_of(call));
  return found != lines_.end() && goes_across(found->second, call);
}

bool Pm1::goes_across(const Lines& lines, const Call& call) const {
  const Line &here = lines.in_place, &there = lines.device;
  const Copies copies = copies_of(call);
  double device = there.per_point * points_of(call) + there.fixed;
  if (form_ == Form::Corrected)
    device += there.per_byte * copies.bytes + there.per_copy * copies.count;
  return device < here.per_point * points_of(call) + here.fixed;
}

}  // namespace fulcrum::regret
