// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/arena.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <string>
#include <system_error>

#include "fulcrum/error.hpp"

namespace fulcrum::offload::worker {
namespace {

[[noreturn]] void fail(const char* call, int error) {
  throw Error(
      error == ENOMEM || error == ENOSPC ? ErrorCode::OutOfMemory : ErrorCode::BackendUnavailable,
      "worker", std::string(call) + ": " + std::generic_category().message(error));
}

int order_of(std::uint64_t pages) { return pages <= 1 ? 0 : std::bit_width(pages - 1); }

}  // namespace

Arena::Arena(std::uint64_t capacity) : layout_(ArenaLayout::of(capacity)), process_(getpid()) {
  // Named in /proc/self/maps.
  descriptor_ = memfd_create("fulcrum-worker", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor_ < 0) fail("memfd_create", errno);
  struct stat status {};
  void* memory = MAP_FAILED;
  if (ftruncate(descriptor_, static_cast<off_t>(layout_.bytes)) == 0 &&
      fcntl(descriptor_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0 &&
      fstat(descriptor_, &status) == 0) {
    memory = mmap(nullptr, layout_.bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                  descriptor_, 0);
  }
  if (memory == MAP_FAILED || madvise(memory, layout_.bytes, MADV_DONTFORK) != 0) {
    const int error = errno;
    if (memory != MAP_FAILED) munmap(memory, layout_.bytes);
    close(descriptor_);
    fail("the arena cannot be made", error);
  }
  device_ = status.st_dev;
  inode_ = status.st_ino;
  base_ = static_cast<std::byte*>(memory);
  table_there_.resize((layout_.blocks - layout_.table) / kPage);
  // The largest powers of two that fit, one behind another.
  for (std::uint64_t page = 0; page < layout_.pages;) {
    const int order = std::bit_width(layout_.pages - page) - 1;
    free_[static_cast<std::size_t>(order)].insert(page);
    page += std::uint64_t{1} << order;
  }
  make_real(0, layout_.table);
}

Arena::~Arena() {
  if (getpid() != process_) return;
  munmap(base_, layout_.bytes);
  struct stat status {};
  if (fstat(descriptor_, &status) == 0 && status.st_ino == inode_ && status.st_dev == device_)
    close(descriptor_);
}

int Arena::descriptor() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0 || status.st_ino != inode_ || status.st_dev != device_) {
    throw Error(ErrorCode::DeviceLost, "worker",
                "the program has closed descriptor " + std::to_string(descriptor_) +
                    ", which was the arena's");
  }
  return descriptor_;
}

std::atomic<std::uint32_t>& Arena::in_use(std::uint64_t page) {
  return reinterpret_cast<std::atomic<std::uint32_t>*>(base_ + layout_.table)[page];
}

void Arena::make_real(std::uint64_t offset, std::uint64_t bytes) const {
  const int file = descriptor();
  while (fallocate(file, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                   static_cast<off_t>(bytes)) != 0) {
    if (errno != EINTR) fail(("fallocate of " + std::to_string(bytes) + " bytes").c_str(), errno);
  }
}

void Arena::make_table_real(std::uint64_t page) {
  const std::uint64_t at = page * sizeof(std::uint32_t) / kPage;
  if (table_there_[at]) return;
  make_real(layout_.table + at * kPage, kPage);
  table_there_[at] = true;
}

// By the mapping, which is surely ours. What cannot be given back stays there unused.
void Arena::punch(std::uint64_t page, std::uint64_t pages) const noexcept {
  if (pages > 0) madvise(blocks() + page * kPage, pages * kPage, MADV_REMOVE);
}

// A free block of this order, cut from a larger one where there is none. Throws bad_alloc with
// nothing changed but larger blocks cut.
std::uint64_t Arena::split_off(int order) {
  int from = order;
  while (from < kOrders && free_[static_cast<std::size_t>(from)].empty()) ++from;
  if (from == kOrders) return UINT64_MAX;
  for (; from > order; --from) {
    auto& larger = free_[static_cast<std::size_t>(from)];
    auto& smaller = free_[static_cast<std::size_t>(from - 1)];
    const std::uint64_t page = *larger.begin();
    smaller.insert(page + (std::uint64_t{1} << (from - 1)));
    auto node = larger.extract(larger.begin());
    smaller.insert(std::move(node));
  }
  auto& found = free_[static_cast<std::size_t>(order)];
  const std::uint64_t page = *found.begin();
  found.erase(found.begin());
  return page;
}

void Arena::give_back(std::uint64_t page, int order) {
  for (; order + 1 < kOrders; ++order) {
    auto& same = free_[static_cast<std::size_t>(order)];
    const auto other = same.find(page ^ (std::uint64_t{1} << order));
    if (other == same.end()) break;
    page = std::min(page, *other);
    same.erase(other);
  }
  free_[static_cast<std::size_t>(order)].insert(page);
}

// The block released longest ago first: were it the largest, a program that computes with one large
// operand over and over would have its memory made anew for every call (five times as slow), as
// soon as small ones of earlier calls fill the rest.
void Arena::forget_kept(std::uint64_t most) {
  while (kept_pages_ > most) {
    std::size_t oldest = kOrders;
    for (std::size_t order = 0; order < kOrders; ++order) {
      if (kept_[order].empty()) continue;
      if (oldest == kOrders || kept_[order].front().released < kept_[oldest].front().released)
        oldest = order;
    }
    if (oldest == kOrders) return;
    const Kept block = kept_[oldest].front();
    punch(block.page, block.backed);
    give_back(block.page, static_cast<int>(oldest));
    kept_[oldest].pop_front();
    kept_pages_ -= block.backed;
  }
}

// Its first page, and its memory there; UINT64_MAX where there is no address for it.
std::uint64_t Arena::take(int order, std::uint64_t pages) {
  auto& kept = kept_[static_cast<std::size_t>(order)];
  Kept block{UINT64_MAX, 0, 0};
  if (!kept.empty()) {
    block = kept.back();
  } else {
    block.page = split_off(order);
    if (block.page == UINT64_MAX) return UINT64_MAX;
  }
  const bool was_kept = !kept.empty();
  try {
    make_table_real(block.page);
    if (block.backed < pages) {
      make_real(layout_.blocks + (block.page + block.backed) * kPage,
                (pages - block.backed) * kPage);
    }
  } catch (...) {
    if (!was_kept) {
      punch(block.page, pages);
      give_back(block.page, order);
    }
    throw;
  }
  if (was_kept) {
    kept.pop_back();
    kept_pages_ -= block.backed;
    // What is behind the part in use would be lost sight of.
    if (block.backed > pages) punch(block.page + pages, block.backed - pages);
  }
  return block.page;
}

std::uint64_t Arena::allocate(std::size_t bytes) {
  const std::uint64_t pages =
      bytes == 0 ? 1 : bytes / kPage + static_cast<std::uint64_t>(bytes % kPage != 0);
  const std::lock_guard lock(mutex_);
  const auto refuse = [&] {
    throw Error(ErrorCode::OutOfMemory, "worker",
                std::to_string(bytes) + " bytes cannot be had: the arena has " +
                    std::to_string(capacity()) + ", and " + std::to_string(live_pages_ * kPage) +
                    " are in use");
  };
  if (pages > layout_.pages - live_pages_) refuse();
  const int order = order_of(pages);
  // What is kept counts towards the capacity too.
  if (kept_pages_ + live_pages_ + pages > layout_.pages)
    forget_kept(layout_.pages - live_pages_ - pages);
  std::uint64_t page = UINT64_MAX;
  try {
    page = take(order, pages);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::OutOfMemory || kept_pages_ == 0) throw;
  }
  if (page == UINT64_MAX) {
    forget_kept(0);
    page = take(order, pages);
  }
  if (page == UINT64_MAX) refuse();
  in_use(page).store(static_cast<std::uint32_t>(pages), std::memory_order_release);
  live_pages_ += pages;
  ++live_blocks_;
  return page * kPage;
}

void Arena::release(std::uint64_t offset) noexcept {
  const std::lock_guard lock(mutex_);
  const std::uint64_t page = offset / kPage;
  const std::uint64_t pages = in_use(page).exchange(0, std::memory_order_acq_rel);
  live_pages_ -= pages;
  --live_blocks_;
  const int order = order_of(pages);
  try {
    kept_[static_cast<std::size_t>(order)].push_back({page, pages, ++releases_});
    kept_pages_ += pages;
    forget_kept(kArenaKeptBytes / kPage);
  } catch (...) {  // no memory for the list: the block is never handed out again
  }
}

std::size_t Arena::live_blocks() const {
  const std::lock_guard lock(mutex_);
  return live_blocks_;
}
std::uint64_t Arena::live_bytes() const {
  const std::lock_guard lock(mutex_);
  return live_pages_ * kPage;
}

}  // namespace fulcrum::offload::worker
