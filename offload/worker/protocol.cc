// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/protocol.hpp"

#include "fulcrum/error.hpp"
#include "offload/worker/problems.hpp"

namespace fulcrum::offload::worker {
namespace {

// FNV-1a.
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  for (int i = 0; i < 8; ++i, value >>= 8) hash = (hash ^ (value & 0xFF)) * 0x100000001b3;
  return hash;
}

constexpr std::uint64_t kProtocol = [] {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : std::string_view(FULCRUM_VERSION))
    hash = mix(hash, static_cast<unsigned char>(c));
  for (const std::size_t size :
       {sizeof(Setup), sizeof(Ready), sizeof(ControlShared), sizeof(QueueShared),
        sizeof(CopyMessage), sizeof(FillMessage), sizeof(LaunchMessage), sizeof(ArgumentHead),
        sizeof(WaitMessage), sizeof(NoteTimeMessage), sizeof(ComputeMessage),
        sizeof(CreateQueueMessage), sizeof(LoadKernelMessage), sizeof(CodeHead),
        sizeof(AllocateMessage), sizeof(ReplyMessage), sizeof(DeviceDescription)})
    hash = mix(hash, size);
  for (const std::size_t size : kProblemSizes) hash = mix(hash, size);
  return mix(hash, HostKernel::kLayout);
}();

}  // namespace

std::uint64_t protocol() { return kProtocol; }
std::string_view version() { return FULCRUM_VERSION; }

bool is_live(const std::byte* arena, const ArenaLayout& layout, std::uint64_t offset,
             std::uint64_t bytes) {
  const std::uint64_t end = layout.pages * kPage;
  if (offset >= end || bytes == 0 || bytes > end - offset) return false;
  const std::uint64_t first = offset / kPage, last = (offset + bytes - 1) / kPage;
  const auto* table = reinterpret_cast<const std::atomic<std::uint32_t>*>(arena + layout.table);
  for (std::uint64_t size = 1;; size *= 2) {
    const std::uint64_t base = first / size * size;
    const std::uint64_t pages = table[base].load(std::memory_order_acquire);
    if (first < base + pages) return last < base + pages;
    if (base == 0) return false;
  }
}

}  // namespace fulcrum::offload::worker
