// SPDX-License-Identifier: Apache-2.0
// Memory on every platform: kinds, copies, fills, and who waits for whom when a buffer ends.
#include <atomic>
#include <future>
#include <numeric>
#include <string_view>
#include <thread>
#include <type_traits>

#include "tests/runtime/suite.hpp"

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
static_assert(AsyncCopy<memory::Device, memory::Device> &&
              AsyncCopy<memory::Managed, memory::Device>);
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

using MemoryOf = Runtime;

TEST_P(MemoryOf, CopiesThereAndBack) {
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

TEST_P(MemoryOf, CopiesParts) {
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

TEST_P(MemoryOf, CopiesMatricesBetweenLeadingDimensions) {
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

TEST_P(MemoryOf, BlockingCopiesTakePageableMemory) {
  const Stream stream = device().stream();
  std::vector<float> from(300, 2.5F), to(300, 0);
  const auto there = device().allocate<float, memory::Device>(300);
  stream.copy_blocking(there.view(), View<const float, memory::Pageable>(from.data(), 300));
  from.assign(300, 0);
  stream.copy_blocking(View<float, memory::Pageable>(to.data(), 300), there.view());
  EXPECT_EQ(to, std::vector<float>(300, 2.5F));
}

TEST_P(MemoryOf, FillSetsEveryByte) {
  const Stream stream = device().stream();
  auto host = pinned<unsigned>(64);
  const auto there = device().allocate<unsigned, memory::Device>(64);
  stream.fill(there.view(), std::byte{0xAB}).copy(host.view(), there.view()).sync();
  for (int i = 0; i < 64; ++i) ASSERT_EQ(host.data()[i], 0xABABABABU);
  stream.fill(host.view(), std::byte{1}).sync();
  EXPECT_EQ(host.data()[63], 0x01010101U);
}

// What a stream still uses is not handed out again: the copy back must see the first buffer's
// bytes.
TEST_P(MemoryOf, BuffersWaitForTheStreamsThatUseThem) {
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

TEST_P(MemoryOf, BuffersMove) {
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

TEST_P(MemoryOf, TooMuchMemoryIsAnError) {
  EXPECT_THROW((device().allocate<double, memory::Device>(SIZE_MAX / 4)), Error);
  if (std::string_view(GetParam()) !=
      "host") {  // where AddressSanitizer's allocator would end the program
    EXPECT_THROW((device().allocate<double, memory::Device>(SIZE_MAX / 64)), Error);
  }
  const auto small = device().allocate<double, memory::Device>(0);
  EXPECT_EQ(small.size(), 0U);
}

TEST_P(MemoryOf, DevicesServeManyThreads) {
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

TEST_P(MemoryOf, ManagedMemoryServesBothSidesOrSaysWhyNot) {
  const std::string why = device().absent(MemoryKind::Managed);
  if (!why.empty()) {
    expect_error(ErrorCode::BackendUnavailable, why,
                 [&] { device().allocate<int, memory::Managed>(10); });
    return;
  }
  const Stream stream = device().stream();
  const auto managed = device().allocate<int, memory::Managed>(100);
  std::fill_n(managed.data(), 100, 7);
  auto back = pinned<int>(100);
  const auto there = device().allocate<int>(100);
  stream.copy(there.view(), managed.view()).copy(back.view(), there.view()).sync();
  EXPECT_EQ(back.data()[99], 7);
  stream.fill(managed.view(), std::byte{1}).sync();
  EXPECT_EQ(managed.data()[99], 0x01010101);
}

TEST_P(MemoryOf, OtherKindsAreAlwaysThere) {
  for (const MemoryKind kind : {MemoryKind::Pageable, MemoryKind::Pinned, MemoryKind::Device})
    EXPECT_EQ(device().absent(kind), "") << to_string(kind);
}

TEST_P(MemoryOf, BuffersAreAligned) {
  for (const std::size_t size : {1U, 3U, 1000U, 100000U}) {
    EXPECT_EQ(device().allocate<char>(size).view().address() % 256, 0U);
    EXPECT_EQ((device().allocate<char, memory::Pinned>(size).view().address() % 256), 0U);
  }
}

// Freed in a task of the stream that still has work for it: that is done first.
TEST_P(MemoryOf, BuffersMayGoInATaskOfTheStreamThatUsesThem) {
  const Stream stream = device().stream();
  constexpr std::size_t kSize = 1 << 16;
  auto from = pinned<int>(kSize, 5), to = pinned<int>(kSize);
  std::optional<Buffer<int>> there = device().allocate<int>(kSize);
  stream.copy(there->view(), from.view());
  std::promise<void> queued;
  stream.host([&, later = queued.get_future().share()] {
    later.wait();
    there.reset();
  });
  stream.copy(to.view(), there->view());
  queued.set_value();
  stream.sync();
  EXPECT_EQ(to.data()[0], 5);
  EXPECT_EQ(to.data()[kSize - 1], 5);
  EXPECT_FALSE(there.has_value());
}

INSTANTIATE_TEST_SUITE_P(Platforms, MemoryOf, testing::ValuesIn(kPlatforms), name_of);

}  // namespace
}  // namespace fulcrum::test
