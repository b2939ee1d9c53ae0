// SPDX-License-Identifier: Apache-2.0
// Devices that are smaller than the problem.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "offload/blas/cross.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/host/host_platform.hpp"

namespace fulcrum::offload {
namespace {

const simd::Target& target() { return simd::targets().front(); }

// A quarter of a megabyte.
constexpr blas::Limits kSmall{
    .device_bytes = std::size_t{1} << 18, .staging_bytes = 1 << 14, .ring_bytes = 1 << 14};

struct Fit : testing::Test {
  host::HostBlas device{std::make_shared<host::HostAccelerator>(target(), kSmall, host::device())};
  std::vector<double> a = std::vector<double>(300 * 300, 1), b = a, c = a;
};

TEST_F(Fit, WhatFallsApartIsComputed) {
  GemmProblem<double> p;  // 2 MB
  p.m = p.n = p.k = 300;
  p.a = a.data(), p.b = b.data(), p.c = c.data();
  p.lda = p.ldb = p.ldc = 300;
  p.alpha = 1, p.beta = 1;
  const Outcome outcome = device.compute(p);
  EXPECT_TRUE(outcome.ok) << outcome.message;
  EXPECT_EQ(c, std::vector<double>(c.size(), 301));

  AxpyProblem<double> q;
  q.n = static_cast<std::int64_t>(a.size());
  q.alpha = 2;
  q.x = a.data(), q.y = c.data();
  q.incx = q.incy = 1;
  EXPECT_TRUE(device.compute(q).ok);
  EXPECT_EQ(c, std::vector<double>(c.size(), 303));
}

// B falls apart into columns, but the triangle is needed by each of them.
TEST_F(Fit, WhatDoesNotIsLeftAlone) {
  TrmProblem<double> p;
  p.solve = true, p.unit = true;
  p.m = p.n = 300;
  p.a = a.data(), p.b = b.data();
  p.lda = p.ldb = 300;
  p.alpha = 2;
  const Outcome outcome = device.compute(p);
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.in_place, Reason::DoesNotFit);
  EXPECT_EQ(outcome.completed, 0);
  EXPECT_EQ(outcome.message,
            "it needs 0.7248 MB of device memory at once, of which 0.2359 MB can be had");
  EXPECT_EQ(b, std::vector<double>(b.size(), 1));
  EXPECT_EQ(device.backlog_ns(), 0);

  SymvProblem<double> q;
  q.n = 300;
  q.alpha = 1;
  q.a = a.data(), q.lda = 300;
  q.x = b.data(), q.y = c.data();
  q.incx = q.incy = 1;
  EXPECT_EQ(device.compute(q).in_place, Reason::DoesNotFit);
  q.n = 100;
  EXPECT_TRUE(device.compute(q).ok);
}

TEST_F(Fit, ABatchGoesProblemByProblem) {
  simd::GemmGroup<double> group;
  group.item.m = group.item.n = group.item.k = 60;
  group.item.a = a.data(), group.item.b = b.data(), group.item.c = c.data();
  group.item.lda = group.item.ldb = group.item.ldc = 60;
  group.item.alpha = 1, group.item.beta = 0;
  group.stride_c = 3600;
  group.count = 25;
  EXPECT_TRUE(device.compute(simd::batch_of(group)).ok);
  EXPECT_EQ(c, std::vector<double>(c.size(), 60));
  group.item.m = group.item.n = group.item.k = 110;  // 3 x 97 kB
  group.item.lda = group.item.ldb = group.item.ldc = 110;
  group.count = 1;
  EXPECT_EQ(device.compute(simd::batch_of(group)).in_place, Reason::DoesNotFit);
}

}  // namespace
}  // namespace fulcrum::offload
