// SPDX-License-Identifier: Apache-2.0
// What the pipelines spare a vendor's library: it may multiply an output by beta = 0, read the
// imaginary parts of a Hermitian diagonal, and leave something in them.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/workload.hpp"
#include "tests/blas/wrapped.hpp"

namespace fulcrum::offload {
namespace {

const simd::Target& target() { return simd::targets().front(); }

// Device memory is full of NaN when it is handed out.
class UncleanDevice final : public test::WrappedDevice {
 public:
  UncleanDevice() : WrappedDevice(host::device()) {}
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override {
    const std::uintptr_t address = WrappedDevice::allocate(kind, bytes);
    std::memset(pointer_to<void>(address), 0xff, bytes);
    return address;
  }
};

// Calls f(element) for those of a triangle's diagonal, wherever the operand lies.
template <class T, class F>
void for_diagonal_of(const Operand& operand, bool upper, const F& f) {
  const std::int64_t step =
      operand.part == Part::Packed ? blas::packed_shape(operand).rows : operand.step;
  blas::for_diagonal(static_cast<T*>(const_cast<void*>(operand.address)),
                     {0, 0, step, operand.part == Part::Packed ? 1 : operand.columns}, operand,
                     upper, f);
}

// Computes as a vendor might that takes every liberty. Runs when the stream comes to it.
template <class P>
void take_liberties(const P& p) {
  using T = Element<P>;
  const blas::Triangles triangles = blas::triangles_of(p);
  for (const Operand& operand : Description<P>::operands(p)) {
    T* const data = static_cast<T*>(const_cast<void*>(operand.address));
    const blas::PackedShape shape = blas::packed_shape(operand);
    if (operand.writes && !operand.reads) {
      for (std::int64_t i = 0; i < shape.size(); ++i) EXPECT_EQ(data[i] * Real<T>{0}, T{});
    }
    if (!triangles.hermitian || operand.part == Part::All) continue;
    for_diagonal_of<T>(operand, triangles.upper, [&](T& element) {
      if (operand.reads) {
        EXPECT_EQ(std::imag(element), 0);
      }
    });
  }
  Description<P>::host(target(), p, 1, simd::Scratch::Workspace);
  for (const Operand& operand : Description<P>::operands(p)) {
    if (!triangles.hermitian || operand.part == Part::All || !operand.writes) continue;
    for_diagonal_of<T>(operand, triangles.upper, [](T& element) {
      if constexpr (ComplexScalar<T>) element.imag(7);
    });
  }
}
template <class P>
void launch(blas::Lane& lane, const P& p) {
  lane.compute().host([p] { take_liberties(p); });
}

// Outputs, with what lies in the other triangle: pieces may add up in another order.
template <class P>
void expect_equal(const P& ours, const P& theirs, const std::string& text) {
  using T = Element<P>;
  const auto want = Description<P>::operands(ours), got = Description<P>::operands(theirs);
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (!want[i].writes) continue;
    const blas::PackedShape shape = blas::packed_shape(want[i]);
    std::vector<T> a(static_cast<std::size_t>(shape.size())), b = a;
    blas::pack(blas::region_of<const T>(want[i]), a.data());
    blas::pack(blas::region_of<const T>(got[i]), b.data());
    for (std::size_t e = 0; e < a.size(); ++e) {
      const bool unwritten = std::isnan(std::real(a[e])) && std::isnan(std::real(b[e]));
      ASSERT_TRUE(unwritten || std::abs(a[e] - b[e]) <= 1e-12 * (1 + std::abs(a[e])))
          << text << ", element " << e << ": " << a[e] << " " << b[e];
    }
  }
}

// A problem of this routine with 0 or another beta: the user's C, where it is not read, and the
// imaginary parts of Hermitian diagonals are NaN.
template <class P>
void check(Routine routine, bool beta_zero) {
  using T = Element<P>;
  constexpr blas::Limits kNarrow{
      .device_bytes = std::size_t{1} << 22, .staging_bytes = 4096, .ring_bytes = 4096};
  host::HostBlas device(std::make_shared<host::HostAccelerator>(target(), kNarrow,
                                                                std::make_shared<UncleanDevice>()));
  for (const bool upper : {false, true}) {
    const Call call =
        measure::make_call(routine, type_of<P>(), {60, 70, 20}, Location::Pageable, 1);
    measure::Operands<T> memory;
    measure::Workload<P> work(call, memory);
    work.compute_reference(target(), 1);
    P ours = work.reference(), theirs = work.other();
    for (P* p : {&ours, &theirs}) {
      if constexpr (requires { p->beta; }) p->beta = beta_zero ? 0 : 1;
      if constexpr (requires { p->upper; }) p->upper = upper;
      for (const Operand& operand : Description<P>::operands(*p)) {
        if (operand.writes) {
          const blas::Region<T> region = blas::region_of<T>(operand);
          for (std::int64_t j = 0; j < region.cols; ++j) {
            for (std::int64_t i = 0; i < region.rows; ++i) {
              region.data[i * region.row_stride + j * region.col_stride] =
                  operand.reads ? static_cast<Real<T>>(i % 7 - j % 3)
                                : std::numeric_limits<Real<T>>::quiet_NaN();
            }
          }
        }
        if (!blas::triangles_of(*p).hermitian || operand.part == Part::All) continue;
        for_diagonal_of<T>(operand, upper, [](T& element) {
          if constexpr (ComplexScalar<T>) element.imag(std::numeric_limits<Real<T>>::quiet_NaN());
        });
      }
    }
    Description<P>::host(target(), ours, 1, simd::Scratch::Workspace);
    const Outcome outcome =
        blas::cross_any(device, theirs, target(), blas::launch_of<blas::Launched<P>, &launch<P>>());
    const std::string text = std::string(to_string(routine)) + (beta_zero ? ", beta = 0" : "");
    ASSERT_TRUE(outcome.ok) << text << ": " << outcome.message;
    expect_equal(ours, theirs, text);
  }
}

void check_all(std::initializer_list<Routine> routines, bool beta_zero) {
  for (const Routine routine : routines) {
    const bool found = with_problem(PlainProblems{}, routine, ElementType::C64,
                                    [&]<class P>(std::type_identity<P>) {
                                      if constexpr (std::is_same_v<blas::Launched<P>, P>)
                                        check<P>(routine, beta_zero);
                                    });
    EXPECT_TRUE(found) << to_string(routine);
  }
}

TEST(Vendor, MayMultiplyByABetaOfZero) {
  check_all(
      {Routine::Gemm, Routine::Gemv, Routine::Gbmv, Routine::Symv, Routine::Hbmv, Routine::Hpmv,
       Routine::Symm, Routine::Hemm, Routine::Syrk, Routine::Herk, Routine::Syr2k, Routine::Her2k,
       Routine::Gemmt, Routine::Geadd, Routine::Omatcopy, Routine::Copy},
      true);
}

TEST(Vendor, MayReadAndWriteTheImaginaryPartsOfADiagonal) {
  check_all({Routine::Hemv, Routine::Hbmv, Routine::Hpmv, Routine::Her, Routine::Hpr, Routine::Her2,
             Routine::Hpr2, Routine::Hemm, Routine::Herk, Routine::Her2k},
            false);
}

}  // namespace
}  // namespace fulcrum::offload
