// SPDX-License-Identifier: Apache-2.0
// Platforms by name, several devices of one, and work that crosses from one platform to another.
#include <atomic>
#include <numeric>
#include <stdexcept>

#include "tests/runtime/suite.hpp"

namespace fulcrum::test {
namespace {

TEST(Platforms, AreNamedAndSayWhy) {
  const auto names = platform_names();
  ASSERT_EQ(names.size(), kPlatforms.size());
  EXPECT_EQ(names.front(), "host");
  for (const std::string_view name : names) {
    const Platform found = platform(name);
    EXPECT_EQ(found.name(), name);
    EXPECT_TRUE(found.available() || !found.reason().empty()) << name;
    EXPECT_TRUE(found.available() || !wanted(found.name())) << found.reason();
    for (const Device& device : found.devices()) {
      EXPECT_EQ(device.properties().platform, name);
      EXPECT_FALSE(device.name().empty());
      EXPECT_GT(device.properties().memory_bytes, 0U);
      EXPECT_GT(device.properties().compute_units, 0);
    }
  }
  EXPECT_EQ(platform("host").reason(), "");
}

TEST(Platforms, OfOtherNamesAreRefused) {
  expect_error(ErrorCode::InvalidArgument, "argument 1 (name) is vulkan: this build has host",
               [] { platform("vulkan"); });
}

// One device of each platform that is there, and all devices of those that have several.
std::vector<Device> devices() {
  std::vector<Device> all;
  for (const std::string_view name : platform_names())
    for (const Device& device : platform(name).devices()) all.push_back(device);
  return all;
}

TEST(Devices, CopyFromOneToTheOther) {
  constexpr std::size_t kSize = (std::size_t{9} << 20) / sizeof(int) + 5;  // more than two blocks
  for (const Device& from : devices()) {
    for (const Device& to : devices()) {
      SCOPED_TRACE(from.name() + " to " + to.name());
      const Stream stream = to.stream(), source = from.stream();
      const auto host = from.allocate<int, memory::Pinned>(kSize);
      const auto back = to.allocate<int, memory::Pinned>(kSize);
      std::iota(host.data(), host.data() + kSize, 3);
      const auto a = from.allocate<int>(kSize), b = to.allocate<int>(kSize);
      source.copy(a.view(), host.view()).sync();
      stream.copy(b.view(), a.view()).copy(back.view(), b.view()).sync();
      for (std::size_t i = 0; i < kSize; i += 997)
        ASSERT_EQ(back.data()[i], static_cast<int>(i) + 3);
      ASSERT_EQ(back.data()[kSize - 1], static_cast<int>(kSize) + 2);
      // Between one's device memory and the other's pinned memory.
      std::fill_n(back.data(), kSize, 0);
      stream.copy(back.view(), a.view()).sync();
      ASSERT_EQ(back.data()[kSize - 1], static_cast<int>(kSize) + 2);
      stream.copy(a.view(), back.view()).sync();
      // On the source's stream, rows apart.
      const std::size_t rows = 100, cols = 20, ld = 120;
      source.fill(a.view(), std::byte{0}).copy_matrix(b.view(), ld, a.view(), rows, rows, cols);
      source.sync();
      stream.copy(back.view(), b.view()).sync();
      EXPECT_EQ(back.data()[ld * 19 + 99], 0);
      EXPECT_EQ(back.data()[ld * 18 + 100], static_cast<int>(ld * 18 + 100) + 3);
    }
  }
}

TEST(Devices, ThatHaveNeitherSideOfACopyAreRefused) {
  const auto all = devices();
  if (all.size() < 2) GTEST_SKIP() << "one device";
  const auto a = all[0].allocate<int>(10), b = all[0].allocate<int>(10);
  const Stream stream = all[1].stream();
  expect_error(ErrorCode::InvalidArgument, "neither side lies on the stream's device",
               [&] { stream.copy(a.view(), b.view()); });
  EXPECT_EQ(stream.status(), "");
}

TEST(Devices, WaitForEachOthersEvents) {
  for (const Device& first : devices()) {
    for (const Device& second : devices()) {
      SCOPED_TRACE(first.name() + ", then " + second.name());
      const Stream a = first.stream(), b = second.stream();
      const Event ready = first.event();
      std::atomic<int> order{0};
      int one = -1, two = -1;
      for (int round = 0; round < 5; ++round) {
        order = 0;
        a.host([&] { one = order++; }).record(ready);
        b.wait(ready).host([&] { two = order++; }).sync();
        ASSERT_EQ(one, 0);
        ASSERT_EQ(two, 1);
      }
      // An error goes the same way.
      a.host([] { throw std::runtime_error("thrown on the first"); }).record(ready);
      b.wait(ready).host([&] { order = 100; });
      EXPECT_EQ(message_of([&] { b.sync(); }), "thrown on the first");
      EXPECT_NE(order, 100);
    }
  }
}

TEST(Devices, GiveTheirEventsToTheirOwnStreamsAlone) {
  const auto all = devices();
  if (all.size() < 2) GTEST_SKIP() << "one device";
  const Event event = all[0].event();
  const Stream stream = all[1].stream();
  expect_error(ErrorCode::InvalidArgument, "record", [&] { stream.record(event); });
  EXPECT_TRUE(event.done());
}

}  // namespace
}  // namespace fulcrum::test
