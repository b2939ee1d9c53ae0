// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of triangular systems as a caller wrote them, seen as groups of
// column-major systems. Shared by the C++ API and the C ABI, which differ in their integers and in
// how they write a letter.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/level3/trsm_batch.hpp"

namespace fulcrum::api {

// The letters of a system, which have been checked.
struct TrsmLetters {
  bool right = false, upper = false, trans = false, conj = false, unit = false;
};

// By rows it is the transposed equation: A on the other side, its other triangle stored.
template <class T>
TrmProblem<T> trsm_problem(Layout layout, const TrsmLetters& letters, std::int64_t m,
                           std::int64_t n, T alpha, const T* a, std::int64_t lda, T* b,
                           std::int64_t ldb) {
  const bool by_rows = layout == Layout::RowMajor;
  return {true,
          letters.right != by_rows,
          letters.upper != by_rows,
          letters.trans,
          letters.conj,
          letters.unit,
          by_rows ? n : m,
          by_rows ? m : n,
          alpha,
          a,
          lda,
          b,
          ldb,
          layout};
}

// Arrays with one entry per group; a and b with one per system, one group after another.
template <class T, class Int, class SideLetter, class UploLetter, class OpLetter, class DiagLetter>
struct TrsmGroups {
  Layout layout = Layout::ColMajor;
  const SideLetter* side = nullptr;
  const UploLetter* uplo = nullptr;
  const OpLetter* trans_a = nullptr;
  const DiagLetter* diag = nullptr;
  const Int *m = nullptr, *n = nullptr;
  const T* alpha = nullptr;
  const T* const* a = nullptr;
  const Int* lda = nullptr;
  T* const* b = nullptr;
  const Int* ldb = nullptr;
  const Int* count = nullptr;
  TrsmLetters (*letters)(SideLetter, UploLetter, OpLetter, DiagLetter) = nullptr;

  // Group i, before which there are `first` systems.
  void make(std::int64_t i, std::int64_t first, simd::TrsmGroup<T>& g) const {
    g.item = trsm_problem<T>(layout, letters(side[i], uplo[i], trans_a[i], diag[i]), m[i], n[i],
                             alpha[i], nullptr, lda[i], nullptr, ldb[i]);
    g.count = count[i];
    g.a = a + first;
    g.b = b + first;
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<simd::TrsmGroup<T>> batch(std::int64_t groups) const {
    const auto group_of = [](const void* arguments, std::int64_t i, std::int64_t first,
                             simd::TrsmGroup<T>& made) -> const simd::TrsmGroup<T>& {
      static_cast<const TrsmGroups*>(arguments)->make(i, first, made);
      return made;
    };
    return {groups, group_of, this};
  }
};

// For the C ABI: computes a checked batch in place, without scratch memory where there is none.
template <class T>
FULCRUM_API void execute_or_fall_back(const simd::Batch<simd::TrsmGroup<T>>& batch) noexcept;

}  // namespace fulcrum::api
