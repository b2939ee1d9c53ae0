// SPDX-License-Identifier: Apache-2.0
// The C++ routines by the signatures of their families, callable with arguments by name.
#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/asum.hpp"
#include "fulcrum/axpby.hpp"
#include "fulcrum/axpy.hpp"
#include "fulcrum/copy.hpp"
#include "fulcrum/dgmm.hpp"
#include "fulcrum/dot.hpp"
#include "fulcrum/extremes.hpp"
#include "fulcrum/gbmv.hpp"
#include "fulcrum/gemm.hpp"
#include "fulcrum/gemm_batch.hpp"
#include "fulcrum/gemm_epilogue.hpp"
#include "fulcrum/gemm_mixed.hpp"
#include "fulcrum/gemmt.hpp"
#include "fulcrum/gemv.hpp"
#include "fulcrum/gemv_batch.hpp"
#include "fulcrum/ger.hpp"
#include "fulcrum/hemv.hpp"
#include "fulcrum/her.hpp"
#include "fulcrum/herk.hpp"
#include "fulcrum/iamax.hpp"
#include "fulcrum/matcopy.hpp"
#include "fulcrum/nrm2.hpp"
#include "fulcrum/packed.hpp"
#include "fulcrum/rot.hpp"
#include "fulcrum/scal.hpp"
#include "fulcrum/sum.hpp"
#include "fulcrum/swap.hpp"
#include "fulcrum/symm.hpp"
#include "fulcrum/symv.hpp"
#include "fulcrum/syr.hpp"
#include "fulcrum/syrk.hpp"
#include "fulcrum/trmm.hpp"
#include "fulcrum/trmv.hpp"
#include "fulcrum/trsm.hpp"
#include "fulcrum/trsm_batch.hpp"
#include "fulcrum/trsv.hpp"
#include "fulcrum/vector_batch.hpp"
#include "tests/support/argument_list.hpp"

namespace fulcrum::test {

using Arguments = ArgumentList<std::int64_t>;

template <class R>
void keep_result(Arguments&, const R&) {}

struct Routine {
  Signature signature;
  std::string_view name;
  void (*call)(Arguments& arguments, std::string_view line) = nullptr;
  bool has_layout = true;
  bool reads = true;  // operands; explain_... reads none

  // Its arguments in order; the layout takes the place of the Fortran routine's own.
  std::string line() const {
    const std::string_view line = signature.arguments;
    const bool ordered = line.starts_with("ordering ");
    return (has_layout ? "layout " : "") +
           std::string(ordered ? line.substr(line.find(' ') + 1) : line) + " options";
  }
};

template <auto kFunction>
void call_by_name(Arguments& arguments, std::string_view line) {
  invoke(kFunction, arguments, line);
}

template <auto kFunction>
Routine routine(std::string_view name, std::string_view family, bool reads = true) {
  return {*signature(family), name, &call_by_name<kFunction>, true, reads};
}

// Those of overloaded names.
using I = std::int64_t;
template <class T>
using Gemm = void(Layout, Op, Op, I, I, I, T, const T*, I, const T*, I, T, T*, I,
                  const CallOptions&);
template <class T>
using GemmEpilogue = void(Layout, Op, Op, I, I, I, T, const T*, I, const T*, I, T, T*, I,
                          const Epilogue<T>&, const CallOptions&);
template <class T>
using GemmBatch = void(Layout, Op, Op, I, I, I, T, const T* const*, I, const T* const*, I, T,
                       T* const*, I, I, const CallOptions&);
template <class T>
using GemmGroups = void(Layout, const Op*, const Op*, const I*, const I*, const I*, const T*,
                        const T* const*, const I*, const T* const*, const I*, const T*, T* const*,
                        const I*, I, const I*, const CallOptions&);
template <class T>
using GemvBatch = void(Layout, Op, I, I, T, const T* const*, I, const T* const*, I, T, T* const*, I,
                       I, const CallOptions&);
template <class T>
using GemvGroups = void(Layout, const Op*, const I*, const I*, const T*, const T* const*, const I*,
                        const T* const*, const I*, const T*, T* const*, const I*, I, const I*,
                        const CallOptions&);
template <class T>
using TrsmBatch = void(Layout, Side, Uplo, Op, Diag, I, I, T, const T* const*, I, T* const*, I, I,
                       const CallOptions&);
template <class T>
using TrsmGroups = void(Layout, const Side*, const Uplo*, const Op*, const Diag*, const I*,
                        const I*, const T*, const T* const*, const I*, T* const*, const I*, I,
                        const I*, const CallOptions&);

template <class T>
using AxpyBatch = void(I, T, const T* const*, I, T* const*, I, I, const CallOptions&);
template <class T>
using AxpyGroups = void(const I*, const T*, const T* const*, const I*, T* const*, const I*, I,
                        const I*, const CallOptions&);
template <class T>
using CopyBatch = void(I, const T* const*, I, T* const*, I, I, const CallOptions&);
template <class T>
using CopyGroups = void(const I*, const T* const*, const I*, T* const*, const I*, I, const I*,
                        const CallOptions&);
template <class T>
using DgmmBatch = void(Layout, Side, I, I, const T* const*, I, const T* const*, I, T* const*, I, I,
                       const CallOptions&);
template <class T>
using DgmmGroups = void(Layout, const Side*, const I*, const I*, const T* const*, const I*,
                        const T* const*, const I*, T* const*, const I*, I, const I*,
                        const CallOptions&);

// What C and Fortran lack: gemm with an epilogue and of mixed types, batches of pointers that share
// one shape, and what packs.
inline const Signature kGemmEpilogue = {
    "",
    "transa transb m n k alpha a lda b ldb beta c ldc epilogue",
    {{"lda", "m", "k", "transa"}, {"ldb", "k", "n", "transb"}, {"ldc", "m", "n"}},
    "",
    "NTCR"};
inline const Signature kGemmMixed = {
    "",
    "transa transb m n k alpha a lda b ldb beta c ldc",
    {{"lda", "m", "k", "transa"}, {"ldb", "k", "n", "transb"}, {"ldc", "m", "n"}}};
inline const Signature kGemmBatch = {
    "",
    "transa transb m n k alpha a lda b ldb beta c ldc batch",
    {{"lda", "m", "k", "transa"}, {"ldb", "k", "n", "transb"}, {"ldc", "m", "n"}},
    "",
    "NTCR",
    "NTCR"};
inline const Signature kGemvBatch = {
    "", "trans m n alpha a lda x incx beta y incy batch", {{"lda", "m", "n"}}, "", "NTCR", "NTCR"};
inline const Signature kTrsmBatch = {"",
                                     "side uplo transa diag m n alpha a lda b ldb batch",
                                     {{"lda", "m", "n", "side"}, {"ldb", "m", "n"}}};
inline const Signature kPackA = {"", "transa m k a lda", {{"lda", "m", "k", "transa"}}};
inline const Signature kPackB = {"", "transb k n b ldb", {{"ldb", "k", "n", "transb"}}};

inline const Signature kAxpyBatch = {"",  "n alpha x incx y incy batch", {}, "", "", "", false,
                                     true};
inline const Signature kCopyBatch = {"", "n x incx y incy batch", {}, "", "", "", false, true};
inline const Signature kDgmm = {
    "", "side m n a lda x incx c ldc", {{"lda", "m", "n"}, {"ldc", "m", "n"}}};
inline const Signature kDgmmBatch = {
    "", "side m n a lda x incx c ldc batch", {{"lda", "m", "n"}, {"ldc", "m", "n"}}};

template <class T>
void append_vector_batches(std::vector<Routine>& all) {
  const auto add = [&all](Routine routine) {
    routine.has_layout = false;
    all.push_back(routine);
  };
  add({kAxpyBatch, "axpy_batch", &call_by_name<static_cast<AxpyBatch<T>*>(&axpy_batch<T>)>});
  add({kCopyBatch, "copy_batch", &call_by_name<static_cast<CopyBatch<T>*>(&copy_batch<T>)>});
  add(routine<static_cast<AxpyGroups<T>*>(&axpy_batch<T>)>("axpy_batch", "AXPY_BATCH"));
  add(routine<static_cast<CopyGroups<T>*>(&copy_batch<T>)>("copy_batch", "COPY_BATCH"));
  add(routine<&axpy_batch_strided<T>>("axpy_batch_strided", "AXPY_BATCH_STRIDED"));
  add(routine<&copy_batch_strided<T>>("copy_batch_strided", "COPY_BATCH_STRIDED"));
  all.push_back({kDgmm, "dgmm", &call_by_name<&dgmm<T>>});
  all.push_back(
      {kDgmmBatch, "dgmm_batch", &call_by_name<static_cast<DgmmBatch<T>*>(&dgmm_batch<T>)>});
  all.push_back(routine<static_cast<DgmmGroups<T>*>(&dgmm_batch<T>)>("dgmm_batch", "DGMM_BATCH"));
  all.push_back(routine<&dgmm_batch_strided<T>>("dgmm_batch_strided", "DGMM_BATCH_STRIDED"));
}

template <class T>
void append_batches(std::vector<Routine>& all) {
  all.push_back(
      {kGemmBatch, "gemm_batch", &call_by_name<static_cast<GemmBatch<T>*>(&gemm_batch<T>)>});
  all.push_back(
      {kGemvBatch, "gemv_batch", &call_by_name<static_cast<GemvBatch<T>*>(&gemv_batch<T>)>});
  all.push_back(
      {kTrsmBatch, "trsm_batch", &call_by_name<static_cast<TrsmBatch<T>*>(&trsm_batch<T>)>});
  const std::vector<Routine> more = {
      routine<static_cast<GemmGroups<T>*>(&gemm_batch<T>)>("gemm_batch", "GEMM_BATCH"),
      routine<static_cast<GemvGroups<T>*>(&gemv_batch<T>)>("gemv_batch", "GEMV_BATCH"),
      routine<static_cast<TrsmGroups<T>*>(&trsm_batch<T>)>("trsm_batch", "TRSM_BATCH"),
      routine<&gemm_batch_strided<T>>("gemm_batch_strided", "GEMM_BATCH_STRIDED"),
      routine<&gemv_batch_strided<T>>("gemv_batch_strided", "GEMV_BATCH_STRIDED"),
      routine<&trsm_batch_strided<T>>("trsm_batch_strided", "TRSM_BATCH_STRIDED")};
  all.insert(all.end(), more.begin(), more.end());
}

template <class T>
std::vector<Routine> real_routines() {
  return {
      routine<&symv<T>>("symv", "SYMV"),
      routine<&sbmv<T>>("sbmv", "SBMV"),
      routine<&spmv<T>>("spmv", "SPMV"),
      routine<&ger<T>>("ger", "GER"),
      routine<&syr<T>>("syr", "SYR"),
      routine<&spr<T>>("spr", "SPR"),
      routine<&syr2<T>>("syr2", "SYR2"),
      routine<&spr2<T>>("spr2", "SPR2"),
      routine<&explain_gemm<T>>("gemm", "GEMM", false),
      routine<&explain_gemv<T>>("gemv", "GEMV", false),
      {kGemmEpilogue, "gemm", &call_by_name<static_cast<GemmEpilogue<T>*>(&gemm<T, Epilogue<T>>)>},
      {kPackA, "pack_a", &call_by_name<&pack_a<T>>},
      {kPackB, "pack_b", &call_by_name<&pack_b<T>>}};
}

template <class T>
std::vector<Routine> complex_routines() {
  return {routine<&hemv<T>>("hemv", "HEMV"), routine<&hbmv<T>>("hbmv", "HBMV"),
          routine<&hpmv<T>>("hpmv", "HPMV"), routine<&geru<T>>("geru", "GERU"),
          routine<&gerc<T>>("gerc", "GERC"), routine<&her<T>>("her", "HER"),
          routine<&hpr<T>>("hpr", "HPR"),    routine<&her2<T>>("her2", "HER2"),
          routine<&hpr2<T>>("hpr2", "HPR2"), routine<&hemm<T>>("hemm", "HEMM"),
          routine<&herk<T>>("herk", "HERK"), routine<&her2k<T>>("her2k", "HER2K")};
}

template <class T>
const std::vector<Routine>& listed_routines() {
  static const std::vector<Routine> all = [] {
    std::vector<Routine> list = {routine<static_cast<Gemm<T>*>(&gemm<T>)>("gemm", "GEMM"),
                                 routine<&gemv<T>>("gemv", "GEMV"),
                                 routine<&gbmv<T>>("gbmv", "GBMV"),
                                 routine<&trmv<T>>("trmv", "TRMV"),
                                 routine<&tbmv<T>>("tbmv", "TBMV"),
                                 routine<&tpmv<T>>("tpmv", "TPMV"),
                                 routine<&trsv<T>>("trsv", "TRSV"),
                                 routine<&tbsv<T>>("tbsv", "TBSV"),
                                 routine<&tpsv<T>>("tpsv", "TPSV"),
                                 routine<&gemmt<T>>("gemmt", "GEMMT"),
                                 routine<&symm<T>>("symm", "SYMM"),
                                 routine<&syrk<T>>("syrk", "SYRK"),
                                 routine<&syr2k<T>>("syr2k", "SYR2K"),
                                 routine<&trmm<T>>("trmm", "TRMM"),
                                 routine<&trsm<T>>("trsm", "TRSM"),
                                 routine<&omatcopy<T>>("omatcopy", "OMATCOPY"),
                                 routine<&imatcopy<T>>("imatcopy", "IMATCOPY"),
                                 routine<&geadd<T>>("geadd", "GEADD"),
                                 routine<&omatcopy2<T>>("omatcopy2", "OMATCOPY2"),
                                 routine<&omatadd<T>>("omatadd", "OMATADD")};
    std::vector<Routine> own;
    if constexpr (RealScalar<T>) {
      own = real_routines<T>();
    } else {
      own = complex_routines<T>();
    }
    list.insert(list.end(), own.begin(), own.end());
    if constexpr (std::same_as<T, float>) {  // of types of their own
      const auto mixed = [&](auto* call) { list.push_back({kGemmMixed, "gemm_mixed", call}); };
      mixed(&call_by_name<&gemm_mixed<bfloat16, bfloat16, float>>);
      mixed(&call_by_name<&gemm_mixed<float16, float16, float>>);
      mixed(&call_by_name<&gemm_mixed<std::int8_t, std::int8_t, std::int32_t>>);
      mixed(&call_by_name<&gemm_mixed<std::uint8_t, std::int8_t, std::int32_t>>);
    }
    append_batches<T>(list);
    append_vector_batches<T>(list);
    return list;
  }();
  return all;
}

// Of level 1.
template <auto kFunction>
Routine plain(std::string_view name, std::string_view arguments) {
  return {{"", arguments, {}}, name, &call_by_name<kFunction>, false};
}

template <class T>
const std::vector<Routine>& listed_level1() {
  using Scal = void(I, T, T*, I, const CallOptions&);
  static const std::vector<Routine> all = [] {
    std::vector<Routine> list = {plain<&axpy<T>>("axpy", "n alpha x incx y incy"),
                                 plain<&axpby<T>>("axpby", "n alpha x incx beta y incy"),
                                 plain<&fulcrum::copy<T>>("copy", "n x incx y incy"),
                                 plain<&fulcrum::swap<T>>("swap", "n x incx y incy"),
                                 plain<static_cast<Scal*>(&scal<T>)>("scal", "n alpha x incx"),
                                 plain<&nrm2<T>>("nrm2", "n x incx"),
                                 plain<&asum<T>>("asum", "n x incx"),
                                 plain<&iamax<T>>("iamax", "n x incx"),
                                 plain<&sum<T>>("sum", "n x incx"),
                                 plain<&iamin<T>>("iamin", "n x incx"),
                                 plain<&amax<T>>("amax", "n x incx"),
                                 plain<&amin<T>>("amin", "n x incx"),
                                 plain<&rot<T>>("rot", "n x incx y incy alpha beta")};
    if constexpr (RealScalar<T>) {
      list.push_back(plain<&imax<T>>("imax", "n x incx"));
      list.push_back(plain<&imin<T>>("imin", "n x incx"));
      list.push_back(plain<&dot<T>>("dot", "n x incx y incy"));
      list.push_back(plain<&rotm<T>>("rotm", "n x incx y incy param"));
    } else {
      using RealScal = void(I, Real<T>, T*, I, const CallOptions&);
      list.push_back(plain<static_cast<RealScal*>(&scal<T>)>("scal", "n alpha x incx"));
      list.push_back(plain<&axpyc<T>>("axpyc", "n alpha x incx y incy"));
      list.push_back(plain<&dotu<T>>("dotu", "n x incx y incy"));
      list.push_back(plain<&dotc<T>>("dotc", "n x incx y incy"));
    }
    if constexpr (std::same_as<T, float>) {
      list.push_back(plain<&dsdot>("dsdot", "n x incx y incy"));
      list.push_back(plain<&sdsdot>("sdsdot", "n alpha x incx y incy"));
    }
    return list;
  }();
  return all;
}

}  // namespace fulcrum::test
