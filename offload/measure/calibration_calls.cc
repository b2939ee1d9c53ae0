// SPDX-License-Identifier: Apache-2.0
// Which calls are measured.
#include <algorithm>
#include <array>
#include <cmath>

#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/calibration.hpp"
#include "offload/measure/families.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::measure {
namespace {

using offload::Cost;
using offload::real;
using offload::RoutineTraits;

// One call is expected to take that long at most on all threads, one in four of the commonest
// routines' longer (their largest operands lie in no cache), and its operands that much memory.
struct Largest {
  double ns, long_ns, bytes;
};
constexpr Largest kOfQuick = {2e6, 2e6, 48e6}, kOfFull = {20e6, 100e6, 256e6};
constexpr int kLongOneIn = 4;
// What takes longer on one thread is measured on all of them alone.
constexpr double kLongestOnOneNs = 100e6;

struct Range {
  double low, high;

  // Even over the logarithms; u in [0, 1).
  std::int64_t at(double u) const { return std::llround(low * std::pow(high / low, u)); }
  // The denser the larger: what no cache holds takes the most time.
  std::int64_t large_at(double u) const { return at(std::sqrt(u)); }
};

constexpr Range kProductSizes = {3, 8000}, kThinSides = {300, 8000}, kThinDepths = {4, 120},
                kMatrixSizes = {4, 9000}, kBandSizes = {16, 60000}, kDiagonals = {1, 200},
                kBatches = {2, 2000};
// Of the problems of a batch.
constexpr Range kSmallProducts = {2, 200}, kSmallVectors = {4, 5000};
constexpr double kGolden = 0.6180339887498949;
Range vector_sizes(ElementType type) { return {16, 48e6 / static_cast<double>(size_of(type))}; }

// Point i of a sequence that fills the cube evenly, however far it is followed: the multiples of
// 1/g, 1/g^2, 1/g^3 modulo 1, g being the root of g^4 = g + 1. (Roberts, "The Unreasonable
// Effectiveness of Quasirandom Sequences", 2018.)
std::array<double, 3> point(int i, double offset) {
  constexpr double kG = 1.2207440846057596;
  std::array<double, 3> u{};
  double step = 1;
  for (double& x : u) {
    step /= kG;
    const double at = offset + step * (i + 1);
    x = at - std::floor(at);
  }
  return u;
}

// thin: of a product, one that takes less computing than its largest operand takes moving.
Shape shape_at(const RoutineTraits& traits, ElementType type, const std::array<double, 3>& u,
               bool thin) {
  Shape shape;
  if (traits.batch) {
    const bool vectors = traits.cost == Cost::Stream && !traits.present.m;
    if (vectors) return {1, kSmallVectors.at(u[0]), 1};
    return {kSmallProducts.at(u[0]), kSmallProducts.at(u[1]),
            traits.present.k ? kSmallProducts.at(u[2]) : 1};
  }
  if (traits.cost == Cost::Product) {
    shape = {kProductSizes.at(u[0]), kProductSizes.at(u[1]),
             traits.present.k ? kProductSizes.at(u[2]) : 1};
    if (thin) shape = {kThinSides.at(u[0]), kThinSides.at(u[1]), kThinDepths.at(u[2])};
  } else if (traits.cost == Cost::MatrixVector && traits.present.k) {
    shape = {1, kBandSizes.large_at(u[0]), kDiagonals.at(u[2])};
    shape.m = shape.n;
  } else if (traits.present.m || traits.cost == Cost::MatrixVector) {
    shape = {kMatrixSizes.large_at(u[0]), kMatrixSizes.large_at(u[1]), 1};
  } else {
    shape = {1, vector_sizes(type).large_at(u[0]), 1};
  }
  if (traits.present.order) shape.m = shape.n;
  return shape;
}

// The letters by the bits of a number.
void set_letters(Call& call, const offload::Present& has, unsigned bits) {
  if (has.side && (bits & 1) != 0) call.side = Side::Right;
  if (has.op_b && (bits & 1) != 0) call.trans_b = Op::Trans;
  if (has.op_a && (bits & 2) != 0)
    call.trans_a = is_complex(call.type) && (bits & 8) != 0 ? Op::ConjTrans : Op::Trans;
  if (has.uplo && (bits & 4) != 0) call.uplo = Uplo::Lower;
  if (has.diag) call.diag = Diag::Unit;
  // In place another shape would not fit.
  if (call.routine == Routine::Imatcopy && call.trans_a != Op::NoTrans) call.n = call.m;
}

// A sequence of calls of one routine and type.
class Sequence {
 public:
  Sequence(Routine routine, ElementType type, double offset, const offload::Snapshot& snapshot,
           const Largest& largest)
      : routine_(routine), type_(type), offset_(offset), snapshot_(snapshot), largest_(largest) {}

  Call next() {
    for (;;) {
      const int i = index_++;
      Call call = at(i);
      const bool may_be_long = is_usual(routine_) && i % kLongOneIn == 0;
      if (!fits(call, may_be_long ? largest_.long_ns : largest_.ns)) continue;
      if (expected_ns(call, 1) > kLongestOnOneNs) call.threads = snapshot_.host.threads;
      return call;
    }
  }

 private:
  Call at(int i) const {
    const RoutineTraits& traits = offload::traits_of(routine_, type_);
    constexpr int kThinOneIn = 6;
    const bool thin = traits.present.k && i % kThinOneIn == kThinOneIn - 1;
    const Shape shape = shape_at(traits, type_, point(i, offset_), thin);
    Call call = make_call(routine_, type_, shape, Location::Pageable, 0);
    if (traits.batch)
      call.batch = kBatches.at(offset_ + kGolden * i - std::floor(offset_ + kGolden * i));
    set_letters(call, traits.present, static_cast<unsigned>(i) * 0x9E3779B9U >> 28);
    // Some vectors have gaps.
    constexpr int kOneIn = 6, kGap = 3;
    if (traits.cost == Cost::Stream && !traits.present.m && i % kOneIn == kOneIn - 1) {
      call.lda = kGap;
      call.n = std::max<std::int64_t>(1, call.n / (4 * kGap));
    }
    call = traits.completed(call);
    offload::make_tight(call);
    return call;
  }

  bool fits(const Call& call, double longest_ns) const {
    if (measured_bytes(routine_, type_, {call.m, call.n, call.k}) * real(call.batch) >
        largest_.bytes)
      return false;
    if (offload::traits_of(call).present.k && call.k > call.n &&
        offload::traits_of(call).cost == Cost::MatrixVector)
      return false;
    return expected_ns(call, snapshot_.host.threads) <= longest_ns;
  }

  // By the prior: with that many threads, or as many as the kernel makes use of.
  double expected_ns(const Call& call, int threads) const {
    return offload::host_cost_on(call, offload::work_of(call), snapshot_, threads).total();
  }

  Routine routine_;
  ElementType type_;
  double offset_;
  const offload::Snapshot& snapshot_;  // of the host alone
  const Largest& largest_;
  int index_ = 0;
};

// Numbers of a hash, in [0, 1): every routine and type begins elsewhere.
double offset_of(std::size_t routine, std::size_t type, unsigned salt) {
  const auto bits =
      (static_cast<unsigned>(routine) * 8 + static_cast<unsigned>(type) + salt * 1024) *
      0x9E3779B1U;
  return bits / 4294967296.0;
}

template <class Count>
std::vector<Call> calls_of(const offload::Paths& paths, const offload::HostProfile& host,
                           unsigned salt, const Largest& largest, const Count& count) {
  const offload::Snapshot snapshot = offload::snapshot_of(host, {});
  std::vector<Call> calls;
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      const auto routine = static_cast<Routine>(r);
      const auto type = static_cast<ElementType>(t);
      if (!measurable(routine, type) || !paths.has(routine, type)) continue;
      Sequence sequence(routine, type, offset_of(r, t, salt), snapshot, largest);
      for (int i = count(routine, type); i > 0; --i) calls.push_back(sequence.next());
    }
  }
  return calls;
}

int variants(const RoutineTraits& traits) {
  const offload::Present& has = traits.present;
  return (has.op_a ? 2 : 1) * (has.op_b || has.side ? 2 : 1);
}

int full_count(Routine routine, ElementType type) {
  const RoutineTraits& traits = offload::traits_of(routine, type);
  constexpr int kVectors = 22, kFirst = 18, kEachVariant = 10;
  if (traits.cost == Cost::Stream && !traits.present.m) return kVectors;
  return kFirst + kEachVariant * variants(traits);
}

// What the quick form measures: of each class of routines those that are called most, and with
// different numbers of operands in and out.
int quick_count(Routine routine, ElementType type) {
  if (type != ElementType::F32 && type != ElementType::F64) return 0;
  // Two more beside the usual ones, which read or write one vector alone.
  if (!is_usual(routine) && routine != Routine::Scal && routine != Routine::Copy) return 0;
  switch (offload::traits_of(routine, type).cost) {
    case Cost::Product:
      return 28;
    case Cost::MatrixVector:
      return 18;
    case Cost::Stream:
      break;
  }
  return 12;
}

}  // namespace

bool measurable(Routine routine, ElementType type) {
  const bool plain = routine != Routine::GemmPacked && routine != Routine::GemmEpilogue &&
                     routine != Routine::GemmMixed;
  return plain && offload::known_paths().has(routine, type);
}

std::vector<Call> calibration_calls(Form form, const offload::Paths& paths,
                                    const offload::HostProfile& host) {
  const bool quick = form == Form::Quick;
  return calls_of(paths, host, 0, quick ? kOfQuick : kOfFull, quick ? quick_count : full_count);
}

std::vector<Call> held_out_calls(int of_each, const offload::Paths& paths,
                                 const offload::HostProfile& host) {
  return calls_of(paths, host, 1, kOfFull, [of_each](Routine, ElementType) { return of_each; });
}

}  // namespace fulcrum::measure
