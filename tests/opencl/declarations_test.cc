// SPDX-License-Identifier: Apache-2.0
// Our declarations of CLBlast against its header: every value and signature. Built where the header
// is found; nearly all of it is checked by the compiler.
#include "offload/opencl/clblast_api.hpp"

#include <clblast_c.h>
#include <gtest/gtest.h>

#include <type_traits>

namespace fulcrum::offload::opencl {
namespace {

// Is a value of either type passed in the same way: the same type but for const, or enumerations of
// one size?
template <class Ours, class Theirs>
inline constexpr bool kPassedAlike =
    std::is_same_v<std::remove_cv_t<Ours>, std::remove_cv_t<Theirs>> ||
    (std::is_enum_v<Ours> && std::is_enum_v<Theirs> && sizeof(Ours) == sizeof(Theirs));

template <class Ours, class Theirs>
struct Alike : std::false_type {};
template <class... Ours, class Status, class... Theirs>
struct Alike<BlasFunction<Ours...>, Status (*)(Theirs...)> {
  static constexpr bool all() {
    if constexpr (sizeof...(Ours) + 2 != sizeof...(Theirs)) {
      return false;
    } else {
      using OurFunction = typename BlasFunction<Ours...>::Pointer;
      return same(static_cast<OurFunction>(nullptr), static_cast<Status (*)(Theirs...)>(nullptr));
    }
  }
  template <class... A, class... B>
  static constexpr bool same(BlasStatus (* /*ours*/)(A...), Status (* /*theirs*/)(B...)) {
    return (kPassedAlike<A, B> && ...) && sizeof(Status) == sizeof(BlasStatus);
  }
  static constexpr bool value = all();
};

#define FULCRUM_CHECK_SIGNATURE(member, T, exported) \
  static_assert(Alike<decltype(BlasRoutines<T>::member), decltype(&::exported)>::value, #exported);
FULCRUM_CLBLAST_ROUTINES(FULCRUM_CHECK_SIGNATURE)

// A signature that differs is noticed.
static_assert(!Alike<decltype(BlasRoutines<float>::scal), decltype(&CLBlastDscal)>::value);
static_assert(!Alike<decltype(BlasRoutines<float>::scal), decltype(&CLBlastSaxpy)>::value);
static_assert(
    !Alike<decltype(BlasRoutines<std::complex<float>>::syrk), decltype(&CLBlastCherk)>::value);

TEST(ClBlastDeclarations, HaveItsValues) {
  EXPECT_EQ(static_cast<int>(BlasLayout::Columns), CLBlastLayoutColMajor);
  EXPECT_EQ(static_cast<int>(BlasOperation::N), CLBlastTransposeNo);
  EXPECT_EQ(static_cast<int>(BlasOperation::T), CLBlastTransposeYes);
  EXPECT_EQ(static_cast<int>(BlasOperation::C), CLBlastTransposeConjugate);
  EXPECT_EQ(static_cast<int>(BlasFill::Upper), CLBlastTriangleUpper);
  EXPECT_EQ(static_cast<int>(BlasFill::Lower), CLBlastTriangleLower);
  EXPECT_EQ(static_cast<int>(BlasSide::Left), CLBlastSideLeft);
  EXPECT_EQ(static_cast<int>(BlasSide::Right), CLBlastSideRight);
  EXPECT_EQ(CLBlastSuccess, CL_SUCCESS);
  EXPECT_EQ(CLBlastTempBufferAllocFailure, CL_MEM_OBJECT_ALLOCATION_FAILURE);
}

}  // namespace
}  // namespace fulcrum::offload::opencl
