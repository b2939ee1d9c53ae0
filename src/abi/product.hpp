// SPDX-License-Identifier: Apache-2.0
// Checks that the products of matrices share.
#pragma once

#include <cstdint>

#include "src/abi/check.hpp"

namespace fulcrum::abi {

// lda and ldb of op(A) op(B), m x n: by rows of op(B) op(A), whose letters are still in the
// caller's order.
template <class Arguments, class Letter>
[[gnu::always_inline]] inline void leading_of_product(Arguments& arguments, bool by_rows,
                                                      Letter transa, Letter transb, std::int64_t m,
                                                      std::int64_t n, std::int64_t k,
                                                      std::int64_t lda, std::int64_t ldb) {
  const bool trans_a = transposed(by_rows ? transb : transa),
             trans_b = transposed(by_rows ? transa : transb);
  arguments.leading(by_rows ? "ldb" : "lda", lda, trans_a ? k : m, by_rows ? 11 : 0);
  arguments.skip();
  arguments.leading(by_rows ? "lda" : "ldb", ldb, trans_b ? n : k, by_rows ? 9 : 0);
}

// gemm's list behind its letters: by rows it is the call by columns of the same memory, whose sizes
// and operands are handed over already.
template <class Arguments, class Letter>
[[gnu::always_inline]] inline void shape_of_product(Arguments& arguments, bool by_rows,
                                                    Letter transa, Letter transb, std::int64_t m,
                                                    std::int64_t n, std::int64_t k,
                                                    std::int64_t lda, std::int64_t ldb,
                                                    std::int64_t ldc) {
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 5 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 4 : 0);
  arguments.size("k", k);
  arguments.skip(2);
  leading_of_product(arguments, by_rows, transa, transb, m, n, k, lda, ldb);
  arguments.skip(2);
  arguments.leading("ldc", ldc, m);
}

}  // namespace fulcrum::abi
