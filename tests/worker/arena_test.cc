// SPDX-License-Identifier: Apache-2.0
// The arena hands out memory that is there, takes it back, and says no where there is none.
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <random>

#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

std::uint64_t bytes_there(const Arena& arena) {
  struct stat status {};
  fstat(arena.descriptor(), &status);
  return static_cast<std::uint64_t>(status.st_blocks) * 512;
}

TEST(ArenaTest, BlocksAreApartAndInUseToTheByte) {
  Arena arena(std::uint64_t{100} << 20);  // no power of two
  std::map<std::uint64_t, std::uint64_t> blocks;
  std::mt19937 random(1);
  std::uint64_t live = 0;
  for (int i = 0; i < 3000; ++i) {
    if (blocks.size() > 40 || (!blocks.empty() && random() % 3 == 0)) {
      const auto victim = std::next(blocks.begin(), static_cast<long>(random() % blocks.size()));
      EXPECT_TRUE(arena.is_live(victim->first, victim->second));
      arena.release(victim->first);
      EXPECT_FALSE(arena.is_live(victim->first, 1));
      live -= (victim->second + kPage - 1) / kPage * kPage;
      blocks.erase(victim);
      continue;
    }
    const std::uint64_t bytes = 1 + random() % (random() % 4 == 0 ? 1500000 : 20000);
    const std::uint64_t at = arena.allocate(bytes);
    ASSERT_EQ(at % kPage, 0U);
    const auto after = blocks.lower_bound(at);
    if (after != blocks.end()) {
      ASSERT_LE(at + bytes, after->first);
    }
    if (after != blocks.begin()) {
      ASSERT_GE(at, std::prev(after)->first + std::prev(after)->second);
    }
    std::memset(arena.blocks() + at, i, bytes);
    blocks[at] = bytes;
    live += (bytes + kPage - 1) / kPage * kPage;
    const std::uint64_t whole = (bytes + kPage - 1) / kPage * kPage;
    EXPECT_TRUE(arena.is_live(at, whole));
    EXPECT_FALSE(arena.is_live(at, whole + 1));
    EXPECT_TRUE(arena.is_live(at + bytes / 2, 1));
  }
  EXPECT_EQ(arena.live_blocks(), blocks.size());
  EXPECT_EQ(arena.live_bytes(), live);
  EXPECT_LE(live, bytes_there(arena)) << "a block is a hole";
  for (const auto& block : blocks) arena.release(block.first);
  EXPECT_EQ(arena.live_blocks(), 0U);
  // All of it can be had again, in one piece of a power of two.
  const std::uint64_t large = arena.allocate(std::size_t{64} << 20);
  arena.release(large);
}

TEST(ArenaTest, LargeFreeBlocksGiveTheirMemoryBack) {
  Arena arena(std::uint64_t{1} << 30);
  const std::uint64_t at = arena.allocate(std::size_t{300} << 20);
  EXPECT_GE(bytes_there(arena), std::uint64_t{300} << 20);
  arena.release(at);
  EXPECT_LT(bytes_there(arena), std::uint64_t{2} << 20);
}

// What is used over and over stays there, however much of other sizes was released before.
TEST(ArenaTest, TheBlockReleasedLastIsThere) {
  Arena arena(std::uint64_t{2} << 30);
  std::vector<std::uint64_t> others;
  for (int i = 0; i < 5; ++i) others.push_back(arena.allocate(std::size_t{60} << 20));
  for (const std::uint64_t other : others) arena.release(other);
  constexpr std::size_t kLarge = std::size_t{100} << 20;
  arena.release(arena.allocate(kLarge));
  const std::uint64_t before = bytes_there(arena);
  EXPECT_GE(before, kLarge);
  EXPECT_LE(before, std::uint64_t{258} << 20);
  const std::uint64_t again = arena.allocate(kLarge);
  EXPECT_EQ(bytes_there(arena), before) << "its memory had been given back";
  arena.release(again);
}

TEST(ArenaTest, SaysNoWhereThereIsNoMore) {
  Arena arena(std::uint64_t{8} << 20);
  EXPECT_THROW(arena.allocate(SIZE_MAX), Error);
  EXPECT_THROW(arena.allocate((std::size_t{8} << 20) + 1), Error);
  const std::uint64_t half = arena.allocate(std::size_t{4} << 20);
  (void)arena.allocate(std::size_t{4} << 20);
  try {
    (void)arena.allocate(1);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::OutOfMemory);
    EXPECT_EQ(std::string(error.what()),
              "worker: 1 bytes cannot be had: the arena has 8388608, and 8388608 are in use");
  }
  arena.release(half);
  (void)arena.allocate(1);
}

TEST(ArenaTest, CannotBeResized) {
  const Arena arena(std::uint64_t{1} << 20);
  EXPECT_NE(ftruncate(arena.descriptor(), 0), 0);
  EXPECT_NE(ftruncate(arena.descriptor(), 1 << 30), 0);
}

}  // namespace
}  // namespace fulcrum::offload::worker
