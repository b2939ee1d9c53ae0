// SPDX-License-Identifier: Apache-2.0
// What is built on a plain problem: products with packed operands or an epilogue, products of
// narrow operands, and batches.
#pragma once

#include <type_traits>

#include "offload/routines/level1.hpp"
#include "offload/routines/level3.hpp"
#include "offload/routines/matcopy.hpp"
#include "simd/batch/run.hpp"
#include "simd/gemm/batch.hpp"
#include "simd/gemm/epilogue.hpp"
#include "simd/gemm/packed.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "simd/level1/batch.hpp"
#include "simd/level2/gemv_batch.hpp"
#include "simd/level3/trsm_batch.hpp"

namespace fulcrum::offload {

// gemm with A, B or both packed (null: not packed, and read from `plain`).
template <class T>
struct FULCRUM_API PackedProduct {
  GemmProblem<T> plain;
  const simd::PackedOperand<T>* a = nullptr;
  const simd::PackedOperand<T>* b = nullptr;
};

// gemm with operations on the elements of C behind it.
template <class T>
struct EpilogueProduct {
  GemmProblem<T> plain;
  const simd::EpilogueList<T>* list = nullptr;
};

// Recorded, counted and priced as the plain product that they contain (`Recorded`: the problem that
// a Call tells of); one piece, since panels and epilogues are bound to their place in C.
template <class P, class T>
struct OnPlainProduct : OnePiece<P> {
  using Recorded = GemmProblem<T>;
  static constexpr Routine kRecordedRoutine = Routine::Gemm;
  static constexpr Cost kCost = Description<Recorded>::kCost;
  static const Recorded& recorded(const P& p) { return p.plain; }
  template <class F>
  static constexpr void fields(const P& p, const F& f) {
    Description<Recorded>::fields(p.plain, f);
  }
  static std::array<Operand, 3> operands(const P& p) {
    auto operands = Description<Recorded>::operands(p.plain);
    for (Operand& operand : operands) operand.cut = false;
    return operands;
  }
};

template <class T>
struct Description<PackedProduct<T>> : OnPlainProduct<PackedProduct<T>, T> {
  using P = PackedProduct<T>;
  static constexpr std::array kRoutines = {Routine::GemmPacked};
  static double operations(const P& p) { return Description<GemmProblem<T>>::operations(p.plain); }
  // Of a call that is known by its plain product alone, as if it were packed.
  static int threads(const simd::Target& /*t*/, const GemmProblem<T>& plain, std::int64_t /*count*/,
                     int allowed) {
    const simd::PackedOperand<T>* const none = nullptr;
    return simd::useful_threads(plain, none, none, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    const auto& kernels = t.kernels<T>().gemm;
    if (scratch == simd::Scratch::Workspace) {
      simd::gemm_packed(kernels, p.plain, p.a, p.b, threads);
    } else {
      simd::gemm_packed_without_workspace(kernels, p.plain, p.a, p.b);
    }
  }
};

template <class T>
struct Description<EpilogueProduct<T>> : OnPlainProduct<EpilogueProduct<T>, T> {
  using P = EpilogueProduct<T>;
  static constexpr std::array kRoutines = {Routine::GemmEpilogue};
  static double operations(const P& p) {
    return Description<GemmProblem<T>>::operations(p.plain) + real(p.plain.m) * real(p.plain.n);
  }
  static int threads(const simd::Target& t, const GemmProblem<T>& plain, std::int64_t /*count*/,
                     int allowed) {
    return simd::useful_threads(t.kernels<T>().gemm, plain, simd::EpilogueList<T>{}, allowed);
  }
  // Called through the C++ API alone, which reports that there is no memory.
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::gemm_with_epilogue(t.kernels<T>().gemm, p.plain, *p.list, threads);
  }
};

template <class TA, class TB, class TC>
struct ElementOf<simd::MixedGemmProblem<TA, TB, TC>> {
  template <class T>
  static constexpr bool kAny = std::is_same_v<TA, T> || std::is_same_v<TB, T>;
  static constexpr ElementType kType = kAny<bfloat16>       ? ElementType::BF16
                                       : kAny<float16>      ? ElementType::F16
                                       : kAny<std::uint8_t> ? ElementType::U8
                                                            : ElementType::I8;
};

template <class TA, class TB, class TC>
struct Description<simd::MixedGemmProblem<TA, TB, TC>> {
  using P = simd::MixedGemmProblem<TA, TB, TC>;
  static constexpr std::array kRoutines = {Routine::GemmMixed};
  static constexpr Cost kCost = Cost::Product;

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    bool none = false;
    f.layout(p.layout);
    f.op_a(p.trans_a, none);
    f.op_b(p.trans_b, none);
    f.beta(p.beta);
    f.m(p.m);
    f.n(p.n);
    f.k(p.k);
    f.lda(p.lda);
    f.ldb(p.ldb);
    f.ldc(p.ldc);
  }
  static double operations(const P& p) { return 2 * real(p.m) * real(p.n) * real(p.k); }
  static std::array<Operand, 3> operands(const P& p) {
    const bool reads = p.alpha != TC{} && p.k > 0;
    const std::int64_t rows_a = p.trans_a ? p.k : p.m, rows_b = p.trans_b ? p.n : p.k;
    return {matrix(Slot::A, p.a, rows_a, p.trans_a ? p.m : p.k, p.lda).read(reads),
            matrix(Slot::B, p.b, rows_b, p.trans_b ? p.k : p.n, p.ldb).read(reads).shared_out(),
            matrix(Slot::C, p.c, p.m, p.n, p.ldc).read(p.beta != TC{}).write().shared_out()};
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    if (scratch == simd::Scratch::Workspace) {
      simd::gemm_mixed(t.mixed.front(), p, threads);
    } else {
      simd::gemm_mixed_without_workspace(t.mixed.front(), p);
    }
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.b = matrix_piece(p.b, p.ldb, p.trans_b, begin);
    p.c = matrix_piece(p.c, p.ldc, false, begin);
    p.n = count;
    return p;
  }
};

// Recorded, counted and priced as the product without its offsets.
template <>
struct ElementOf<simd::OffsetGemmProblem> {
  static constexpr ElementType kType = ElementType::U8;
};
template <>
struct Description<simd::OffsetGemmProblem> {
  using P = simd::OffsetGemmProblem;
  using Recorded = decltype(P::plain);
  using Plain = Description<Recorded>;
  static constexpr Routine kRecordedRoutine = Routine::GemmMixed;
  static constexpr std::array kRoutines = {Routine::GemmMixed};
  static constexpr Cost kCost = Plain::kCost;

  static const Recorded& recorded(const P& p) { return p.plain; }
  template <class F>
  static constexpr void fields(const P& p, const F& f) {
    Plain::fields(p.plain, f);
  }
  static double operations(const P& p) { return Plain::operations(p.plain); }
  static std::array<Operand, 3> operands(const P& p) { return Plain::operands(p.plain); }
  static int threads(const simd::Target& t, const Recorded& plain, int allowed) {
    return Plain::threads(t, plain, allowed);
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch scratch) {
    if (scratch == simd::Scratch::Workspace) {
      simd::gemm_mixed(t.mixed.front(), p, threads);
    } else {
      simd::gemm_mixed_without_workspace(t.mixed.front(), p);
    }
  }
  static std::int64_t extent(const P& p) { return Plain::extent(p.plain); }
  static P piece(P p, std::int64_t begin, std::int64_t count) {
    p.plain = Plain::piece(p.plain, begin, count);
    if (p.kind == simd::OffsetC::PerColumn) p.offset_c += begin;
    return p;
  }
};

// A batch is recorded with the shape of the group that has the most work, and with the number of
// all its problems.
template <class Group>
struct BatchDescription {
  using P = simd::Batch<Group>;
  using Item = decltype(Group::item);
  using Recorded = Item;
  static constexpr Cost kCost = Description<Item>::kCost;

  // What a problem costs beyond its operations, as simd/batch/run.hpp counts it.
  static double work(const Group& group) {
    return (Description<Item>::operations(group.item) + simd::kItemWork) * real(group.count);
  }
  static double operations(const P& batch) {
    double total = 0;
    batch.for_each([&](const Group& group) { total += work(group); });
    return total;
  }
  static std::int64_t count(const P& batch) {
    std::int64_t total = 0;
    batch.for_each([&](const Group& group) { total += group.count; });
    return total;
  }
  static Item recorded(const P& batch) {
    Item item;
    double most = -1;
    batch.for_each([&](const Group& group) {
      if (const double size = work(group); size > most) {
        most = size;
        item = group.item;
      }
    });
    return item;
  }
  template <class F>
  static constexpr void fields(const P& batch, const F& f) {
    const Item item = recorded(batch);
    Description<Item>::fields(item, f);
  }
  static auto operands(const P& batch) {
    auto operands = Description<Item>::operands(recorded(batch));
    for (Operand& operand : operands) operand.cut = false;
    return operands;
  }
  // Problem by problem.
  static std::int64_t extent(const P& batch) { return count(batch); }
  static P piece(P batch, std::int64_t begin, std::int64_t count) {
    batch.begin += begin;
    batch.end = batch.begin + count;
    return batch;
  }
  // Is there a problem that has something to compute?
  static bool writes(const P& batch) {
    bool any = false;
    batch.for_each([&](const Group& group) { any = any || (group.count > 0 && group.writes()); });
    return any;
  }
  // Of `count` problems of one shape, whose operands do not matter here.
  static Group group_of(const Item& item, std::int64_t count) {
    Group group;
    group.item = item;
    group.count = count;
    return group;
  }
  // Without scratch memory: problem by problem.
  static void one_by_one(const simd::Target& t, const P& batch) {
    batch.for_each([&](const Group& group) {
      for (std::int64_t i = 0; group.writes() && i < group.count; ++i)
        Description<Item>::host(t, group.at(i), 1, simd::Scratch::None);
    });
  }
};

template <class T>
struct ElementOf<simd::GemmBatch<T>> : ElementOf<GemmProblem<T>> {};
template <class T>
struct Description<simd::GemmBatch<T>> : BatchDescription<simd::GemmGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Gemm;
  static constexpr std::array kRoutines = {Routine::GemmBatch};
  static int threads(const simd::Target& t, const GemmProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().gemm, simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::GemmBatch<T>& batch, int threads,
                   simd::Scratch scratch) {
    const auto& kernels = t.kernels<T>().gemm;
    if (scratch == simd::Scratch::None) return Description::one_by_one(t, batch);
    if constexpr (RealScalar<T>) {
      simd::gemm_batch(kernels, batch, threads);
    } else {
      simd::gemm_complex_batch(kernels, batch, threads);
    }
  }
};

template <class T>
struct ElementOf<simd::Batch<simd::GemvGroup<T>>> : ElementOf<GemvProblem<T>> {};
template <class T>
struct Description<simd::Batch<simd::GemvGroup<T>>> : BatchDescription<simd::GemvGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Gemv;
  static constexpr std::array kRoutines = {Routine::GemvBatch};
  static int threads(const simd::Target& t, const GemvProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().level2(), simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::Batch<simd::GemvGroup<T>>& batch, int threads,
                   simd::Scratch scratch) {
    if (scratch == simd::Scratch::None) return Description::one_by_one(t, batch);
    simd::gemv_batch(t.kernels<T>().level2(), batch, threads);
  }
};

template <class T>
struct ElementOf<simd::Batch<simd::TrsmGroup<T>>> : ElementOf<TrmProblem<T>> {};
template <class T>
struct Description<simd::Batch<simd::TrsmGroup<T>>> : BatchDescription<simd::TrsmGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Trsm;
  static constexpr std::array kRoutines = {Routine::TrsmBatch};
  static int threads(const simd::Target& t, const TrmProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().level3(), simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::Batch<simd::TrsmGroup<T>>& batch, int threads,
                   simd::Scratch scratch) {
    if (scratch == simd::Scratch::None) return Description::one_by_one(t, batch);
    simd::trsm_batch(t.kernels<T>().level3(), batch, threads);
  }
};

template <class T>
struct ElementOf<simd::Batch<simd::AxpyGroup<T>>> : ElementOf<AxpyProblem<T>> {};
template <class T>
struct Description<simd::Batch<simd::AxpyGroup<T>>> : BatchDescription<simd::AxpyGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Axpy;
  static constexpr std::array kRoutines = {Routine::AxpyBatch};
  static int threads(const simd::Target& t, const AxpyProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().level1, simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::Batch<simd::AxpyGroup<T>>& batch, int threads,
                   simd::Scratch /*scratch*/) {
    simd::axpy_batch(t.kernels<T>().level1, batch, threads);
  }
};

template <class T>
struct ElementOf<simd::Batch<simd::CopyGroup<T>>> : ElementOf<CopyProblem<T>> {};
template <class T>
struct Description<simd::Batch<simd::CopyGroup<T>>> : BatchDescription<simd::CopyGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Copy;
  static constexpr std::array kRoutines = {Routine::CopyBatch};
  static int threads(const simd::Target& t, const CopyProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().level1, simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::Batch<simd::CopyGroup<T>>& batch, int threads,
                   simd::Scratch /*scratch*/) {
    simd::copy_batch(t.kernels<T>().level1, batch, threads);
  }
};

template <class T>
struct ElementOf<simd::Batch<simd::DgmmGroup<T>>> : ElementOf<DgmmProblem<T>> {};
template <class T>
struct Description<simd::Batch<simd::DgmmGroup<T>>> : BatchDescription<simd::DgmmGroup<T>> {
  static constexpr Routine kRecordedRoutine = Routine::Dgmm;
  static constexpr std::array kRoutines = {Routine::DgmmBatch};
  static int threads(const simd::Target& t, const DgmmProblem<T>& item, std::int64_t count,
                     int allowed) {
    const auto group = Description::group_of(item, count);
    return simd::useful_threads(t.kernels<T>().level3(), simd::batch_of(group), allowed);
  }
  static void host(const simd::Target& t, const simd::Batch<simd::DgmmGroup<T>>& batch, int threads,
                   simd::Scratch /*scratch*/) {
    simd::dgmm_batch(t.kernels<T>().level3(), batch, threads);
  }
};

template <class T>
using GemvBatch = simd::Batch<simd::GemvGroup<T>>;
template <class T>
using TrsmBatch = simd::Batch<simd::TrsmGroup<T>>;

template <class T>
using AxpyBatch = simd::Batch<simd::AxpyGroup<T>>;
template <class T>
using CopyBatch = simd::Batch<simd::CopyGroup<T>>;
template <class T>
using DgmmBatch = simd::Batch<simd::DgmmGroup<T>>;

using ProductBatches = InAllTypes<simd::GemmBatch, GemvBatch, TrsmBatch>;
using StreamBatches = InAllTypes<AxpyBatch, CopyBatch, DgmmBatch>;
using BatchProblems = typename Joined<ProductBatches, StreamBatches>::List;

using MixedProducts = ProblemList<simd::MixedGemmProblem<bfloat16, bfloat16, float>,
                                  simd::MixedGemmProblem<float16, float16, float>,
                                  simd::MixedGemmProblem<std::int8_t, std::int8_t, std::int32_t>,
                                  simd::MixedGemmProblem<std::uint8_t, std::int8_t, std::int32_t>,
                                  simd::MixedGemmProblem<std::int8_t, std::uint8_t, std::int32_t>>;

// Those that the C ABI has, and all.
using CAbiProducts = typename Joined<InRealTypes<PackedProduct>, BatchProblems,
                                     ProblemList<simd::OffsetGemmProblem>, MixedProducts>::List;
using ProductProblems = typename Joined<CAbiProducts, InRealTypes<EpilogueProduct>>::List;

}  // namespace fulcrum::offload
