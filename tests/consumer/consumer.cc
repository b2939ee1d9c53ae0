// SPDX-License-Identifier: Apache-2.0
// The C++ API from outside: one product, its check, and what is decided for it.
#include <cstdio>
#include <vector>

#include "fulcrum/fulcrum.hpp"

int main() {
  const std::vector<double> a = {1, 2, 3, 4};  // column-major 2 x 2
  const std::vector<double> b = {5, 6, 7, 8};
  std::vector<double> c(4);
  fulcrum::gemm(fulcrum::Layout::ColMajor, fulcrum::Op::NoTrans, fulcrum::Op::NoTrans, 2, 2, 2, 1.0,
                a.data(), 2, b.data(), 2, 0.0, c.data(), 2);
  std::printf("%g %g %g %g\n", c[0], c[1], c[2], c[3]);
  return c == std::vector<double>{23, 34, 31, 46} ? 0 : 1;
}
