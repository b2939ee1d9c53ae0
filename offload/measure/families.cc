// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/families.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <type_traits>

#include "offload/measure/operands.hpp"
#include "offload/routines/traits.hpp"
#include "offload/routines/with_problem.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::measure {
namespace {

constexpr std::string_view kProduct = "C = A B; A is M x K, B is K x N";
constexpr std::string_view kMatrixVector = "y = A x; A is M x N";

// Of the four routines that are measured unasked.
constexpr std::array kUsual = {
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

// The shapes of every other routine, by what its description has. Where it has an order, m follows
// from n; the structured matrix of a product has its side on the left.
struct Form {
  std::string_view name, free;
  Shape per_size, fixed;
};
constexpr Form kVectors[] = {{"N", "N=p", {0, 1, 0}, {1, 0, 1}}};
constexpr Form kMatrices[] = {{"M=N", "M=N=p", {1, 1, 0}, {0, 0, 1}},
                              {"N=32", "M=p, N=32", {1, 0, 0}, {0, 32, 1}},
                              {"M=32", "N=p, M=32", {0, 1, 0}, {32, 0, 1}}};
constexpr Form kOrders[] = {{"N", "N=p", {1, 1, 0}, {0, 0, 1}}};
constexpr Form kBands[] = {{"N, K=4", "N=p, K=4", {1, 1, 0}, {0, 0, 4}},
                           {"N, K=64", "N=p, K=64", {1, 1, 0}, {0, 0, 64}}};
constexpr Form kGeneralBands[] = {{"M=N, K=9", "M=N=p, K=9", {1, 1, 0}, {0, 0, 9}},
                                  {"M=N, K=129", "M=N=p, K=129", {1, 1, 0}, {0, 0, 129}}};
constexpr Form kUpdates[] = {{"N=K", "N=K=p", {1, 1, 1}, {0, 0, 0}},
                             {"K=32", "N=p, K=32", {1, 1, 0}, {0, 0, 32}},
                             {"N=32", "K=p, N=32", {0, 0, 1}, {32, 32, 0}}};

struct Forms {
  std::span<const Form> list;
  std::string_view meaning;
};
Forms forms_of(const offload::RoutineTraits& traits) {
  const offload::Present& has = traits.present;
  if (has.k && has.diagonals)
    return {kGeneralBands, "a general band; K is the number of its stored diagonals"};
  if (traits.cost == offload::Cost::MatrixVector && has.k)
    return {kBands, "a band of order N; K is the number of diagonals beside the main one"};
  if (traits.cost == offload::Cost::Product && has.k)
    return {kUpdates, "a product whose result has the order N; K is its inner dimension"};
  if (traits.cost == offload::Cost::Product && has.side)
    return {kMatrices,
            "a product or solution with a structured matrix of order M, from the left; M x N"};
  if (has.order) return {kOrders, "a matrix of order N"};
  if (has.m) return {kMatrices, "a matrix of M x N"};
  return {kVectors, "vectors of N elements"};
}

std::vector<Family> all_families() {
  std::vector<Family> all(kUsual.begin(), kUsual.end());
  for (std::size_t i = 0; i < kRoutineCount; ++i) {
    const auto routine = static_cast<Routine>(i);
    const auto usual = [routine](const Family& family) { return family.routine == routine; };
    const std::vector<ElementType> types = measured_types(routine);
    if (types.empty() || std::any_of(kUsual.begin(), kUsual.end(), usual)) continue;
    const Forms forms = forms_of(offload::traits_of(routine, types.front()));
    for (const Form& form : forms.list)
      all.push_back({form.name, routine, forms.meaning, form.free, form.per_size, form.fixed});
  }
  return all;
}

constinit std::atomic<const std::vector<Family>*> g_families{nullptr};

double d(std::int64_t x) { return static_cast<double>(x); }

}  // namespace

std::int64_t Family::largest(std::int64_t limit) const {
  const std::int64_t most = std::max({per_size.m, per_size.n, per_size.k});
  return limit / most;
}

std::span<const Family> families() {
  return simd::published(
      g_families, [] { return std::make_unique<const std::vector<Family>>(all_families()); });
}

std::vector<ElementType> measured_types(Routine routine) {
  std::vector<ElementType> types;
  for (const ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::C32, ElementType::C64}) {
    offload::with_problem(offload::PlainProblems{}, routine, type,
                          [&]<class P>(std::type_identity<P>) { types.push_back(type); });
  }
  return types;
}

bool is_usual(Routine routine) {
  return std::any_of(kUsual.begin(), kUsual.end(),
                     [routine](const Family& family) { return family.routine == routine; });
}

bool is_possible(const Family& family, std::int64_t p) {
  const Shape shape = family.at(p);
  const offload::RoutineTraits& traits =
      offload::traits_of(family.routine, measured_types(family.routine).front());
  return traits.cost != offload::Cost::MatrixVector || !traits.present.k || shape.k <= shape.n;
}

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
  for (const Family& family : families()) {
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
