// SPDX-License-Identifier: Apache-2.0
// imatcopy without scratch memory gives what it gives with it, for every shape and stride.
#include <gtest/gtest.h>

#include <complex>
#include <vector>

#include "simd/matcopy/matcopy.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
void check(const Target& target, const ImatcopyProblem<T>& shape) {
  std::vector<T> with(4000), without;
  for (std::size_t i = 0; i < with.size(); ++i) with[i] = T(static_cast<Real<T>>(i));
  without = with;
  ImatcopyProblem<T> p = shape;
  p.a = with.data();
  imatcopy(target.kernels<T>().level3(), p, Scratch::Workspace);
  p.a = without.data();
  imatcopy(target.kernels<T>().level3(), p, Scratch::None);
  const std::int64_t rows = p.trans ? p.n : p.m, columns = p.trans ? p.m : p.n;
  for (std::int64_t j = 0; j < columns; ++j)
    for (std::int64_t i = 0; i < rows; ++i)
      ASSERT_EQ(with[static_cast<std::size_t>(i + j * p.ldb)],
                without[static_cast<std::size_t>(i + j * p.ldb)])
          << p.m << " x " << p.n << ", trans " << p.trans << ", lda " << p.lda << ", ldb " << p.ldb;
  for (std::size_t i = 3600; i < with.size(); ++i) ASSERT_EQ(without[i], with[i]) << "behind it";
}

template <class T>
void check_all(const Target& target) {
  for (const bool trans : {false, true}) {
    for (const auto& [m, n] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {1, 7}, {7, 1}, {5, 5}, {6, 9}, {9, 6}, {31, 20}, {20, 31}}) {
      for (const std::int64_t more : {0, 3}) {
        for (const std::int64_t more_out : {0, 4}) {
          ImatcopyProblem<T> p;
          p.trans = trans;
          p.conj = trans;
          p.m = m;
          p.n = n;
          p.alpha = T(2);
          p.lda = m + more;
          p.ldb = (trans ? n : m) + more_out;
          check(target, p);
        }
      }
    }
  }
}

TEST(Matcopy, WithoutScratchMemory) {
  for (const Target& target : test::targets()) {
    check_all<float>(target);
    check_all<double>(target);
    check_all<std::complex<float>>(target);
    check_all<std::complex<double>>(target);
  }
}

}  // namespace
}  // namespace fulcrum::simd
