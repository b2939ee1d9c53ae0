// SPDX-License-Identifier: Apache-2.0
// Addresses of OpenCL's memory, and copies between offsets and strides of every sort.
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <set>

#include "offload/opencl/address.hpp"
#include "tests/opencl/support.hpp"

namespace fulcrum::test {
namespace {

namespace address = offload::opencl::address;
using offload::opencl::Block;

TEST(Addresses, AreFoundWithTheirOffset) {
  std::vector<std::pair<std::uintptr_t, Block*>> all;
  std::set<std::uintptr_t> different;
  for (int i = 0; i < 3000; ++i) {  // more than a chunk has
    auto block = std::make_unique<Block>();
    Block* const pointer = block.get();
    all.emplace_back(address::add(std::move(block)), pointer);
    ASSERT_GE(all.back().first, std::uintptr_t{1} << 60);
    ASSERT_EQ(all.back().first % 4096, 0U);
    different.insert(all.back().first);
  }
  EXPECT_EQ(different.size(), all.size());
  for (const auto& [at, block] : all) {
    for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, address::kMaxBytes - 1}) {
      EXPECT_EQ(address::find(at + offset).block, block);
      EXPECT_EQ(address::find(at + offset).offset, offset);
    }
    EXPECT_EQ(address::remove(at).get(), block);
    EXPECT_EQ(address::find(at).block, nullptr);
    EXPECT_EQ(address::remove(at), nullptr);
  }
}

TEST(Addresses, OfOthersAreNone) {
  int here = 0;
  for (const std::uintptr_t other :
       {std::uintptr_t{0}, reinterpret_cast<std::uintptr_t>(&here), (std::uintptr_t{1} << 60) - 1,
        std::uintptr_t{1} << 61, UINTPTR_MAX}) {
    EXPECT_EQ(address::find(other).block, nullptr) << other;
    EXPECT_EQ(address::remove(other), nullptr) << other;
  }
}

using OpenClMemory = OpenCl;

TEST_F(OpenClMemory, AddressesThatAreNoneAreRefused) {
  const Stream stream = device().stream();
  const auto there = device().allocate<char>(100);
  auto host = device().allocate<char, memory::Pinned>(1 << 17);
  const View<char> nowhere(4096, 100, nullptr);
  expect_error(ErrorCode::InvalidArgument, "(address) is 0x1000: it is no address of",
               [&] { stream.copy(nowhere, host.view().part(0, 100)); });
  expect_error(ErrorCode::InvalidArgument, "fill: argument 1 (address) is 0x1000",
               [&] { stream.fill(nowhere, std::byte{0}); });
  // Longer than its buffer, which no part() of a view gives.
  const View<char> longer(there.view().address(), 1 << 17, nullptr);
  expect_error(ErrorCode::InvalidArgument, "131072 bytes from there are beyond its allocation",
               [&] { stream.copy(longer, host.view()); });
  EXPECT_EQ(stream.status(), "");
}

// Rows that wrap round their pitch, and both sides in one buffer, which OpenCL has no call for.
TEST_F(OpenClMemory, StridedCopiesBeginAnywhere) {
  const Stream stream = device().stream();
  constexpr std::size_t kSize = 5000;
  std::mt19937 random(1);
  const auto number = [&](std::size_t below) { return random() % below; };
  auto from = device().allocate<char, memory::Pinned>(kSize);
  auto back = device().allocate<char, memory::Pinned>(kSize);
  const auto a = device().allocate<char>(kSize), b = device().allocate<char>(kSize);
  for (std::size_t i = 0; i < kSize; ++i) from.data()[i] = static_cast<char>(random());
  for (int round = 0; round < 300; ++round) {
    const std::size_t rows = 1 + number(40), cols = 1 + number(20);
    const std::size_t ld_a = rows + number(30), ld_b = rows + number(30);
    const std::size_t at_a = number(kSize - ld_a * cols), at_b = number(kSize - ld_b * cols);
    const bool within = round % 3 == 0;  // one buffer, b's part behind a's
    std::vector<char> want(from.data(), from.data() + kSize);
    stream.copy(a.view(), from.view()).copy(b.view(), from.view());
    std::size_t to = at_b;
    if (within) {
      to = kSize - ld_b * cols;
      if (at_a + ld_a * cols > to) continue;
    }
    const View<char> target = (within ? a : b).view().part(to, ld_b * cols);
    stream.copy_matrix(target, ld_b, a.view().part(at_a, ld_a * cols), ld_a, rows, cols);
    for (std::size_t j = 0; j < cols; ++j)
      std::memcpy(want.data() + to + j * ld_b, from.data() + at_a + j * ld_a, rows);
    stream.copy(back.view(), (within ? a : b).view()).sync();
    ASSERT_EQ(std::memcmp(back.data(), want.data(), kSize), 0)
        << round << ": " << rows << " x " << cols;
    // Up and down again.
    stream.fill(b.view(), std::byte{0})
        .copy_matrix(b.view().part(at_b, ld_b * cols), ld_b, from.view().part(at_a, ld_a * cols),
                     ld_a, rows, cols)
        .copy_matrix(back.view().part(at_a, ld_a * cols), ld_a, b.view().part(at_b, ld_b * cols),
                     ld_b, rows, cols)
        .sync();
    for (std::size_t j = 0; j < cols; ++j)
      ASSERT_EQ(std::memcmp(back.data() + at_a + j * ld_a, from.data() + at_a + j * ld_a, rows), 0);
  }
}

TEST_F(OpenClMemory, IsUsedAgain) {
  std::uintptr_t first = 0;
  for (int i = 0; i < 5; ++i) {
    const auto buffer = device().allocate<float>(10000);
    if (i == 0) first = buffer.view().address();
    EXPECT_EQ(buffer.view().address(), first);
  }
}

TEST_F(OpenClMemory, OfMoreThanTheDeviceGivesIsRefused) {
  const auto most = impl().facts().max_allocation;
  expect_error(ErrorCode::OutOfMemory, "one allocation has at most",
               [&] { device().allocate<char>(most + 1); });
  const offload::blas::Limits before = impl().limits();
  impl().set_limits({.device_bytes = 1 << 20});
  expect_error(ErrorCode::OutOfMemory, "more would pass the 1 MiB",
               [&] { device().allocate<char>(2 << 20); });
  impl().set_limits(before);
}

}  // namespace
}  // namespace fulcrum::test
