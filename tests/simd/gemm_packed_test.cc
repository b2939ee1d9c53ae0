// SPDX-License-Identifier: Apache-2.0
// Packed operands on every target of this machine: products against the reference in simd/ref, and
// the bits of gemm() where it takes the packed path itself.
#include "simd/gemm/packed.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "simd/gemm/plan.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmCase;
using test::GemmShape;

std::string name_of(const Target& target) { return std::string(to_string(target.isa)); }

template <class T>
bool equal_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

// An operand of a case, packed into memory that ends at a page that may not be touched.
template <class T>
struct Owned {
  Owned(const GemmKernels<T>& kernels, PackedSide side, const GemmProblem<T>& p, int threads = 1)
      : form(packed_form(kernels, side, side == PackedSide::A ? p.m : p.n, p.k)),
        memory(form.elements()) {
    const bool is_a = side == PackedSide::A;
    pack(kernels, form, is_a ? p.trans_a : p.trans_b, is_a ? p.a : p.b, is_a ? p.lda : p.ldb,
         memory.data(), threads);
  }
  PackedOperand<T> operand() const { return {form, memory.data()}; }

  PackedForm form;
  test::GuardedArray<T> memory;
};

enum Which { kOnlyA = 1, kOnlyB = 2, kBoth = 3 };

// The case's product with the operands of `which` packed; what is packed is not read again.
template <class T>
std::vector<T> run(const GemmKernels<T>& kernels, const GemmCase<T>& c, int which, int threads) {
  c.reset();
  GemmProblem<T> p = c.problem();
  const Owned<T> a(kernels, PackedSide::A, p, threads), b(kernels, PackedSide::B, p, threads);
  const PackedOperand<T> packed_a = a.operand(), packed_b = b.operand();
  if ((which & kOnlyA) != 0) p.a = nullptr;
  if ((which & kOnlyB) != 0) p.b = nullptr;
  gemm_packed(kernels, p, (which & kOnlyA) != 0 ? &packed_a : nullptr,
              (which & kOnlyB) != 0 ? &packed_b : nullptr, threads);
  return c.result();
}

template <class T>
void check_everywhere(const GemmCase<T>& c) {
  const GemmShape& s = c.shape();
  const bool gemm_packs =
      s.m > 0 && s.n > 0 &&
      gemm_path({s.trans_a, s.trans_b, s.m, s.n, s.k, sizeof(T)}) == GemmPath::Packed;
  for (const Target& target : test::targets()) {
    const GemmKernels<T>& kernels = target.kernels<T>().gemm;
    const std::vector<T> first = run(kernels, c, kBoth, 1);
    ASSERT_EQ(c.verdict(), "") << name_of(target);
    for (const int which : {kOnlyA, kOnlyB, kBoth}) {
      for (const int threads : {1, 2, 3, 7}) {
        ASSERT_TRUE(equal_bits(run(kernels, c, which, threads), first))
            << name_of(target) << ", packed " << which << ", " << threads
            << " threads: " << describe(s);
      }
    }
    if (gemm_packs) {
      c.reset();
      gemm(kernels, c.problem(), 1);
      ASSERT_TRUE(equal_bits(c.result(), first)) << name_of(target) << ": " << describe(s);
    }
  }
}

template <class T>
class GemmPackedTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmPackedTest, Types);

TYPED_TEST(GemmPackedTest, Products) {
  std::vector<std::array<std::int64_t, 3>> shapes = {{1, 1, 1},  {5, 7, 3},   {49, 17, 20},
                                                     {1, 50, 9}, {50, 1, 40}, {110, 105, 101}};
  if (!test::small_scale())
    shapes.insert(shapes.end(),
                  {{600, 40, 90}, {30, 300, 700}, {129, 65, 1100}, {8, 8, 2500}, {90, 520, 60}});
  int turn = 0;
  for (const auto& [m, n, k] : shapes) {
    for (int trans = 0; trans < 4; ++trans, ++turn) {
      const GemmShape s{(trans & 1) != 0,          (trans & 2) != 0, m,        n,        k,
                        turn % 3 == 0 ? 1 : -0.37, turn % 4 * 0.5,   turn % 2, turn % 3, turn % 5};
      check_everywhere(GemmCase<TypeParam>(s));
      if (this->HasFatalFailure()) return;
    }
  }
}

// Nothing to multiply: C is scaled, and with beta = 0 not read.
TYPED_TEST(GemmPackedTest, NoDepthAndZeroAlpha) {
  for (const double beta : {0.0, 1.0, -2.0}) {
    check_everywhere(GemmCase<TypeParam>(GemmShape{false, true, 9, 5, 0, 1, beta, 0, 0, 1}));
    check_everywhere(GemmCase<TypeParam>(GemmShape{false, true, 9, 5, 6, 0, beta, 0, 0, 1}));
  }
}

// Every block of a packed operand holds what the target's packing makes of it, the panels' padding
// zero.
TYPED_TEST(GemmPackedTest, FormHoldsEveryElement) {
  using T = TypeParam;
  for (const Target& target : test::targets()) {
    const GemmKernels<T>& kernels = target.kernels<T>().gemm;
    const std::int64_t kc = packed_form(kernels, PackedSide::B, 1, 1 << 20).kc;
    const GemmCase<T> c(GemmShape{true, true, kernels.mr + 1, kernels.nr + 1, 2 * kc + 3});
    const GemmProblem<T> p = c.problem();
    for (const PackedSide side : {PackedSide::A, PackedSide::B}) {
      const Owned<T> packed(kernels, side, p, 2);
      const PackedForm& form = packed.form;
      const bool is_a = side == PackedSide::A;
      for (std::int64_t l = 0; l < p.k; ++l) {
        const std::int64_t block = l / form.kc * form.kc;
        const std::int64_t depth = std::min(form.kc, p.k - block);
        for (std::int64_t i = 0; i < form.padded(); ++i) {
          const std::int64_t panel = i / form.width * form.width;
          const T got = packed.memory[block * form.padded() + panel * depth +
                                      (l - block) * form.width + i - panel];
          T want{0};
          if (i < form.extent) want = is_a ? p.a[l + i * p.lda] : p.b[i + l * p.ldb];
          ASSERT_TRUE(test::same_bits(got, want)) << name_of(target) << ' ' << i << ' ' << l;
        }
      }
    }
  }
}

TYPED_TEST(GemmPackedTest, WithoutWorkspace) {
  using T = TypeParam;
  for (int trans = 0; trans < 4; ++trans) {
    const GemmCase<T> c(
        GemmShape{(trans & 1) != 0, (trans & 2) != 0, 53, 21, 1030, 0.37, 2, 1, 1, 1});
    for (const Target& target : test::targets()) {
      const GemmKernels<T>& kernels = target.kernels<T>().gemm;
      const GemmProblem<T> p = c.problem();
      const Owned<T> a(kernels, PackedSide::A, p), b(kernels, PackedSide::B, p);
      const PackedOperand<T> packed_a = a.operand(), packed_b = b.operand();
      for (const int which : {kOnlyA, kOnlyB, kBoth}) {
        c.reset();
        gemm_packed_without_workspace(kernels, p, (which & kOnlyA) != 0 ? &packed_a : nullptr,
                                      (which & kOnlyB) != 0 ? &packed_b : nullptr);
        // Each piece of k that passes through C costs a rounding more; the bound has room for them.
        EXPECT_EQ(c.verdict(), "") << name_of(target) << " packed " << which;
      }
    }
  }
}

// One packed operand, read by several application threads at once.
TYPED_TEST(GemmPackedTest, SharedByThreads) {
  using T = TypeParam;
  const GemmKernels<T>& kernels = test::targets().front().kernels<T>().gemm;
  const GemmCase<T> weights(GemmShape{false, false, 90, 1, 700});
  const Owned<T> a(kernels, PackedSide::A, weights.problem());
  const PackedOperand<T> packed = a.operand();
  std::vector<std::string> wrong(4);
  std::vector<std::thread> callers;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    callers.emplace_back([&, t] {
      const GemmCase<T> c(
          GemmShape{false, t % 2 != 0, 90, static_cast<std::int64_t>(20 + 31 * t), 700}, t + 5);
      GemmProblem<T> p = c.problem();
      p.a = weights.problem().a;
      p.lda = weights.problem().lda;
      const Owned<T> alone(kernels, PackedSide::A, p);
      const PackedOperand<T> own = alone.operand();
      gemm_packed(kernels, p, &own, static_cast<const PackedOperand<T>*>(nullptr), 1);
      const std::vector<T> want = c.result();
      for (int round = 0; round < test::scaled(10, 2); ++round) {
        c.reset();
        gemm_packed(kernels, p, &packed, static_cast<const PackedOperand<T>*>(nullptr),
                    1 + round % 3);
        if (!equal_bits(c.result(), want)) wrong[t] = describe(c.shape());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::string& text : wrong) EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace fulcrum::simd
