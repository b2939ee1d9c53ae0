// SPDX-License-Identifier: Apache-2.0
// Batches through the whole crossing to the host platform: the bits of the kernels in place, in any
// number of pieces, and with a failure at every call.
#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"
#include "tests/blas/faulty.hpp"

namespace fulcrum::offload {
namespace {

using host::HostAccelerator;
using host::HostBlas;

const simd::Target& target() { return simd::targets().front(); }
constexpr blas::Limits kNarrow{
    .device_bytes = std::size_t{1} << 20, .staging_bytes = 4096, .ring_bytes = 4096};

// Small whole numbers, so that a vendor's order of summation does not matter.
template <class T>
void fill(std::vector<T>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<Real<T>>(static_cast<int>(i * 7 % 11) - 5);
}

// Five groups: strided, with one A for all, of pointers, without work, and one large problem. What
// lies between the outputs is compared too.
template <class Group>
struct Batches {
  using Item = decltype(Group::item);
  using T = Element<Item>;
  static constexpr std::int64_t kSize = 9, kLd = 11, kCount = 6, kLarge = 24;

  std::vector<T> inputs = std::vector<T>(kCount * kLd * kSize + kLarge * kLarge),
                 outputs = std::vector<T>(5 * kCount * kLd * kSize + kLarge * kLarge);
  std::vector<const T*> in_pointers;
  std::vector<T*> out_pointers;
  std::vector<Group> groups;

  Batches() {
    fill(inputs);
    fill(outputs);
    for (std::int64_t i = 0; i < kCount; ++i) {
      in_pointers.push_back(inputs.data() + (kCount - 1 - i) * kLd * kSize);
      out_pointers.push_back(output(3) + (i ^ 1) * kLd * kSize);
    }
    groups.push_back(strided(0, kLd * kSize));
    groups.push_back(strided(1, 0));
    Group none = strided(2, kLd * kSize);
    none.count = 0;
    groups.push_back(none);
    Group pointers = strided(3, 0);
    set_pointers(pointers);
    groups.push_back(pointers);
    Group large;
    large.item = item(kLarge, kLarge, inputs.data(), outputs.data() + 5 * kCount * kLd * kSize);
    large.count = 1;
    groups.push_back(large);
  }
  T* output(std::int64_t group) { return outputs.data() + group * kCount * kLd * kSize; }

  Group strided(std::int64_t group, std::int64_t stride_in) {
    Group g;
    g.item = item(kSize, kLd, inputs.data(), output(group));
    g.count = kCount;
    g.stride_a = stride_in;
    if constexpr (requires { g.stride_c; }) g.stride_b = stride_in, g.stride_c = kLd * kSize;
    if constexpr (requires { g.stride_y; }) g.stride_x = stride_in, g.stride_y = kLd * kSize;
    if constexpr (
        requires { g.stride_b; } && !requires { g.stride_c; })
      g.stride_b = kLd * kSize;
    return g;
  }
  void set_pointers(Group& g) {
    g.item = item(kSize, kLd, nullptr, nullptr);
    g.a = in_pointers.data();
    if constexpr (requires { g.c; }) g.b = in_pointers.data(), g.c = out_pointers.data();
    if constexpr (requires { g.y; }) g.x = in_pointers.data(), g.y = out_pointers.data();
    if constexpr (
        requires { g.b; } && !requires { g.c; })
      g.b = out_pointers.data();
  }
  static Item item(std::int64_t size, std::int64_t ld, const T* in, T* out) {
    Item p;
    p.alpha = 2;
    p.m = p.n = size;
    p.a = in;
    p.lda = ld;
    if constexpr (requires { p.y; }) {
      p.trans = true;
      p.n = size - 2;
      p.x = in, p.incx = 1;
      p.y = out, p.incy = -2;
      p.beta = -1;
    } else if constexpr (requires { p.c; }) {
      p.k = size - 1;
      p.trans_b = true;
      p.b = in, p.ldb = ld;
      p.c = out, p.ldc = ld;
      p.beta = -1;
    } else {
      p.solve = true;
      p.unit = true;
      p.upper = true;
      p.b = out, p.ldb = ld;
    }
    return p;
  }
  simd::Batch<Group> batch() const {
    simd::Batch<Group> batch;
    batch.groups = static_cast<std::int64_t>(groups.size());
    batch.group = [](const void* self, std::int64_t index, std::int64_t /*first*/,
                     Group& /*made*/) -> const Group& {
      return static_cast<const Batches*>(self)->groups[static_cast<std::size_t>(index)];
    };
    batch.arguments = this;
    return batch;
  }
};

template <class Group>
struct BatchCrossing : testing::Test {};
using Groups =
    testing::Types<simd::GemmGroup<float>, simd::GemmGroup<double>,
                   simd::GemmGroup<std::complex<float>>, simd::GemmGroup<std::complex<double>>,
                   simd::GemvGroup<double>, simd::GemvGroup<std::complex<float>>,
                   simd::TrsmGroup<float>, simd::TrsmGroup<std::complex<double>>>;
TYPED_TEST_SUITE(BatchCrossing, Groups);

template <class Group>
auto expected() {
  Batches<Group> in_place;
  const auto batch = in_place.batch();
  Description<simd::Batch<Group>>::host(target(), batch, 1, simd::Scratch::Workspace);
  return in_place.outputs;
}

TYPED_TEST(BatchCrossing, IsComputedInOnePieceAndInMany) {
  const auto want = expected<TypeParam>();
  for (const blas::Limits& limits : {blas::Limits{}, kNarrow}) {
    HostBlas device(std::make_shared<HostAccelerator>(target(), limits, host::device()));
    Batches<TypeParam> batches;
    const Outcome outcome = device.compute(batches.batch());
    ASSERT_TRUE(outcome.ok) << outcome.message;
    EXPECT_EQ(outcome.completed, 3 * Batches<TypeParam>::kCount + 1);
    EXPECT_EQ(batches.outputs, want);
  }
}

TYPED_TEST(BatchCrossing, IsRightWhereverACallFails) {
  const auto want = expected<TypeParam>();
  bool in_the_middle = false;
  for (const test::Faults kind : {test::Faults{}, test::Faults{.later = true},
                                  test::Faults{.code = ErrorCode::OutOfMemory}}) {
    for (test::Faults faults = kind;;) {
      ++faults.fails_at;
      faults.calls = 0;
      HostBlas device(std::make_shared<HostAccelerator>(
          target(), kNarrow, std::make_shared<test::FaultyDevice>(host::device(), faults)));
      Batches<TypeParam> batches;
      const auto batch = batches.batch();
      const Outcome outcome = device.compute(batch);
      const bool reached = faults.calls > faults.fails_at;
      const std::string what = "call " + std::to_string(faults.fails_at);
      ASSERT_TRUE(outcome.ok || reached) << what << ": " << outcome.message;
      if (!outcome.ok) {
        EXPECT_EQ(outcome.code, kind.code) << what;
        in_the_middle = in_the_middle || outcome.completed > 0;
        AnyProblem(batch).ops().host_rest(target(), &batch, outcome.completed, 1,
                                          simd::Scratch::Workspace);
      }
      EXPECT_EQ(batches.outputs, want) << what;
      if (!reached) break;
    }
  }
  EXPECT_TRUE(in_the_middle);
}

}  // namespace
}  // namespace fulcrum::offload
