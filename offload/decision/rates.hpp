// SPDX-License-Identifier: Apache-2.0
// What a routine's kernel takes, on one side of the scale: a sum of terms, each an amount that
// follows from the call times a fitted time. Linear in the fitted times, so that they can be fitted
// by least squares, and so that weighing a call multiplies and adds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/decision.hpp"
#include "offload/routines/description.hpp"

namespace fulcrum::offload {

// A product of an m x k and a k x n matrix has the amounts
//   1, m, n, bytes from DRAM, m n, m k, n k, F:
// one call, its edges, what the caches cannot hold, C, A and B packed, operations;
// everything else
//   1, rows, columns, bytes from L1, L2, L3 and DRAM, strided elements:
// one call, the kernel's passes, what the caches move, what is gathered one by one. Vectors have no
// rows and columns. Of a batch everything is of all its problems together, and the second amount is
// their number.
inline constexpr std::size_t kRateTerms = 8;
inline constexpr std::size_t kCallTerm = 0, kRowsTerm = 1, kColumnsTerm = 2;
inline constexpr std::size_t kDramTerm = 3, kCTerm = 4, kATerm = 5, kBTerm = 6, kFlopsTerm = 7;
inline constexpr std::size_t kBytesTerm = 3, kStridedTerm = 7;  // of what is no product

inline constexpr std::array<std::string_view, kRateTerms> kProductTerms = {
    "call", "m", "n", "dram_byte", "mn", "mk", "nk", "operation"};
inline constexpr std::array<std::string_view, kRateTerms> kMemoryTerms = {
    "call", "row", "column", "l1_byte", "l2_byte", "l3_byte", "dram_byte", "strided"};

using Amounts = std::array<double, kRateTerms>;

struct Rate {
  Amounts ns{};  // of one of each amount

  double of(const Amounts& amounts) const noexcept {
    const auto two = [&](std::size_t i) { return ns[i] * amounts[i] + ns[i + 1] * amounts[i + 1]; };
    return (two(0) + two(2)) + (two(4) + two(6));
  }
  bool operator==(const Rate&) const = default;
};

// How far to trust a rate.
struct Trust {
  bool measured = false;  // on this machine, for this routine; else a prior, scaled at most
  double error = 0;       // standard error of the logarithm of predicted over measured time

  // What a choice is held back by: against a worker a margin for the errors of measured rates cost
  // more than it saved (a weighted regret of 0.7% became 1.3%).
  double doubt() const noexcept { return measured ? 0 : error; }

  bool operator==(const Trust&) const = default;
};

// The kernels of one routine and type that have rates of their own: by what is transposed, and on
// which side the structured matrix stands.
inline constexpr std::size_t kVariants = 4;
inline std::size_t variant_of(const Call& call) noexcept {
  const auto transposed = [](Op op) { return op == Op::Trans || op == Op::ConjTrans; };
  const std::size_t second = call.side == Side::Right || transposed(call.trans_b) ? 2 : 0;
  return second + (transposed(call.trans_a) ? 1 : 0);
}

// Narrow types have the places of the others: no routine has both.
inline constexpr std::size_t kRateTypes = 4;
constexpr std::size_t column_of(ElementType type) {
  return static_cast<std::size_t>(type) % kRateTypes;
}

// The rates of all routines on one side, dense: a row is found with one multiplication.
class RateTable {
 public:
  const Rate& rate(Routine routine, ElementType type, std::size_t variant) const noexcept {
    return rates_[index(routine, type, variant)];
  }
  Rate& rate(Routine routine, ElementType type, std::size_t variant) noexcept {
    return rates_[index(routine, type, variant)];
  }
  const Trust& trust(Routine routine, ElementType type, std::size_t variant) const noexcept {
    return trust_[index(routine, type, variant)];
  }
  Trust& trust(Routine routine, ElementType type, std::size_t variant) noexcept {
    return trust_[index(routine, type, variant)];
  }
  const Rate& rate(const Call& call) const noexcept {
    return rate(call.routine, call.type, variant_of(call));
  }
  const Trust& trust(const Call& call) const noexcept {
    return trust(call.routine, call.type, variant_of(call));
  }

  bool operator==(const RateTable&) const = default;

 private:
  static constexpr std::size_t index(Routine routine, ElementType type, std::size_t variant) {
    return (static_cast<std::size_t>(routine) * kRateTypes + column_of(type)) * kVariants + variant;
  }
  static constexpr std::size_t kSize = kRoutineCount * kRateTypes * kVariants;

  std::array<Rate, kSize> rates_{};
  std::array<Trust, kSize> trust_{};
};

// A row that some call can have, and its letters as files and reports name them: "gemm f64 NT",
// "trsm f32 RN", "axpy f64".
struct RateKey {
  Routine routine{};
  ElementType type{};
  std::size_t variant = 0;
};
std::vector<RateKey> all_rate_keys();
std::string name_of(const RateKey& key);

}  // namespace fulcrum::offload
