// SPDX-License-Identifier: Apache-2.0
// Scratch memory that cannot be had: an Error(OutOfMemory), and outputs that keep their bytes.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

// Runs `call` on a fresh thread, which has no scratch memory yet, and expects OutOfMemory; then
// once more with memory.
template <class Call>
void expect_out_of_memory(const char* routine, const std::vector<double>& output, Call call) {
  std::thread([&] {
    const std::vector<double> before(output.begin(), output.end());
    test::g_refuse = true;
    try {
      call();
      ADD_FAILURE() << routine << ": nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::OutOfMemory) << error.what();
    }
    EXPECT_EQ(last_decision().reason, Reason::None) << routine << " was not computed";
    EXPECT_EQ(last_decision().call.m, fulcrum::Call{}.m) << routine << " was not computed";
    test::g_refuse = false;
    EXPECT_EQ(output, before) << routine << " wrote before it had its memory";
    EXPECT_NO_THROW(call()) << routine << ", after memory has come back";
    EXPECT_NE(output, before) << routine;
  }).join();
}

TEST(OutOfMemoryTest, OutputsKeepTheirBytes) {
  constexpr std::int64_t kSize = 150;
  const std::vector<double> a(kSize * kSize, 1.0), b(kSize * kSize, 2.0);
  std::vector<double> c(kSize * kSize, 3.0);
  // The first call of the process makes its state; memory for that is not what is tested.
  gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 1, 1, 1, 1.0, a.data(), 1, b.data(), 1, 0.0,
       c.data(), 1);
  CallOptions options;
  options.backend = Backend::Simd;
  for (const Op op : {Op::NoTrans, Op::Trans}) {
    for (const int threads : {1, 2}) {
      options.threads = threads;
      expect_out_of_memory("gemm", c, [&] {
        gemm(Layout::ColMajor, op, op, kSize, kSize, kSize, 1.0, a.data(), kSize, b.data(), kSize,
             2.0, c.data(), kSize, options);
      });
    }
  }
  // A small product with A transposed packs A.
  expect_out_of_memory("gemm", c, [&] {
    gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, 20, 20, 20, 1.0, a.data(), kSize, b.data(),
         kSize, 2.0, c.data(), kSize, options);
  });
  // Strided vectors are gathered.
  for (const Op op : {Op::NoTrans, Op::Trans}) {
    expect_out_of_memory("gemv", c, [&] {
      gemv(Layout::ColMajor, op, kSize, kSize, 1.0, a.data(), kSize, b.data(), 2, 1.0, c.data(), 3,
           options);
    });
  }
  // A batch has its memory before the first product is written, also where only the last group
  // needs any.
  const Op ops[] = {Op::NoTrans, Op::Trans};
  const std::int64_t sizes[] = {4, 20}, leading[] = {kSize, kSize}, counts[] = {2, 1};
  const double factors[] = {1.0, 2.0};
  const double* const as[] = {a.data(), a.data(), a.data()};
  const double* const bs[] = {b.data(), b.data(), b.data()};
  double* const cs[] = {c.data(), c.data() + 4, c.data() + 8};
  for (const int threads : {1, 2}) {
    options.threads = threads;
    expect_out_of_memory("gemm_batch", c, [&] {
      gemm_batch(Layout::ColMajor, ops, ops, sizes, sizes, sizes, factors, as, leading, bs, leading,
                 factors, cs, leading, 2, counts, options);
    });
    expect_out_of_memory("gemm_batch_strided", c, [&] {
      gemm_batch_strided(Layout::ColMajor, Op::Trans, Op::NoTrans, 20, 20, 20, 1.0, a.data(), 20,
                         400, b.data(), 20, 400, 2.0, c.data(), 20, 400, 50, options);
    });
  }
  // The other operand of a packed one is packed in scratch memory.
  const PackedMatrix<double> packed =
      pack_a(Layout::ColMajor, Op::NoTrans, kSize, kSize, a.data(), kSize);
  expect_out_of_memory("gemm (packed)", c, [&] {
    gemm(Layout::ColMajor, Op::Trans, kSize, kSize, kSize, 1.0, packed, b.data(), kSize, 2.0,
         c.data(), kSize, options);
  });
  test::g_refuse = true;
  EXPECT_THROW((void)pack_a(Layout::ColMajor, Op::NoTrans, kSize, kSize, a.data(), kSize), Error);
  test::g_refuse = false;
  EXPECT_GT(test::g_refused.load(), 0);
}

}  // namespace
}  // namespace fulcrum
