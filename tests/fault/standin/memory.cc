// SPDX-License-Identifier: Apache-2.0
// Memory: device addresses that the host cannot read, pinned memory between guards, both filled
// with NaN.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "driver.hpp"

namespace standin {
namespace {

constexpr int kNanByte = 0xFF;  // 0xFFFFFFFF and 0xFFFFFFFFFFFFFFFF are NaN as float and double
constexpr int kCanaryByte = 0xC5;

std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

std::size_t round_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

void* reserve(std::size_t bytes) {
  void* range = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return range == MAP_FAILED ? nullptr : range;
}

// Memory that reads as NaN and costs nothing until it is written: pages of one file, copied on
// write.
constexpr std::size_t kPatternBytes = std::size_t{1} << 20;

int pattern_file() {
  static const int file = [] {
    const int made = memfd_create("fulcrum-standin-nan", 0);
    const std::vector<char> content(kPatternBytes, static_cast<char>(kNanByte));
    const auto size = static_cast<ssize_t>(content.size());
    if (made < 0 || write(made, content.data(), content.size()) != size) std::abort();
    return made;
  }();
  return file;
}

// Makes [at, at + bytes) of a reservation readable and writable, full of NaN. `bytes` is a multiple
// of the page size.
bool map_nan(std::byte* at, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes; done += kPatternBytes) {
    const std::size_t part = std::min(kPatternBytes, bytes - done);
    void* mapped =
        mmap(at + done, part, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, pattern_file(), 0);
    if (mapped == MAP_FAILED) return false;
  }
  return true;
}

std::string range_text(std::uint64_t address, std::size_t bytes) {
  return std::to_string(bytes) + " bytes at " + std::to_string(address);
}

}  // namespace

std::shared_ptr<Allocation> Driver::allocate_device(std::size_t bytes) {
  Context* context = current();
  std::uint64_t& used = used_[static_cast<std::size_t>(context->device)];
  if (bytes > memory_bytes_ || used + bytes > memory_bytes_) return nullptr;
  auto memory = std::make_shared<Allocation>();
  memory->reserved = round_up(bytes, page_bytes()) +
                     page_bytes();  // one page more, so that neighbours never touch
  memory->address = reinterpret_cast<std::uint64_t>(reserve(memory->reserved));
  // The bytes themselves lie elsewhere.
  memory->storage = static_cast<std::byte*>(reserve(memory->reserved));
  if (memory->address == 0 || memory->storage == nullptr) return nullptr;
  if (!map_nan(memory->storage, memory->reserved - page_bytes())) return nullptr;
  memory->bytes = bytes;
  memory->context = context;
  used += bytes;
  memory_[memory->address] = memory;
  return memory;
}

std::shared_ptr<Allocation> Driver::allocate_pinned(std::size_t bytes) {
  const std::size_t body = round_up(bytes, page_bytes());
  void* range = reserve(body + page_bytes());
  if (range == nullptr || !map_nan(static_cast<std::byte*>(range), body)) return nullptr;
  auto memory = std::make_shared<Allocation>();
  memory->reserved = body;
  memory->address = reinterpret_cast<std::uint64_t>(range);
  memory->storage = static_cast<std::byte*>(range);
  std::memset(memory->storage + bytes, kCanaryByte, body - bytes);
  memory->bytes = bytes;
  memory->context = current();
  memory->pinned = true;
  memory_[memory->address] = memory;
  return memory;
}

bool Driver::register_memory(std::uint64_t address, std::size_t bytes) {
  const auto next = memory_.lower_bound(address);
  if (find(address) != nullptr || (next != memory_.end() && next->first < address + bytes))
    return false;
  auto memory = std::make_shared<Allocation>();
  memory->address = address;
  memory->storage = reinterpret_cast<std::byte*>(address);
  memory->bytes = memory->reserved = bytes;
  memory->context = current();
  memory->pinned = memory->registered = true;
  memory_[address] = memory;
  return true;
}

std::shared_ptr<Allocation> Driver::find(std::uint64_t address) const {
  auto next = memory_.upper_bound(address);
  if (next == memory_.begin()) return nullptr;
  const std::shared_ptr<Allocation>& memory = std::prev(next)->second;
  // The guard behind an allocation counts as its own, so that a range just past the end is named in
  // a violation.
  return address - memory->address < memory->bytes + (memory->pinned ? 0 : page_bytes()) ? memory
                                                                                         : nullptr;
}

std::optional<Access> Driver::access(const char* what, std::uint64_t address, std::size_t bytes,
                                     bool write, const Context* of) {
  const std::shared_ptr<Allocation> memory = find(address);
  std::string wrong;
  if (memory == nullptr) {
    wrong = " is not device or pinned memory";
  } else if (memory->freed) {
    wrong = " was freed";
  } else if (address + bytes < address || address + bytes > memory->address + memory->bytes) {
    wrong = " leaves its allocation of " + range_text(memory->address, memory->bytes);
  } else if (!memory->pinned && memory->context != (of != nullptr ? of : current())) {
    wrong = " belongs to another context";
  } else {
    const std::size_t begin = address - memory->address;
    return Access{memory, begin, begin + bytes, write};
  }
  violation(std::string(what) + ": " + range_text(address, bytes) + wrong);
  return std::nullopt;
}

std::optional<Access> Driver::pinned_access(const char* what, std::uint64_t address,
                                            std::size_t bytes, bool write, bool* straddles) {
  *straddles = false;
  for (const std::uint64_t at : {address, bytes == 0 ? address : address + bytes - 1}) {
    const std::shared_ptr<Allocation> memory = find(at);
    if (memory == nullptr || !memory->pinned) continue;
    auto whole = access(what, address, bytes, write);
    *straddles = !whole;
    return whole;
  }
  return std::nullopt;
}

void Driver::release_memory(const std::shared_ptr<Allocation>& memory) {
  if (memory->freed) return;
  memory->freed = true;
  if (memory->registered) {  // the program's again
    memory_.erase(memory->address);
    return;
  }
  if (memory->pinned) {
    for (std::size_t i = memory->bytes; i < memory->reserved; ++i) {
      if (memory->storage[i] == std::byte{kCanaryByte}) continue;
      violation("pinned memory was written past its end of " +
                range_text(memory->address, memory->bytes));
      break;
    }
    // Stays reserved, so that a later use crashes and the address is never given again.
    constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    void* gone = mmap(memory->storage, memory->reserved, PROT_NONE, kFlags, -1, 0);
    if (gone == MAP_FAILED) std::abort();
    return;
  }
  used_[static_cast<std::size_t>(memory->context->device)] -= memory->bytes;
  munmap(memory->storage, memory->reserved);
  memory->storage = nullptr;
}

template <class Predicate>
bool Driver::any_queued(Predicate&& predicate) const {
  const auto any = [&](const Stream& stream) {
    return std::any_of(stream.queue.begin(), stream.queue.end(), predicate);
  };
  return std::any_of(streams_.begin(), streams_.end(),
                     [&](const auto& entry) { return any(*entry.second); }) ||
         std::any_of(destroyed_streams_.begin(), destroyed_streams_.end(),
                     [&](const auto& stream) { return any(*stream); });
}

bool Driver::in_use(const Allocation& memory) const {
  return any_queued([&](const Operation& operation) {
    return std::any_of(operation.accesses.begin(), operation.accesses.end(),
                       [&](const Access& access) { return access.memory.get() == &memory; });
  });
}

bool Driver::in_use(const Module& module) const {
  return any_queued([&](const Operation& operation) { return operation.module.get() == &module; });
}

}  // namespace standin
