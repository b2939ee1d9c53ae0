// SPDX-License-Identifier: Apache-2.0
// What is done with the integer sums of a product with offsets: the sums of rows and columns that
// the offsets multiply, factors, rounding. Plain loops over the elements of C, for the threads that
// have summed them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "simd/gemm/range.hpp"
#include "simd/gemm_mixed/gemm_mixed.hpp"

namespace fulcrum::simd {

// (A + a)(B + b) = A B + b (sums of A's rows) + a (sums of B's columns) + k a b, modulo 2^32: the
// integers of C before they are scaled.
class SumsOfOffsets {
 public:
  explicit SumsOfOffsets(const OffsetGemmProblem& p)
      : p_(p), a_(as_unsigned(p.offset_a)), b_(as_unsigned(p.offset_b)) {}

  // What each of these rows adds, out[i - rows.begin], and what each of these columns does.
  void of_rows(Range rows, std::uint32_t* out) const {
    const auto& q = p_.plain;
    lines(q.trans_a, rows, q.a, q.lda, b_, 0, out);
  }
  void of_columns(Range columns, std::uint32_t* out) const {
    const auto& q = p_.plain;
    const std::uint32_t both = static_cast<std::uint32_t>(q.k) * a_ * b_;
    lines(!q.trans_b, columns, q.b, q.ldb, a_, both, out);
  }

 private:
  static constexpr std::uint32_t as_unsigned(std::int32_t x) {
    return static_cast<std::uint32_t>(x);
  }

  // Element l of line i lies at x[i ld + l] where `contiguous`, else at x[i + l ld].
  template <class T>
  void lines(bool contiguous, Range range, const T* x, std::int64_t ld, std::uint32_t factor,
             std::uint32_t constant, std::uint32_t* out) const {
    const std::int64_t count = range.end - range.begin, k = p_.plain.k;
    std::fill_n(out, count, 0);
    if (factor != 0 && contiguous) {
      for (std::int64_t i = 0; i < count; ++i) {
        const T* const line = x + (range.begin + i) * ld;
        std::uint32_t sum = 0;
        for (std::int64_t l = 0; l < k; ++l) sum += as_unsigned(line[l]);
        out[i] = sum;
      }
    } else if (factor != 0) {
      for (std::int64_t l = 0; l < k; ++l) {
        const T* const step = x + range.begin + l * ld;
        for (std::int64_t i = 0; i < count; ++i) out[i] += as_unsigned(step[i]);
      }
    }
    for (std::int64_t i = 0; i < count; ++i) out[i] = out[i] * factor + constant;
  }

  const OffsetGemmProblem& p_;
  std::uint32_t a_, b_;
};

// To the nearest integer, ties to even, or the nearest that the type has; NaN: 0.
inline std::int32_t rounded_to_int32(double x) {
  constexpr double kLeast = std::numeric_limits<std::int32_t>::min();
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  x = x < kLeast ? kLeast : x;
  x = x > kMost ? kMost : x;
  x = std::isnan(x) ? 0.0 : x;
  // The sum's last bit is a one: it has no fraction left. std::nearbyint would be a call.
  constexpr double kOnes = 0x1.8p52;
  return static_cast<std::int32_t>((x + kOnes) - kOnes);
}

// Rows [begin, end) of a column of C: C = alpha (sums + of_rows + of_column) + beta C + offset_c,
// the integers modulo 2^32, the rest in double. sums[i] belongs to row begin + i, as of_rows[i]
// does, and may be C itself. Null sums: no product. C is not read where beta == 0.
inline void finish_column(const OffsetGemmProblem& p, std::int64_t column, std::int64_t begin,
                          std::int64_t end, const std::int32_t* sums, const std::uint32_t* of_rows,
                          std::uint32_t of_column) {
  std::int32_t* const c = p.plain.c + begin + column * p.plain.ldc;
  const std::int64_t count = end - begin;
  const double alpha = p.alpha, beta = p.beta;
  const bool per_row = p.kind == OffsetC::PerRow;
  const std::int32_t* const offsets = per_row ? p.offset_c + begin : nullptr;
  const double offset = per_row ? 0.0 : p.offset_c[p.kind == OffsetC::PerColumn ? column : 0];
  const auto sum = [&](std::int64_t i) {
    return static_cast<double>(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(sums[i]) + of_rows[i] + of_column));
  };
  const auto each = [&](const auto& value) {
    if (per_row) {
      for (std::int64_t i = 0; i < count; ++i) c[i] = rounded_to_int32(value(i) + offsets[i]);
    } else {
      for (std::int64_t i = 0; i < count; ++i) c[i] = rounded_to_int32(value(i) + offset);
    }
  };
  if (sums != nullptr && p.beta == 0) {
    each([&](std::int64_t i) { return alpha * sum(i); });
  } else if (sums != nullptr) {
    each([&](std::int64_t i) { return alpha * sum(i) + beta * c[i]; });
  } else if (p.beta == 0) {
    each([](std::int64_t /*i*/) { return 0.0; });
  } else {
    each([&](std::int64_t i) { return beta * c[i]; });
  }
}

// Is the product all that there is?
inline bool only_sums(const OffsetGemmProblem& p) {
  return p.alpha == 1 && p.beta == 0 && p.offset_a == 0 && p.offset_b == 0 &&
         p.kind == OffsetC::One && *p.offset_c == 0;
}

// A product's sums are finished where they are ready, by the thread that has summed them. Where C
// takes part they wait in memory of their own.
class FinishOffsets {
 public:
  static constexpr bool kAny = true;

  explicit FinishOffsets(const OffsetGemmProblem& p) : p_(p) {}

  bool apart() const { return p_.beta != 0; }
  // Columns whose sums are kept apart at a time: 4 MiB of them.
  std::int64_t columns_at_a_time(std::int64_t nr) const {
    constexpr std::int64_t kElements = std::int64_t{1} << 20;
    return round_up(std::max<std::int64_t>(kElements / p_.plain.m, 1), nr);
  }
  // Scratch memory, in elements of 32 bits, for so many columns at a time.
  std::int64_t size(std::int64_t columns) const {
    return p_.plain.m + p_.plain.n + (apart() ? p_.plain.m * columns : 0);
  }
  void use(void* scratch) {
    of_rows_ = static_cast<std::uint32_t*>(scratch);
    of_columns_ = of_rows_ + p_.plain.m;
    sums_ = reinterpret_cast<std::int32_t*>(of_columns_ + p_.plain.n);
  }

  // One thread's share of the sums that the offsets multiply; all must be done before finish().
  void prepare(int index, int count) const {
    const SumsOfOffsets sums(p_);
    const Range rows = part(p_.plain.m, 16, index, count),
                columns = part(p_.plain.n, 16, index, count);
    sums.of_rows(rows, of_rows_ + rows.begin);
    sums.of_columns(columns, of_columns_ + columns.begin);
  }

  // Where the sums of row i and column j of the block that begins at column `first` go.
  std::int32_t* sums(std::int64_t i, std::int64_t j, std::int64_t first) const {
    return apart() ? sums_ + i + j * ld() : p_.plain.c + i + (first + j) * ld();
  }
  std::int64_t ld() const { return apart() ? p_.plain.m : p_.plain.ldc; }

  void finish(Range rows, Range columns, std::int64_t first) const {
    if (rows.begin == rows.end) return;
    for (std::int64_t j = columns.begin; j < columns.end; ++j) {
      finish_column(p_, first + j, rows.begin, rows.end, sums(rows.begin, j, first),
                    of_rows_ + rows.begin, of_columns_[first + j]);
    }
  }

 private:
  const OffsetGemmProblem& p_;
  std::uint32_t *of_rows_ = nullptr, *of_columns_ = nullptr;
  std::int32_t* sums_ = nullptr;
};

// Of a product that is as it is summed.
struct FinishNothing {
  static constexpr bool kAny = false;
};

}  // namespace fulcrum::simd
