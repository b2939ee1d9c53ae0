// SPDX-License-Identifier: Apache-2.0
// The exported routines, from the library's own list of them: four element types, 32-bit and 64-bit
// integers. Each hands its arguments on to the template that has the member's name.
#include <cstddef>
#include <tuple>

#include "routines_level1.hpp"
#include "routines_level2.hpp"
#include "routines_level3.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::BlasHandle;
using cuda::BlasStatus;

namespace {

template <class Function>
struct ArgumentsOf;
template <class... Args>
struct ArgumentsOf<cuda::BlasFunction<Args...>> {
  static constexpr std::size_t kCount = sizeof...(Args);
  template <std::size_t I>
  using At = std::tuple_element_t<I, std::tuple<Args...>>;
};

}  // namespace

// Parameters and arguments of a function of 1 to 17, from the type of the member.
#define PARAMETERS_1(F) F::At<0> a0
#define ARGUMENTS_1 a0
#define PARAMETERS_2(F) PARAMETERS_1(F), F::At<1> a1
#define ARGUMENTS_2 ARGUMENTS_1, a1
#define PARAMETERS_3(F) PARAMETERS_2(F), F::At<2> a2
#define ARGUMENTS_3 ARGUMENTS_2, a2
#define PARAMETERS_4(F) PARAMETERS_3(F), F::At<3> a3
#define ARGUMENTS_4 ARGUMENTS_3, a3
#define PARAMETERS_5(F) PARAMETERS_4(F), F::At<4> a4
#define ARGUMENTS_5 ARGUMENTS_4, a4
#define PARAMETERS_6(F) PARAMETERS_5(F), F::At<5> a5
#define ARGUMENTS_6 ARGUMENTS_5, a5
#define PARAMETERS_7(F) PARAMETERS_6(F), F::At<6> a6
#define ARGUMENTS_7 ARGUMENTS_6, a6
#define PARAMETERS_8(F) PARAMETERS_7(F), F::At<7> a7
#define ARGUMENTS_8 ARGUMENTS_7, a7
#define PARAMETERS_9(F) PARAMETERS_8(F), F::At<8> a8
#define ARGUMENTS_9 ARGUMENTS_8, a8
#define PARAMETERS_10(F) PARAMETERS_9(F), F::At<9> a9
#define ARGUMENTS_10 ARGUMENTS_9, a9
#define PARAMETERS_11(F) PARAMETERS_10(F), F::At<10> a10
#define ARGUMENTS_11 ARGUMENTS_10, a10
#define PARAMETERS_12(F) PARAMETERS_11(F), F::At<11> a11
#define ARGUMENTS_12 ARGUMENTS_11, a11
#define PARAMETERS_13(F) PARAMETERS_12(F), F::At<12> a12
#define ARGUMENTS_13 ARGUMENTS_12, a12
#define PARAMETERS_14(F) PARAMETERS_13(F), F::At<13> a13
#define ARGUMENTS_14 ARGUMENTS_13, a13
#define PARAMETERS_15(F) PARAMETERS_14(F), F::At<14> a14
#define ARGUMENTS_15 ARGUMENTS_14, a14
#define PARAMETERS_16(F) PARAMETERS_15(F), F::At<15> a15
#define ARGUMENTS_16 ARGUMENTS_15, a15
#define PARAMETERS_17(F) PARAMETERS_16(F), F::At<16> a16
#define ARGUMENTS_17 ARGUMENTS_16, a16

// How many parameters each has behind the handle.
#define COUNT_copy 5
#define COUNT_swap 5
#define COUNT_scal 4
#define COUNT_real_scal 4
#define COUNT_axpy 6
#define COUNT_dot 6
#define COUNT_dotc 6
#define COUNT_nrm2 4
#define COUNT_asum 4
#define COUNT_rot 7
#define COUNT_rotm 6
#define COUNT_gemv 11
#define COUNT_gbmv 13
#define COUNT_symv 10
#define COUNT_hemv 10
#define COUNT_hbmv 11
#define COUNT_hpmv 9
#define COUNT_trmv 8
#define COUNT_trsv 8
#define COUNT_tbmv 9
#define COUNT_tbsv 9
#define COUNT_tpmv 7
#define COUNT_tpsv 7
#define COUNT_ger 9
#define COUNT_gerc 9
#define COUNT_syr 7
#define COUNT_her 7
#define COUNT_hpr 6
#define COUNT_syr2 9
#define COUNT_her2 9
#define COUNT_hpr2 8
#define COUNT_gemm 13
#define COUNT_symm 12
#define COUNT_hemm 12
#define COUNT_syrk 10
#define COUNT_herk 10
#define COUNT_syr2k 12
#define COUNT_her2k 12
#define COUNT_trmm 13
#define COUNT_trsm 11
#define COUNT_geam 12
#define COUNT_dgmm 9
#define COUNT_gemm_strided_batched 17
#define COUNT_gemv_strided_batched 15
#define COUNT_trsm_batched 12

#define JOINED(a, b) a##b
#define PARAMETERS(count, F) JOINED(PARAMETERS_, count)(F)
#define ARGUMENTS(count) JOINED(ARGUMENTS_, count)

#define STANDIN_ROUTINE(member, T, Int, exported)                                            \
  using Of_##exported = ArgumentsOf<decltype(cuda::BlasRoutines<T, Int>::member)>;           \
  static_assert(Of_##exported::kCount == COUNT_##member);                                    \
  extern "C" STANDIN_EXPORT BlasStatus exported(BlasHandle handle,                           \
                                                PARAMETERS(COUNT_##member, Of_##exported)) { \
    return standin::member<T>(#exported, handle, ARGUMENTS(COUNT_##member));                 \
  }
#define STANDIN_ROUTINES(member, T, exported, version) \
  STANDIN_ROUTINE(member, T, int, exported)            \
  STANDIN_ROUTINE(member, T, std::int64_t, exported##_64)

FULCRUM_CUBLAS_ROUTINES(STANDIN_ROUTINES)
