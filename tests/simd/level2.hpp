// SPDX-License-Identifier: Apache-2.0
// What the tests of level 2 share: sizes, and matrices in every storage.
#pragma once

#include "simd/ref/level2.hpp"
#include "tests/simd/products.hpp"

namespace fulcrum::test {

inline constexpr Storage kStorages[] = {Storage::Full, Storage::Band, Storage::Packed};

// The diagonals of a band, and its columns' distance; of a full matrix the columns'.
template <class Problem>
void set_storage(Problem& p, Storage storage, Random& random) {
  p.storage = storage;
  const auto pad = static_cast<std::int64_t>(random.bits() % 3);
  if constexpr (requires { p.k; }) {
    if (storage == Storage::Band) {
      p.k = one_of<std::int64_t>(random, {0, 1, 3, 9, p.n + 2});
      p.lda = p.k + 1 + pad;
      return;
    }
  }
  p.lda = p.n + pad;
}
template <class Problem>
std::int64_t rows_of(const Problem& p) {
  if constexpr (requires { p.k; })
    if (p.storage == Storage::Band) return p.k + 1;
  return p.n;
}
template <class T, class Problem>
T* place_square(Operand<T>& operand, const Problem& p, Random& random) {
  if (p.storage == Storage::Packed) return place_vector(operand, p.n * (p.n + 1) / 2, 1, random);
  return place_matrix(operand, rows_of(p), p.n, p.lda, random);
}

}  // namespace fulcrum::test
