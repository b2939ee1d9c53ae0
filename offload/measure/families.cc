// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/families.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fulcrum::measure {
namespace {

constexpr std::array kFamilies = {
    Family{"M=N=K", Routine::Gemm, "M=N=K=p", {1, 1, 1}, {0, 0, 0}},
    Family{"M=N=16K", Routine::Gemm, "K=p, M=N=16p", {16, 16, 1}, {0, 0, 0}},
    Family{"M=N, K=32", Routine::Gemm, "M=N=p, K=32", {1, 1, 0}, {0, 0, 32}},
    Family{"M=N, K=16M", Routine::Gemm, "M=N=p, K=16p", {1, 1, 16}, {0, 0, 0}},
    Family{"M=N=32", Routine::Gemm, "K=p, M=N=32", {0, 0, 1}, {32, 32, 0}},
    Family{"K=N, M=16K", Routine::Gemm, "K=N=p, M=16p", {16, 1, 1}, {0, 0, 0}},
    Family{"K=N=32", Routine::Gemm, "M=p, K=N=32", {1, 0, 0}, {0, 32, 32}},
    Family{"M=K, N=16K", Routine::Gemm, "M=K=p, N=16p", {1, 16, 1}, {0, 0, 0}},
    Family{"M=K=32", Routine::Gemm, "N=p, M=K=32", {0, 1, 0}, {32, 0, 32}},
    Family{"M=N", Routine::Gemv, "M=N=p", {1, 1, 0}, {0, 0, 1}},
    Family{"M=16N", Routine::Gemv, "N=p, M=16p", {16, 1, 0}, {0, 0, 1}},
    Family{"N=32", Routine::Gemv, "M=p, N=32", {1, 0, 0}, {0, 32, 1}},
    Family{"N=16M", Routine::Gemv, "M=p, N=16p", {1, 16, 0}, {0, 0, 1}},
    Family{"M=32", Routine::Gemv, "N=p, M=32", {0, 1, 0}, {32, 0, 1}},
    Family{"N", Routine::Axpy, "N=p", {0, 1, 0}, {1, 0, 1}},
    Family{"N", Routine::Dot, "N=p", {0, 1, 0}, {1, 0, 1}},
};

double d(std::int64_t x) { return static_cast<double>(x); }

}  // namespace

std::int64_t Family::largest(std::int64_t limit) const {
  const std::int64_t most = std::max({per_size.m, per_size.n, per_size.k});
  return limit / most;
}

std::span<const Family> families() { return kFamilies; }

std::vector<std::int64_t> log_sizes(std::int64_t first, std::int64_t last, int per_octave) {
  std::vector<std::int64_t> sizes;
  for (int i = 0;; ++i) {
    const double exact = d(first) * std::exp2(static_cast<double>(i) / per_octave);
    if (exact > d(last) + 0.5) break;
    const std::int64_t size = std::llround(exact);
    if (sizes.empty() || size > sizes.back()) sizes.push_back(size);
  }
  return sizes;
}

Call make_call(Routine routine, ElementType type, const Shape& shape, Location location,
               int threads) {
  Call call;
  call.routine = routine;
  call.type = type;
  call.a = call.b = call.c = location;
  call.m = shape.m;
  call.n = shape.n;
  call.k = shape.k;
  call.threads = threads;
  if (routine == Routine::Gemm) {
    call.beta_zero = true;
    call.lda = std::max<std::int64_t>(1, shape.m);
    call.ldb = std::max<std::int64_t>(1, shape.k);
    call.ldc = std::max<std::int64_t>(1, shape.m);
  } else if (routine == Routine::Gemv) {
    call.beta_zero = true;
    call.lda = std::max<std::int64_t>(1, shape.m);
  }
  return call;
}

double operand_bytes(Routine routine, ElementType type, const Shape& s) {
  const double e = d(size_of(type));
  switch (routine) {
    case Routine::Gemm:
      return e * (d(s.m) * d(s.k) + d(s.k) * d(s.n) + d(s.m) * d(s.n));
    case Routine::Gemv:
      return e * (d(s.m) * d(s.n) + d(s.m) + d(s.n));
    case Routine::Scal:
      return e * d(s.n);
    default:
      break;
  }
  return e * 2 * d(s.n);
}

double traffic_bytes(Routine routine, ElementType type, const Shape& s) {
  const double once = operand_bytes(routine, type, s);
  const double reread = routine == Routine::Axpy || routine == Routine::Scal
                            ? d(size_of(type)) * d(s.n)  // y is read and written
                            : 0;
  return once + reread;
}

}  // namespace fulcrum::measure
