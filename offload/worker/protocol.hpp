// SPDX-License-Identifier: Apache-2.0
// What host and worker say to each other: what is said once over a socket when a worker starts, the
// memory that both map, and the messages in it. Both sides are compiled from this file; protocol()
// tells two builds apart.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum::offload::worker {

inline constexpr std::uint64_t kMagic = 0x66756c6372756d77;  // "fulcrumw"
inline constexpr std::size_t kPage = 4096;

// What a worker finds open when it starts, beside 0 to 2, which are /dev/null.
enum Descriptor : int { kArenaDescriptor = 3, kHostDescriptor = 4, kTalkDescriptor = 5 };

// Exit statuses of a worker. For all but the first, ControlShared::last_words says why.
enum ExitStatus : int {
  kHostEnded = 0,
  kNotStartedByUs = 2,
  kHostSentNonsense = 3,
  kFailed = 4,
  kDeviceLost = 5  // the device that it serves is closed for its process
};

// ---- Once, over a socket ---------------------------------------------------------------------

struct Hello {  // the worker's
  std::uint64_t magic = kMagic;
  std::uint64_t protocol = 0;
  std::array<char, 32> version{};
};

struct Setup {  // the host's answer
  std::uint64_t magic = kMagic;
  std::uint64_t arena_bytes = 0;
  std::uint32_t isa = 0;            // of the kernels, where the host platform's device is served
  std::uint32_t index = 0;          // which device of the platform is served
  std::array<char, 16> platform{};  // which platform: "host", "opencl", "cuda"
};

struct Ready {  // the worker's: it serves from here on, unless there is a reason why not
  std::uint64_t magic = kMagic;
  std::int32_t threads = 0;
  std::uint32_t devices = 0;  // of the platform
  std::array<char, 4080> problem{};
};

// ---- Memory that both map --------------------------------------------------------------------

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

// A count that one side raises and the other reads, on a line of its own.
struct alignas(64) Count {
  std::atomic<std::uint64_t> value{0};
};

// Where one side sleeps until the other rings (see waiting.hpp).
struct alignas(64) Bell {
  std::atomic<std::uint32_t> rung{0}, waiting{0};
};

// Bytes from one side to the other. Positions only grow; what is at position p lies at p % kBytes.
template <std::size_t kBytes>
struct RingShared {
  static constexpr std::size_t kSize = kBytes;
  Count written, read;
  alignas(64) std::array<std::byte, kBytes> bytes;
};

// Why a command failed.
struct Failure {
  std::uint32_t code = 0;  // an ErrorCode
  std::uint32_t pad = 0;
  std::array<char, 488> text{};
};

// One queue. The worker has one thread for it.
struct QueueShared {
  RingShared<std::size_t{64} << 10> commands;
  Bell to_worker, to_host;
  Count done;    // commands that are finished, or skipped behind one that failed
  Count failed;  // the first that failed, counted from 1; 0: none
  Failure failure;
};

// At the arena's beginning.
struct ControlShared {
  std::uint64_t magic = kMagic;
  Count heartbeat;  // raised every kHeartbeatMs by a thread of its own
  RingShared<std::size_t{16} << 10> requests, replies;
  Bell to_worker, to_host;
  std::array<char, 496> last_words{};  // why the worker ended itself
};

inline constexpr int kHeartbeatMs = 100;

// The arena: ControlShared, a table with a number for each page of what follows, the blocks. The
// number is that of the pages in use of the block that begins there, 0 where none does. Blocks are
// powers of two of pages and lie at multiples of their size.
struct ArenaLayout {
  std::uint64_t table = 0, blocks = 0, bytes = 0, pages = 0;

  // For blocks of `capacity` bytes together.
  static constexpr ArenaLayout of(std::uint64_t capacity) {
    const auto up = [](std::uint64_t n) { return (n + kPage - 1) / kPage * kPage; };
    ArenaLayout layout;
    layout.pages = capacity / kPage;
    layout.table = up(sizeof(ControlShared));
    layout.blocks = up(layout.table + layout.pages * sizeof(std::uint32_t));
    layout.bytes = layout.blocks + layout.pages * kPage;
    return layout;
  }
};

// Is every byte of [offset, offset + bytes) inside one block that is in use? `offset` from the
// first block on, bytes >= 1. At most one look for each size that blocks have.
bool is_live(const std::byte* arena, const ArenaLayout& layout, std::uint64_t offset,
             std::uint64_t bytes);

// ---- Messages --------------------------------------------------------------------------------

// No message is longer, with all that is behind its struct.
inline constexpr std::size_t kMaxMessage = 8192;
inline constexpr std::size_t kMessageAlignment = 16;

enum class Kind : std::uint16_t {
  // In a queue's ring. The worker answers by raising `done`.
  Nothing = 1,
  Copy,
  Fill,
  Launch,
  Wait,
  NoteTime,
  Compute,
  // Requests, each of which is answered by a Reply.
  CreateQueue = 32,
  DestroyQueue,
  LoadKernel,
  Describe,
  Allocate,
  Release,
  Available,
  Lock,
  Unlock,
  Ping,
  Reply,
};

struct Header {
  std::uint32_t bytes = 0;  // of the whole message, a multiple of kMessageAlignment
  Kind kind{};
  std::uint16_t magic = kHeaderMagic;
  std::uint64_t position = 0;  // which message of its ring, counted from 1

  static constexpr std::uint16_t kHeaderMagic = 0xF01C;
};
static_assert(sizeof(Header) == 16);

// A place is an offset in the arena, from the first block on, or a device address (below).
struct CopyMessage {
  Header header{.kind = Kind::Copy};
  std::uint64_t dst = 0, src = 0, width = 0, height = 1, dst_pitch = 0, src_pitch = 0;
};
struct FillMessage {
  Header header{.kind = Kind::Fill};
  std::uint64_t dst = 0, bytes = 0;
  std::uint64_t value = 0;
  std::uint64_t pad = 0;
};
// Behind it, for each argument, an ArgumentHead and its bytes, each beginning at a multiple of
// kMessageAlignment. An address is a std::uint64_t, a place, or kNullPlace.
struct LaunchMessage {
  Header header{.kind = Kind::Launch};
  std::uint64_t kernel = 0;
  Dim3 grid, block;
  std::uint32_t shared_bytes = 0, arguments = 0;
};
struct alignas(16) ArgumentHead {
  std::uint32_t bytes = 0;
  std::uint32_t is_address = 0;
};
// Until command `position` of another queue is done.
struct WaitMessage {
  Header header{.kind = Kind::Wait};
  std::uint64_t queue = 0, position = 0;
};
// Writes the time (CLOCK_MONOTONIC, nanoseconds) to a place in the arena.
struct NoteTimeMessage {
  Header header{.kind = Kind::NoteTime};
  std::uint64_t dst = 0;
  std::uint64_t pad = 0;
};
// Behind it the bytes of a problem whose pointers are device addresses, and `extra` bytes that one
// of its pointers, to memory of the host's, stands for.
struct ComputeMessage {
  Header header{.kind = Kind::Compute};
  std::uint32_t type = 0;  // which of the list in problems.hpp
  std::uint32_t bytes = 0, extra = 0;
  std::uint32_t pad = 0;
};
struct NothingMessage {
  Header header{.kind = Kind::Nothing};
};

struct CreateQueueMessage {
  Header header{.kind = Kind::CreateQueue};
  std::uint64_t queue = 0;   // a number that no other queue of this worker has had
  std::uint64_t shared = 0;  // where its QueueShared lies
};
struct DestroyQueueMessage {
  Header header{.kind = Kind::DestroyQueue};
  std::uint64_t queue = 0;
  std::uint64_t pad = 0;
};
// Behind it `parameters` of Parameter, the library's path and the kernel's name. Code lies in the
// arena, from `code` on: for each format a CodeHead, the compiler's options and the code.
struct LoadKernelMessage {
  Header header{.kind = Kind::LoadKernel};
  std::uint64_t kernel = 0;
  std::uint64_t code = 0, code_bytes = 0;
  std::uint32_t parameters = 0, path = 0, name = 0;
  std::uint32_t pad = 0;
};
struct CodeHead {
  std::uint32_t format = 0, options = 0;
  std::uint64_t code = 0;
};
struct Parameter {
  std::uint32_t bytes = 0, is_address = 0;
};
// The answer's body is a DeviceDescription.
struct DescribeMessage {
  Header header{.kind = Kind::Describe};
  std::uint64_t index = 0;
  std::uint64_t pad = 0;
};
// Device memory that does not lie in the arena: at a device address that the host chooses.
struct AllocateMessage {
  Header header{.kind = Kind::Allocate};
  std::uint64_t place = 0, bytes = 0;
};
struct ReleaseMessage {
  Header header{.kind = Kind::Release};
  std::uint64_t place = 0;
  std::uint64_t pad = 0;
};
// Bytes of device memory that could be had now: the answer's body, a std::uint64_t.
struct AvailableMessage {
  Header header{.kind = Kind::Available};
};
// Page-locks a block of the arena for the device. The answer's body: 1, or 0 where the platform has
// no such thing, or would not; the block then is ordinary memory to it.
struct LockMessage {
  Header header{.kind = Kind::Lock};
  std::uint64_t place = 0, bytes = 0;
};
struct UnlockMessage {
  Header header{.kind = Kind::Unlock};
  std::uint64_t place = 0;
  std::uint64_t pad = 0;
};
struct PingMessage {
  Header header{.kind = Kind::Ping};
};
// Behind it `text` bytes, why the request has failed, or `body` bytes of what was asked for.
struct ReplyMessage {
  Header header{.kind = Kind::Reply};
  std::uint32_t code = 0;  // an ErrorCode, where there is a text
  std::uint32_t text = 0, body = 0;
  std::uint32_t pad = 0;
};
inline constexpr std::size_t kMaxReply = kMaxMessage - sizeof(ReplyMessage);

// A device of a platform that a worker serves, as its own platform describes it.
struct DeviceDescription {
  std::array<char, 256> name{}, vendor{}, driver{};
  std::array<char, 64> uuid{};
  std::array<char, 1024> library{};  // that computes there
  std::array<char, 2048> no_blas{};  // why it computes no BLAS; empty: it does
  std::uint64_t memory_bytes = 0, max_block_items = 0, max_shared_bytes = 0;
  double core_clock_hz = 0, memory_bandwidth = 0;
  std::int64_t max_size = 0;  // that one launch of its BLAS takes
  std::int32_t compute_units = 0, compute_major = 0, compute_minor = 0, multiprocessors = 0,
               copy_engines = 0;
  std::uint8_t integrated = 0, has_double = 0, on_host = 0;
  std::array<std::uint8_t, 1> pad{};
};

// ---- Addresses -------------------------------------------------------------------------------

// An address of device memory: a number that no pointer has. The worker that it belongs to, of
// which 65536 are told apart, and an offset: where the host platform's device is served that of the
// arena, from the first block on.
inline constexpr int kOffsetBits = 44;
inline constexpr std::uint64_t kDeviceBase = std::uint64_t{1} << 60;
constexpr std::uint64_t address_base(std::uint64_t generation) {
  return kDeviceBase | (generation & 0xFFFF) << kOffsetBits;
}
constexpr bool is_device_address(std::uint64_t address) { return (address & kDeviceBase) != 0; }
constexpr std::uint64_t base_of(std::uint64_t address) {
  return address >> kOffsetBits << kOffsetBits;
}
constexpr std::uint64_t offset_of(std::uint64_t address) { return address - base_of(address); }
inline constexpr std::uint64_t kNullPlace = UINT64_MAX;

// Differs where the version, what is shared, a message or the list of problems differs.
std::uint64_t protocol();
std::string_view version();

}  // namespace fulcrum::offload::worker
