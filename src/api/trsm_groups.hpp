// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of triangular systems as a caller wrote them, seen as groups of
// column-major systems. Shared by the C++ API and the C ABI, which differ in their integers and in
// how they write a letter.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/level3/trsm_batch.hpp"
#include "src/api/trm_arguments.hpp"

namespace fulcrum::api {

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
  TrmLetters (*letters)(SideLetter, UploLetter, OpLetter, DiagLetter) = nullptr;

  // Group i, before which there are `first` systems.
  void make(std::int64_t i, std::int64_t first, simd::TrsmGroup<T>& g) const {
    g.item = trm_problem<T>(true, layout, letters(side[i], uplo[i], trans_a[i], diag[i]), m[i],
                            n[i], alpha[i], nullptr, lda[i], nullptr, ldb[i]);
    g.count = count[i];
    g.a = simd::pointers_from(a, first);
    g.b = b + first;
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<simd::TrsmGroup<T>> batch(std::int64_t groups) const {
    return simd::batch_made_by<simd::TrsmGroup<T>>(*this, groups);
  }
};

}  // namespace fulcrum::api
