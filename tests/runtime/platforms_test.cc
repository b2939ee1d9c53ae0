// SPDX-License-Identifier: Apache-2.0
// One suite for every platform: the host always; CUDA on a GPU, or on the stand-in driver that
// FULCRUM_CUDA_LIBRARY_PATH names.
#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/runtime.hpp"

namespace fulcrum::test {
namespace {

// Asynchronous copies of pageable memory do not compile; handles move and do not copy.
template <class To, class From>
concept AsyncCopy = requires(StreamRef stream, View<int, To> to, View<const int, From> from) {
  stream.copy(to, from);
};
template <class To, class From>
concept BlockingCopy = requires(StreamRef stream, View<int, To> to, View<const int, From> from) {
  stream.copy_blocking(to, from);
};
static_assert(AsyncCopy<memory::Device, memory::Pinned> &&
              AsyncCopy<memory::Pinned, memory::Device>);
static_assert(AsyncCopy<memory::Device, memory::Device>);
static_assert(!AsyncCopy<memory::Device, memory::Pageable> &&
              !AsyncCopy<memory::Pageable, memory::Device>);
static_assert(BlockingCopy<memory::Device, memory::Pageable> &&
              BlockingCopy<memory::Pageable, memory::Device>);
template <class V>
concept HostReadable = requires(V view) {
  view.data();
};
static_assert(HostReadable<View<int, memory::Pinned>> && !HostReadable<View<int, memory::Device>>);
template <class T>
inline constexpr bool kMoveOnly =
    std::is_nothrow_move_constructible_v<T> && !std::is_copy_constructible_v<T>;
static_assert(kMoveOnly<Buffer<int, memory::Device>> && kMoveOnly<Event> && kMoveOnly<TimedEvent>);
static_assert(!std::is_copy_constructible_v<Stream> && std::is_move_constructible_v<Stream>);
static_assert(std::is_convertible_v<View<int, memory::Pinned>, View<const int, memory::Pinned>>);
static_assert(!std::is_convertible_v<View<const int, memory::Pinned>, View<int, memory::Pinned>>);

class Runtime : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const Platform platform = fulcrum::platform(GetParam());
    if (platform.available()) {
      device_.emplace(platform.devices().front());
      return;
    }
    EXPECT_FALSE(platform.reason().empty());
    // Whoever names a driver wants it tested.
    ASSERT_TRUE(config().cuda_library_path.empty()) << platform.reason();
    GTEST_SKIP() << platform.reason();
  }
  Device& device() { return *device_; }

  template <class T>
  Buffer<T, memory::Pinned> pinned(std::size_t size, T value = T{}) {
    auto buffer = device().allocate<T, memory::Pinned>(size);
    std::fill_n(buffer.data(), size, value);
    return buffer;
  }

 private:
  std::optional<Device> device_;
};

TEST_P(Runtime, CopiesThereAndBack) {
  const Stream stream = device().stream();
  auto from = pinned<double>(1000), to = pinned<double>(1000, -1);
  std::iota(from.data(), from.data() + 1000, 0.5);
  const auto there = device().allocate<double, memory::Device>(1000),
             again = device().allocate<double, memory::Device>(1000);
  stream.copy(there.view(), from.view())
      .copy(again.view(), there.view())
      .copy(to.view(), again.view())
      .sync();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(to.data()[i], i + 0.5);
  EXPECT_TRUE(stream.done());
  EXPECT_EQ(stream.status(), "");
}

TEST_P(Runtime, CopiesParts) {
  const Stream stream = device().stream();
  auto from = pinned<int>(10), to = pinned<int>(10);
  std::iota(from.data(), from.data() + 10, 0);
  const auto there = device().allocate<int, memory::Device>(10);
  stream.fill(there.view(), std::byte{0});
  stream.copy(there.view().part(2, 3), from.view().part(5, 3)).copy(to.view(), there.view()).sync();
  EXPECT_EQ(std::vector<int>(to.data(), to.data() + 10),
            (std::vector<int>{0, 0, 5, 6, 7, 0, 0, 0, 0, 0}));
  EXPECT_THROW(there.view().part(8, 3), Error);
  EXPECT_THROW(there.view().part(11, 0), Error);
  EXPECT_THROW(stream.copy(there.view(), to.view().part(0, 9)), Error);
}

TEST_P(Runtime, CopiesMatricesBetweenLeadingDimensions) {
  const Stream stream = device().stream();
  constexpr std::size_t kRows = 3, kCols = 4, kHostLd = 5, kDeviceLd = 4;
  auto from = pinned<int>(kHostLd * kCols), to = pinned<int>(kHostLd * kCols, -1);
  std::iota(from.data(), from.data() + from.size(), 0);
  const auto there = device().allocate<int, memory::Device>(kDeviceLd * kCols);
  stream.copy_matrix(there.view(), kDeviceLd, from.view(), kHostLd, kRows, kCols)
      .copy_matrix(to.view(), kHostLd, there.view(), kDeviceLd, kRows, kCols)
      .sync();
  for (std::size_t j = 0; j < kCols; ++j) {
    for (std::size_t i = 0; i < kHostLd; ++i) {
      const int want = i < kRows ? from.data()[i + j * kHostLd] : -1;
      EXPECT_EQ(to.data()[i + j * kHostLd], want) << i << ',' << j;
    }
  }
  EXPECT_THROW(stream.copy_matrix(there.view(), 2, from.view(), kHostLd, kRows, kCols), Error);
  EXPECT_THROW(stream.copy_matrix(there.view(), kDeviceLd, from.view(), kHostLd, kRows, kCols + 1),
               Error);
}

TEST_P(Runtime, BlockingCopiesTakePageableMemory) {
  const Stream stream = device().stream();
  std::vector<float> from(300, 2.5F), to(300, 0);
  const auto there = device().allocate<float, memory::Device>(300);
  stream.copy_blocking(there.view(), View<const float, memory::Pageable>(from.data(), 300));
  from.assign(300, 0);
  stream.copy_blocking(View<float, memory::Pageable>(to.data(), 300), there.view());
  EXPECT_EQ(to, std::vector<float>(300, 2.5F));
}

TEST_P(Runtime, FillSetsEveryByte) {
  const Stream stream = device().stream();
  auto host = pinned<unsigned>(64);
  const auto there = device().allocate<unsigned, memory::Device>(64);
  stream.fill(there.view(), std::byte{0xAB}).copy(host.view(), there.view()).sync();
  for (int i = 0; i < 64; ++i) ASSERT_EQ(host.data()[i], 0xABABABABU);
  stream.fill(host.view(), std::byte{1}).sync();
  EXPECT_EQ(host.data()[63], 0x01010101U);
}

TEST_P(Runtime, EventsOrderStreams) {
  const Stream first = device().stream(), second = device().stream();
  const Event ready = device().event();
  EXPECT_TRUE(ready.done());  // never recorded
  auto from = pinned<int>(100000, 7), to = pinned<int>(100000);
  const auto there = device().allocate<int, memory::Device>(100000);
  for (int round = 0; round < 20; ++round) {
    std::fill_n(from.data(), from.size(), round);
    first.copy(there.view(), from.view()).record(ready);
    second.wait(ready).copy(to.view(), there.view()).sync();
    ASSERT_EQ(to.data()[0], round);
    ASSERT_EQ(to.data()[99999], round);
    ready.sync();
    EXPECT_TRUE(ready.done());
  }
}

TEST_P(Runtime, TimedEventsGiveNanoseconds) {
  const Stream stream = device().stream();
  const TimedEvent begin = device().timed_event(), end = device().timed_event();
  auto host = pinned<char>(1 << 20);
  const auto there = device().allocate<char, memory::Device>(1 << 20);
  stream.record(begin).copy(there.view(), host.view()).record(end).sync();
  EXPECT_GE(end - begin, 0);
}

TEST_P(Runtime, HostTasksRunInOrder) {
  const Stream stream = device().stream();
  auto from = pinned<int>(1), to = pinned<int>(1);
  const auto there = device().allocate<int, memory::Device>(1);
  int seen = 0;
  stream.host([&] { from.data()[0] = 42; })
      .copy(there.view(), from.view())
      .copy(to.view(), there.view())
      .host([&] { seen = to.data()[0]; })
      .sync();
  EXPECT_EQ(seen, 42);
}

TEST_P(Runtime, TheFirstErrorPoisonsTheStreamAndWhatDependsOnIt) {
  const Stream stream = device().stream(), dependent = device().stream(), other = device().stream();
  const Event before = device().event(), after = device().event();
  std::atomic<bool> ran{false};
  stream.record(before)
      .host([] { throw std::runtime_error("the first"); })
      .host([] { throw std::runtime_error("the second"); })
      .host([&] { ran = true; })
      .record(after);
  dependent.wait(after).host([&] { ran = true; });
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  for (int again = 0; again < 2; ++again) {
    EXPECT_NE(message([&] { stream.sync(); }).find("the first"), std::string::npos);
    EXPECT_NE(message([&] { dependent.sync(); }).find("the first"), std::string::npos);
    EXPECT_NE(message([&] { after.sync(); }).find("the first"), std::string::npos);
  }
  EXPECT_NE(stream.status().find("the first"), std::string::npos);
  EXPECT_NE(dependent.status().find("the first"), std::string::npos);
  EXPECT_FALSE(ran);
  EXPECT_NO_THROW(before.sync());
  other.wait(before).host([&] { ran = true; }).sync();
  EXPECT_TRUE(ran);
  EXPECT_EQ(other.status(), "");
}

// What a stream still uses is not handed out again: the copy back must see the first buffer's
// bytes.
TEST_P(Runtime, BuffersWaitForTheStreamsThatUseThem) {
  const Stream stream = device().stream();
  constexpr std::size_t kSize = 1 << 18;
  auto to = pinned<int>(kSize);
  for (int round = 0; round < 10; ++round) {
    {
      auto from = pinned<int>(kSize, round);
      const auto there = device().allocate<int, memory::Device>(kSize);
      stream.copy(there.view(), from.view()).copy(to.view(), there.view());
    }
    const auto reused = pinned<int>(kSize, -1);
    stream.sync();
    ASSERT_EQ(to.data()[0], round);
    ASSERT_EQ(to.data()[kSize - 1], round);
  }
}

TEST_P(Runtime, BuffersMove) {
  auto a = device().allocate<int, memory::Device>(5);
  const auto address = a.view().address();
  Buffer<int, memory::Device> b = std::move(a);
  EXPECT_EQ(b.view().address(), address);
  EXPECT_EQ(b.size(), 5U);
  EXPECT_FALSE(a);  // NOLINT(bugprone-use-after-move): what a moved-from buffer is, is the question
  EXPECT_EQ(a.size(), 0U);  // NOLINT(clang-analyzer-cplusplus.Move): this is what is tested
  b = device().allocate<int, memory::Device>(7);
  EXPECT_EQ(b.size(), 7U);
}

TEST_P(Runtime, StreamsFinishTheirWorkWhenTheyEnd) {
  auto from = pinned<int>(1000, 3), to = pinned<int>(1000);
  const auto there = device().allocate<int, memory::Device>(1000);
  const Event last = device().event();
  {
    const Stream stream = device().stream();
    stream.copy(there.view(), from.view()).copy(to.view(), there.view()).record(last);
  }
  last.sync();
  EXPECT_EQ(to.data()[999], 3);
}

TEST_P(Runtime, TooMuchMemoryIsAnError) {
  EXPECT_THROW((device().allocate<double, memory::Device>(SIZE_MAX / 4)), Error);
  if (GetParam() != "host") {  // where AddressSanitizer's allocator would end the program
    EXPECT_THROW((device().allocate<double, memory::Device>(SIZE_MAX / 64)), Error);
  }
  const auto small = device().allocate<double, memory::Device>(0);
  EXPECT_EQ(small.size(), 0U);
}

TEST_P(Runtime, DevicesServeManyThreads) {
  std::vector<std::thread> threads;
  threads.reserve(6);
  std::atomic<int> right{0};
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      const Stream stream = device().stream();
      for (int round = 0; round < 20; ++round) {
        auto from = pinned<int>(5000, t * 100 + round), to = pinned<int>(5000);
        const auto there = device().allocate<int, memory::Device>(5000);
        stream.copy(there.view(), from.view()).copy(to.view(), there.view()).sync();
        if (to.data()[0] == t * 100 + round && to.data()[4999] == t * 100 + round) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 120);
}

INSTANTIATE_TEST_SUITE_P(Platforms, Runtime, testing::Values("host", "worker", "cuda"),
                         [](const auto& instance) { return instance.param; });

TEST(Platforms, AreNamedAndSayWhy) {
  std::vector<Platform> all;
  for (const std::string_view name : platform_names()) all.push_back(platform(name));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name(), "host");
  EXPECT_TRUE(all[0].available());
  EXPECT_EQ(all[0].reason(), "");
  EXPECT_EQ(all[1].name(), "cuda");
  EXPECT_EQ(all[1].available(), all[1].reason().empty()) << all[1].reason();
}

}  // namespace
}  // namespace fulcrum::test
