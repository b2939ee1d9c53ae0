// SPDX-License-Identifier: Apache-2.0
// Every problem that CUDA has a path for: against the kernels in place, in one piece and in many,
// with both integer types of cuBLAS, and with every flag.
#include <algorithm>
#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "offload/cuda/blas_platform.hpp"
#include "offload/routines/with_problem.hpp"
#include "tests/blas/batches.hpp"
#include "tests/blas/each_problem.hpp"
#include "tests/cuda/support.hpp"

namespace fulcrum::test {
namespace {

using offload::Outcome;
using offload::PlainProblems;
using offload::cuda::CudaBlas;
using offload::cuda::CudaDevice;
using offload::cuda::kBlasPlatform;

// The same device with the routines of cuBLAS 11: sizes of 32 bits alone.
CudaBlas& with_32_bits(CudaBlas& blas) {
  static CudaBlas& narrow = [&]() -> CudaBlas& {
    CudaDevice& device = blas.device();
    auto& libraries = *new offload::cuda::Libraries(device.libraries());
    libraries.blas_has_64 = false;
    offload::cuda::DeviceHandle handle{};
    EXPECT_EQ(libraries.driver.device_get(&handle, 0), offload::cuda::Result::Success);
    return *new CudaBlas(std::make_shared<CudaDevice>(libraries, handle, device.info(),
                                                      device.properties(), device.facts()));
  }();
  return narrow;
}

// Did the stand-in see calls with 64-bit sizes? False on a real driver.
bool called_64(CudaBlas& blas) {
  const standin::Control* const control = standin_control(blas);
  for (std::int64_t i = 0; control != nullptr && i < control->log_size(); ++i) {
    standin::LoggedCall call{};
    if (control->log_entry(i, &call) != 0 && std::string_view(call.function).ends_with("_64"))
      return true;
  }
  return false;
}

// Element i of the diagonal of a stored matrix of order n.
template <class P, class T>
T& diagonal(const P& p, const Operand& a, T* data, std::int64_t i) {
  if (a.part == Part::Packed)
    return data[p.upper ? i + i * (i + 1) / 2 : i * a.columns - i * (i - 1) / 2];
  if constexpr (requires { p.k; }) {
    if (a.part == Part::Band) return data[(p.upper ? p.k : 0) + i * a.step];
  }
  return data[i + i * a.step];
}

// Calls set(element) for the diagonal of a structured matrix that is read alone.
template <class P, class Set>
void for_diagonal(const P& p, const Set& set) {
  if constexpr (requires { p.upper; }) {
    for (const Operand& a : Description<P>::operands(p)) {
      if (a.part == Part::All || a.writes) continue;
      auto* const data = static_cast<Element<P>*>(const_cast<void*>(a.address));
      for (std::int64_t i = 0; i < a.columns; ++i) set(diagonal(p, a, data, i));
    }
  }
}

template <class P>
struct CudaProblem : CudaTest {
  static constexpr bool has_path(Routine routine) {
    return kBlasPlatform.paths.has(routine, type_of<P>());
  }
};
TYPED_TEST_SUITE(CudaProblem, TypesOf<PlainProblems>::Type);

TYPED_TEST(CudaProblem, IsComputedInOnePieceAndInMany) {
  using P = TypeParam;
  for (CudaBlas* device : {this->blas_, &with_32_bits(*this->blas_)}) {
    bool computed = false;
    if (const auto* control = standin_control(*device)) control->clear();
    for (const offload::cuda::Limits& limits : {offload::cuda::Limits{}, kNarrow}) {
      device->set_limits(limits);
      EachProblem<P>::every(
          {1, 70, 3000}, {{65, 33, 17}, {3, 70, 40}}, [&](auto& work, const std::string& text) {
            const P& p = work.other();
            const Outcome outcome = device->compute(p);
            EXPECT_EQ(outcome.ok, TestFixture::has_path(offload::routine_of(p))) << text;
            if (!outcome.ok) {
              EXPECT_EQ(outcome.code, ErrorCode::BackendUnavailable) << text;
              return;
            }
            computed = true;
            EXPECT_EQ(outcome.completed, Description<P>::extent(p)) << text;
            expect_right(work, p, text);
          });
    }
    if (computed && standin_control(*device) != nullptr) {
      EXPECT_EQ(called_64(*device), device->device().libraries().blas_has_64);
    }
  }
}

// Sets the flags that P has, each from one bit. False where there is no such problem.
template <class P>
bool set_flags(P& p, unsigned bits) {
  const auto next = [&bits](bool& flag) {
    flag = (bits & 1U) != 0;
    bits >>= 1U;
  };
  if constexpr (requires { p.upper; }) next(p.upper);
  if constexpr (requires { p.trans; }) next(p.trans);
  if constexpr (requires { p.trans_a; }) next(p.trans_a);
  if constexpr (requires { p.trans_b; }) next(p.trans_b);
  if constexpr (requires { p.right; }) next(p.right);
  if constexpr (requires { p.unit; }) next(p.unit);
  if constexpr (ComplexScalar<Element<P>>) {
    if constexpr (requires { p.conj; }) next(p.conj);
    if constexpr (requires { p.conj_a; }) next(p.conj_a);
    if constexpr (requires { p.conj_b; }) next(p.conj_b);
    if constexpr (requires { p.conj_x; }) next(p.conj_x);
    if constexpr (requires { p.conj_y; }) next(p.conj_y);
  }
  if constexpr (requires { p.beta; }) {
    bool reads = false;
    next(reads);
    p.beta = reads ? decltype(p.beta)(0.5) : decltype(p.beta){};
  }
  if constexpr (requires { p.alpha; }) {
    using Alpha = decltype(p.alpha);
    p.alpha = Alpha(-0.75);
    // Where alpha is real of its own accord.
    bool real = !ComplexScalar<Alpha>;
    if constexpr (requires { p.hermitian; }) {
      constexpr bool kTwo =
          std::is_same_v<P, Syr2kProblem<Alpha>> || std::is_same_v<P, Syr2Problem<Alpha>> ||
          std::is_same_v<P, SymmProblem<Alpha>> || std::is_same_v<P, SymvProblem<Alpha>>;
      real = real || (p.hermitian && !kTwo);
    }
    if constexpr (ComplexScalar<Alpha>) {
      if (!real) p.alpha = {0.5, -0.25};
    }
  }
  return bits == 0;
}

// The numbers that a problem leaves behind.
template <class P>
std::vector<std::complex<double>> results(const P& p) {
  std::vector<std::complex<double>> all;
  if constexpr (requires { p.result; }) {
    all.emplace_back(*p.result);
  } else {
    for (const Operand& operand : Description<P>::operands(p)) {
      if (!operand.writes) continue;
      const auto* const data = static_cast<const Element<P>*>(operand.address);
      const std::int64_t size = measure::storage(operand);
      for (std::int64_t i = 0; i < size; ++i)
        all.emplace_back(std::real(data[i]), std::imag(data[i]));
    }
  }
  return all;
}

// Makes the stored triangle that `upper` says the one that is read.
template <class P>
void refill_triangle(const P& p) {
  using T = Element<P>;
  for (const Operand& a : Description<P>::operands(p)) {
    if (a.part != Part::Triangle || a.writes) continue;
    T* const data = static_cast<T*>(const_cast<void*>(a.address));
    for (std::int64_t i = 0; i < a.columns * a.step; ++i) {
      const auto at = static_cast<std::uint64_t>(2 * i);
      const auto part = [](std::uint64_t index) {
        return measure::value_at<Real<T>>(measure::Values::Small, 7, index);
      };
      data[i] = part(at);
      if constexpr (ComplexScalar<T>) data[i].imag(part(at + 1));
    }
  }
  EachProblem<P>::spoil_unread(p);
}

// Every operand is square, so that every combination of flags is legal.
TYPED_TEST(CudaProblem, TakesEveryFlag) {
  using P = TypeParam;
  using R = Real<Element<P>>;
  constexpr double kBound = 200 * std::numeric_limits<R>::epsilon();
  EachProblem<P>::every({24}, {{24, 24, 24}}, [&](auto& work, const std::string& text) {
    int computed = 0;
    P p;
    for (unsigned bits = 0; p = work.other(), set_flags(p, bits); ++bits) {
      refill_triangle(p);
      // Well conditioned whatever is solved with; a unit diagonal is not read.
      for_diagonal(p, [&](auto& element) { element = R(2); });
      measure::compute_in_place(target(), offload::AnyProblem(p), 1);
      const auto want = results(p);
      (void)work.other();  // outputs anew
      const Outcome outcome = this->blas_->compute(p);
      ASSERT_EQ(outcome.ok, this->blas_->serves(offload::AnyProblem(p)))
          << text << ", flags " << bits << ": " << outcome.message;
      if (!outcome.ok) continue;
      ++computed;
      const auto got = results(p);
      for (std::size_t i = 0; i < want.size(); ++i) {
        if (std::isnan(want[i].real()) && std::isnan(got[i].real())) continue;  // nobody's
        ASSERT_LE(std::abs(got[i] - want[i]), kBound * std::max(1.0, std::abs(want[i])))
            << text << ", flags " << bits << ", element " << i;
      }
    }
    EXPECT_EQ(computed > 0, TestFixture::has_path(offload::routine_of(p))) << text;
  });
}

// Batches; trsm's go by arrays of addresses.
// What a system is solved with grows, beyond what a float holds exactly.
template <class T>
void expect_near(const std::vector<T>& got, const std::vector<T>& want) {
  const double bound = 1000 * std::numeric_limits<Real<T>>::epsilon();
  for (std::size_t i = 0; i < want.size(); ++i)
    ASSERT_LE(std::abs(got[i] - want[i]), bound * std::max<double>(1, std::abs(want[i])))
        << "element " << i;
}

template <class Group>
struct CudaBatch : CudaTest {};
using Groups = testing::Types<simd::GemmGroup<float>, simd::GemmGroup<std::complex<double>>,
                              simd::GemvGroup<double>, simd::GemvGroup<std::complex<float>>,
                              simd::TrsmGroup<double>, simd::TrsmGroup<std::complex<float>>>;
TYPED_TEST_SUITE(CudaBatch, Groups);

TYPED_TEST(CudaBatch, IsComputedInOnePieceAndInMany) {
  using Group = TypeParam;
  Batches<Group> in_place;
  Description<simd::Batch<Group>>::host(target(), in_place.batch(), 1, simd::Scratch::Workspace);
  for (CudaBlas* device : {this->blas_, &with_32_bits(*this->blas_)}) {
    for (const offload::cuda::Limits& limits : {offload::cuda::Limits{}, kNarrow}) {
      device->set_limits(limits);
      Batches<Group> batches;
      const auto batch = batches.batch();
      const Outcome outcome = device->compute(batch);
      ASSERT_TRUE(outcome.ok) << outcome.message;
      EXPECT_EQ(outcome.completed, offload::Description<simd::Batch<Group>>::extent(batch));
      expect_near(batches.outputs, in_place.outputs);
    }
  }
}

// cuBLAS conjugates together with a transposition only: one group that asks for more is enough for
// the batch to stay in place.
TYPED_TEST(CudaBatch, IsRefusedWhereAGroupConjugatesAlone) {
  using Group = TypeParam;
  using P = decltype(Group::item);
  if constexpr (ComplexScalar<Element<P>> && !requires(P p) { p.right; }) {
    Batches<Group> batches;
    P& p = batches.groups.back().item;
    if constexpr (requires { p.conj_b; }) {
      p.trans_b = false, p.conj_b = true;
    } else {
      p.trans = false, p.conj = true;
    }
    const auto outputs = batches.outputs;
    const Outcome outcome = this->blas_->compute(batches.batch());
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.code, ErrorCode::BackendUnavailable) << outcome.message;
    EXPECT_EQ(batches.outputs, outputs);
  }
}

// Nothing is multiplied where alpha is 0: what is not read may be anything.
TYPED_TEST(CudaBatch, WithAnAlphaOfZeroReadsNoInput) {
  using Group = TypeParam;
  const auto with_zero = [](Batches<Group>& batches) {
    for (Group& group : batches.groups) {
      group.item.alpha = 0;
      group.a = nullptr;
      group.item.a = nullptr;
      group.stride_a = 0;
    }
    return batches.batch();
  };
  Batches<Group> in_place, batches;
  Description<simd::Batch<Group>>::host(target(), with_zero(in_place), 1, simd::Scratch::Workspace);
  const Outcome outcome = this->blas_->compute(with_zero(batches));
  ASSERT_TRUE(outcome.ok) << outcome.message;
  EXPECT_EQ(batches.outputs, in_place.outputs);
}

// What has no path has one reason; Info.RoutinesThatCannotCross says which those are.
TEST(CudaPaths, WhatIsAbsentHasAReason) {
  const auto look = [&]<class P>(const P* /*type*/) {
    for (const Routine routine : Description<P>::kRoutines) {
      if (kBlasPlatform.paths.has(routine, type_of<P>())) continue;
      int reasons = 0;
      for (const auto& absent : kBlasPlatform.absent)
        reasons += absent.paths.has(routine, type_of<P>()) ? 1 : 0;
      EXPECT_EQ(reasons, 1) << to_string(routine) << ' ' << to_string(type_of<P>());
    }
  };
  const auto look_at_all = [&]<class... Problems>(ProblemList<Problems...> /*problems*/) {
    (look(static_cast<const Problems*>(nullptr)), ...);
  };
  look_at_all(PlainProblems{});
}

}  // namespace
}  // namespace fulcrum::test
