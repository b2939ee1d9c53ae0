// SPDX-License-Identifier: Apache-2.0
// The memory that the host and its workers map, one after another: handed out by the host.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <set>
#include <vector>

#include "offload/worker/protocol.hpp"

namespace fulcrum::offload::worker {

// Memory of free blocks that is kept: giving it back and having it zeroed again costs some 0.3 ms
// a MiB, each way a page fault in two processes.
inline constexpr std::uint64_t kArenaKeptBytes = std::uint64_t{256} << 20;

// One sparse file without a name, of fixed size. A child of fork() has not got it. Thread-safe.
class Arena {
 public:
  // Blocks of at most `capacity` bytes together. Throws Error.
  explicit Arena(std::uint64_t capacity);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  const ArenaLayout& layout() const { return layout_; }
  std::byte* base() const { return base_; }
  std::byte* blocks() const { return base_ + layout_.blocks; }
  std::uint64_t capacity() const { return layout_.pages * kPage; }
  // The file's descriptor. Throws Error(DeviceLost) where the program has closed it: the number may
  // be another file's by now.
  int descriptor() const;

  // A block of `bytes` bytes (0 is taken as 1), which is there: not a hole. Its offset from the
  // first block on, a multiple of kPage. Throws Error(OutOfMemory).
  std::uint64_t allocate(std::size_t bytes);
  void release(std::uint64_t offset) noexcept;

  bool holds(const void* pointer) const {
    const auto* at = static_cast<const std::byte*>(pointer);
    return at >= blocks() && at < blocks() + capacity();
  }
  bool is_live(std::uint64_t offset, std::uint64_t bytes) const {
    return worker::is_live(base_, layout_, offset, bytes);
  }

  // What is in use, in blocks and in bytes.
  std::size_t live_blocks() const;
  std::uint64_t live_bytes() const;

 private:
  static constexpr int kOrders = 33;
  // A free block whose memory is still there, so that the next user finds it.
  struct Kept {
    std::uint64_t page;
    std::uint64_t backed;    // pages from its beginning on
    std::uint64_t released;  // the how many-th release this was
  };

  std::atomic<std::uint32_t>& in_use(std::uint64_t page);
  void make_real(std::uint64_t offset, std::uint64_t bytes) const;  // of the whole file
  void make_table_real(std::uint64_t page);
  void punch(std::uint64_t page, std::uint64_t pages) const noexcept;
  std::uint64_t split_off(int order);
  void give_back(std::uint64_t page, int order);
  void forget_kept(std::uint64_t most);  // until at most that many pages are kept
  std::uint64_t take(int order, std::uint64_t pages);

  ArenaLayout layout_;
  int descriptor_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::byte* base_ = nullptr;
  const pid_t process_;

  mutable std::mutex mutex_;
  std::array<std::set<std::uint64_t>, kOrders> free_;  // pages, not there
  std::array<std::deque<Kept>, kOrders> kept_;         // of each order the oldest first
  std::uint64_t releases_ = 0;
  std::uint64_t kept_pages_ = 0, live_pages_ = 0;
  std::size_t live_blocks_ = 0;
  std::vector<bool> table_there_;  // a page of the table each
};

}  // namespace fulcrum::offload::worker
