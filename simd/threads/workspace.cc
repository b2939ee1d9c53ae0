// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/workspace.hpp"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "fulcrum/error.hpp"

namespace fulcrum::simd {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kPage = 4096;

struct Free {
  void operator()(void* p) const { std::free(p); }
};
using Memory = std::unique_ptr<void, Free>;

// A block that no destructor will free: of a thread that calls when its own have run. Listed for as
// long as the process lives; who finds the owner dead takes it over, so that there are as many as
// there were such threads at one time.
struct Orphan {
  std::atomic<std::uint64_t> owner;  // process and thread, as identity() has them
  void* memory;
  std::size_t size;
  Orphan* next;
};
constinit std::atomic<Orphan*> g_orphans{nullptr};

// No destructor: this thread's other thread_local objects may call in theirs, whatever the order.
struct Block {
  void* memory;
  std::size_t size;
  Orphan* orphan;  // where the memory is listed; null: freed by the key's destructor
  bool ending;     // the key's destructor has run
};
constinit thread_local Block t_block{};

void free_block(void*) {
  std::free(t_block.memory);
  t_block = {nullptr, 0, nullptr, true};
}

// A key with a destructor is all that a thread's end offers to code without thread_local
// destructors. 0: none yet. kNoKey: the process has used up its keys.
constexpr std::int64_t kNoKey = -1;
constinit std::atomic<std::int64_t> g_key{0};  // plus 1

std::int64_t key_plus_1() {
  std::int64_t key = g_key.load(std::memory_order_acquire);
  if (key != 0) return key;
  pthread_key_t fresh{};
  const bool made = pthread_key_create(&fresh, free_block) == 0;
  const std::int64_t mine = made ? std::int64_t{fresh} + 1 : kNoKey;
  if (g_key.compare_exchange_strong(key, mine, std::memory_order_acq_rel,
                                    std::memory_order_acquire)) {
    return mine;
  }
  if (made) pthread_key_delete(fresh);
  return key;
}

// True where this thread's end will free its block.
bool freed_at_end() {
  if (t_block.ending || t_block.orphan != nullptr) return false;
  const std::int64_t key = key_plus_1();
  return key != kNoKey && pthread_setspecific(static_cast<pthread_key_t>(key - 1), &t_block) == 0;
}

std::uint64_t identity() {
  return static_cast<std::uint64_t>(getpid()) << 32 |
         static_cast<std::uint32_t>(syscall(SYS_gettid));
}

// A thread of this process that has ended. Those of a parent, in a child, are left alone: the one
// that forked goes on here under another number.
bool has_ended(std::uint64_t owner) {
  const auto process = static_cast<pid_t>(owner >> 32), thread = static_cast<pid_t>(owner);
  return process == getpid() && syscall(SYS_tgkill, process, thread, 0) != 0 && errno == ESRCH;
}

// One that this thread now owns, taken over or new; null: no memory. Nodes are never removed, so
// the list needs no lock.
Orphan* own_orphan() {
  const std::uint64_t self = identity();
  Orphan* const first = g_orphans.load(std::memory_order_acquire);
  for (Orphan* orphan = first; orphan != nullptr; orphan = orphan->next) {
    std::uint64_t owner = orphan->owner.load(std::memory_order_acquire);
    if (owner == self) return orphan;
    if (has_ended(owner) &&
        orphan->owner.compare_exchange_strong(owner, self, std::memory_order_acq_rel)) {
      return orphan;
    }
  }
  auto* const fresh = new (std::nothrow) Orphan{{self}, nullptr, 0, first};
  if (fresh == nullptr) return nullptr;
  while (!g_orphans.compare_exchange_weak(fresh->next, fresh, std::memory_order_release,
                                          std::memory_order_relaxed)) {
  }
  return fresh;
}

// Aligned to 4096 and more; `size` is what it has. Null: no memory.
Memory allocate(std::size_t bytes, std::size_t* size) {
  const std::size_t unit = bytes >= kHugePage ? kHugePage : kPage;
  if (bytes > SIZE_MAX - unit) return nullptr;
  *size = (bytes + unit - 1) / unit * unit;
  Memory fresh(std::aligned_alloc(unit, *size));
  // Without huge pages a 4 MiB packed panel costs 1024 TLB entries; a refusal costs nothing but
  // speed.
  if (fresh != nullptr && unit == kHugePage) (void)madvise(fresh.get(), *size, MADV_HUGEPAGE);
  return fresh;
}

// Makes room for `bytes` in this thread's block; false: no memory, and the old block stays.
bool grow(std::size_t bytes) {
  Block& block = t_block;
  Orphan* orphan = nullptr;
  if (!freed_at_end()) {
    orphan = block.orphan != nullptr ? block.orphan : own_orphan();
    if (orphan == nullptr) return false;
    if (orphan->size >= bytes) {
      block = {orphan->memory, orphan->size, orphan, block.ending};
      return true;
    }
  }
  std::size_t size = 0;
  Memory fresh = allocate(bytes, &size);
  if (fresh == nullptr) return false;
  if (orphan != nullptr) {
    std::free(orphan->memory);
    orphan->memory = fresh.get();
    orphan->size = size;
  } else {
    std::free(block.memory);
  }
  block = {fresh.release(), size, orphan, block.ending};
  return true;
}

}  // namespace

void* workspace(std::size_t bytes) {
  if (bytes > t_block.size && !grow(bytes)) {
    throw Error(ErrorCode::OutOfMemory, "workspace",
                "cannot allocate " + std::to_string(bytes) + " bytes of scratch memory");
  }
  return t_block.memory;
}

std::size_t workspace_size() { return t_block.size; }

}  // namespace fulcrum::simd
