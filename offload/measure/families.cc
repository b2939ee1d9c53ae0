// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/families.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "offload/measure/operands.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::measure {
namespace {

constexpr std::string_view kProduct = "C = A B; A is M x K, B is K x N";
constexpr std::string_view kMatrixVector = "y = A x; A is M x N";

constexpr std::array kFamilies = {
    Family{"M=N=K", Routine::Gemm, kProduct, "M=N=K=p", {1, 1, 1}, {0, 0, 0}},
    Family{"M=N=16K", Routine::Gemm, kProduct, "K=p, M=N=16p", {16, 16, 1}, {0, 0, 0}},
    Family{"M=N, K=32", Routine::Gemm, kProduct, "M=N=p, K=32", {1, 1, 0}, {0, 0, 32}},
    Family{"M=N, K=16M", Routine::Gemm, kProduct, "M=N=p, K=16p", {1, 1, 16}, {0, 0, 0}},
    Family{"M=N=32", Routine::Gemm, kProduct, "K=p, M=N=32", {0, 0, 1}, {32, 32, 0}},
    Family{"K=N, M=16K", Routine::Gemm, kProduct, "K=N=p, M=16p", {16, 1, 1}, {0, 0, 0}},
    Family{"K=N=32", Routine::Gemm, kProduct, "M=p, K=N=32", {1, 0, 0}, {0, 32, 32}},
    Family{"M=K, N=16K", Routine::Gemm, kProduct, "M=K=p, N=16p", {1, 16, 1}, {0, 0, 0}},
    Family{"M=K=32", Routine::Gemm, kProduct, "N=p, M=K=32", {0, 1, 0}, {32, 0, 32}},
    Family{"M=N", Routine::Gemv, kMatrixVector, "M=N=p", {1, 1, 0}, {0, 0, 1}},
    Family{"M=16N", Routine::Gemv, kMatrixVector, "N=p, M=16p", {16, 1, 0}, {0, 0, 1}},
    Family{"N=32", Routine::Gemv, kMatrixVector, "M=p, N=32", {1, 0, 0}, {0, 32, 1}},
    Family{"N=16M", Routine::Gemv, kMatrixVector, "M=p, N=16p", {1, 16, 0}, {0, 0, 1}},
    Family{"M=32", Routine::Gemv, kMatrixVector, "N=p, M=32", {0, 1, 0}, {32, 0, 1}},
    Family{"N", Routine::Axpy, "y = alpha x + y; N elements", "N=p", {0, 1, 0}, {1, 0, 1}},
    Family{"N", Routine::Dot, "x . y; N elements", "N=p", {0, 1, 0}, {1, 0, 1}},
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

std::vector<Routine> measured_routines() {
  std::vector<Routine> routines;
  for (const Family& family : kFamilies) {
    if (std::find(routines.begin(), routines.end(), family.routine) == routines.end())
      routines.push_back(family.routine);
  }
  return routines;
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
  // GPU-BLOB's case for products; a vector that is added to is read in any case.
  call.beta_zero = offload::traits_of(call).cost != offload::Cost::Stream;
  call = offload::traits_of(call).completed(call);
  offload::make_tight(call);
  return call;
}

namespace {

// Bytes of the operands, of each as many elements as `count` says.
template <class Count>
double bytes_of(Routine routine, ElementType type, const Shape& shape, const Count& count) {
  const Call call = make_call(routine, type, shape, Location::Unknown, 1);
  const offload::Shape operands = offload::traits_of(call).shape(call);
  double elements = 0;
  for (int i = 0; i < operands.count; ++i)
    elements += count(operands.operands[static_cast<std::size_t>(i)]);
  return elements * d(size_of(type));
}

}  // namespace

double operand_bytes(Routine routine, ElementType type, const Shape& shape) {
  return bytes_of(routine, type, shape,
                  [](const offload::Operand& operand) { return operand.elements(); });
}

double traffic_bytes(Routine routine, ElementType type, const Shape& shape) {
  return bytes_of(routine, type, shape, [](const offload::Operand& operand) {
    return operand.elements() * (operand.reads && operand.writes ? 2 : 1);
  });
}

double measured_bytes(Routine routine, ElementType type, const Shape& shape) {
  return bytes_of(routine, type, shape, [](const offload::Operand& operand) {
    return d(storage(operand)) * (operand.writes ? kOutputs : 1);
  });
}

}  // namespace fulcrum::measure
