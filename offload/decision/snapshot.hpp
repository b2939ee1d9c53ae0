// SPDX-License-Identifier: Apache-2.0
// What decide() knows: plain data, in the units of the model (nanoseconds, bytes, floating-point
// operations).
//
// Rates are kept as their reciprocals (ns per byte, ns per operation), so that weighing a call
// multiplies and adds; explain() and the profile files show GB/s and GFLOP/s, which are bytes per
// ns and operations per ns.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "fulcrum/decision.hpp"
#include "offload/decision/rates.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/description.hpp"

namespace fulcrum::offload {

inline constexpr double kNever = std::numeric_limits<double>::infinity();

// Accelerators that are weighed; those beyond are left out (the largest single nodes sold have 16).
inline constexpr int kMaxDevices = 16;

// A number that its owner may change while other threads weigh calls. Everything else in a
// published snapshot is constant. Relaxed: a reader may see the previous value, which is as good a
// guess.
template <class T>
class Live {
 public:
  Live() = default;
  Live(T value) noexcept
      : value_(value) {}  // NOLINT(google-explicit-constructor): reads like its value
  Live(const Live& other) noexcept : value_(other.get()) {}
  Live& operator=(const Live& other) noexcept {
    set(other.get());
    return *this;
  }
  Live& operator=(T value) noexcept {
    set(value);
    return *this;
  }
  operator T() const noexcept { return get(); }  // NOLINT(google-explicit-constructor)
  T get() const noexcept { return value_.load(std::memory_order_relaxed); }
  void set(T value) noexcept { value_.store(value, std::memory_order_relaxed); }

 private:
  std::atomic<T> value_{};
};

// Which state of the world a snapshot tells of. A number that no other state in this process has or
// will have, or none.
class Revision {
 public:
  static constexpr std::uint64_t kNone = 0;

  Revision() = default;
  Revision(const Revision&) noexcept {}  // a copy is another's
  Revision& operator=(const Revision&) noexcept { return *this; }

  // Acquire: whoever sees a number sees what it stands for.
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_acquire); }
  // To be called behind each change of something Live but Snapshot::device_chosen, and before a
  // snapshot is published.
  void renew() noexcept {
    // An exchange: whoever sees the later of two changes sees the earlier one too.
    value_.exchange(last_.fetch_add(1, std::memory_order_relaxed) + 1, std::memory_order_acq_rel);
  }

 private:
  static inline constinit std::atomic<std::uint64_t> last_{kNone};
  std::atomic<std::uint64_t> value_{kNone};
};

// From where a footprint is served: L1, L2, L3, DRAM.
inline constexpr std::size_t kMemoryLevels = 4;
// Bytes of the first three that are worth their name: under 0.7 of a capacity everything comes from
// that level, beyond 1.5 of it nothing, with a straight line between.
using Capacities = std::array<double, kMemoryLevels - 1>;

// SIMD in place.
struct HostProfile {
  std::string name;      // "avx512, 2 threads"
  bool analytic = true;  // data-sheet arithmetic, not measurements
  Isa isa = Isa::Scalar;
  int threads = 1;
  double clock_ghz = 0;
  double vector_bytes = 0, fma_units = 0;  // the arithmetic behind the prior's peak
  double probe_ns = 0;  // of the measurements: measure::Timed; 0 where there were none
  Capacities one_capacity{}, all_capacity{};  // that one thread has, and all together
  // What calls take on one thread and on all of them. Never null.
  std::shared_ptr<const RateTable> one = std::make_shared<RateTable>();
  std::shared_ptr<const RateTable> all = std::make_shared<RateTable>();
};

// copy(b) = setup + b / BW in two segments: the first knee_bytes at the small rate, the rest at the
// large one.
struct CopyPath {
  double setup_ns = 0;
  double knee_bytes = 0;
  double small_ns_per_byte = 0, large_ns_per_byte = 0;

  bool operator==(const CopyPath&) const = default;
};

enum class Direction : std::uint8_t { In, Out };
inline constexpr int kDirectionCount = 2;

// How an operand crosses. Resident ones (Location::Device) do not. The pageable path is the staging
// copy by the host; behind it the bytes take the pinned path. Coherent: the device reads and writes
// the host's memory in place.
enum class Path : std::uint8_t { Pinned, Pageable, Coherent };
inline constexpr int kPathCount = 3;

struct DeviceProfile {
  Backend platform;    // whose device it is
  std::string key;     // of a bundled profile: "h200-pcie5"; else empty
  std::string name;    // "NVIDIA H200"
  std::string uuid;    // of the device measured; empty in analytic and bundled profiles
  std::string driver;  // and the software that it was measured with; empty likewise
  std::string library;
  std::string source;        // where the figures come from, in words
  bool analytic = true;      // data-sheet arithmetic, not measurements
  bool coherent = false;     // pageable operands take the coherent path
  bool on_host = false;      // computes on the host's own processors
  double submit_ns = 0;      // host time to hand one call over
  double chunk_ns = 0;       // l: what each further chunk adds (events, launches)
  double sync_ns = 0;        // from the end of the work to the host going on
  double context_ns = 0;     // one-off: discovery and context creation
  double allocation_ns = 0;  // a block that the pool has
  double pool_miss_ns = 0, pool_miss_ns_per_byte = 0;  // one that it has not
  int copy_engines = 2;                                // 1: copies in and out share it
  // Of what copies could hide behind kernels and one another in a pipeline, the part that they do:
  // nothing where the same processors do both.
  double overlap = 1;
  double max_chunks = 1;  // chunks that the executor cuts a large call into, at most
  double ring_bytes =
      0;  // slot of the upload ring: larger pageable operands pass staging and link together
  double min_chunk_bytes = 0;  // smallest share of the cut operands that makes a chunk
  std::array<double, kPathCount>
      run_ns{};  // r0: each contiguous piece of a strided operand, by path
  std::array<std::array<CopyPath, kDirectionCount>, kPathCount> copy{};
  Capacities capacity{};  // of the device's own caches
  // What kernels take on operands that lie on the device; their first term is the launch. Never
  // null.
  std::shared_ptr<const RateTable> rates = std::make_shared<RateTable>();

  // As good as the same: priced by the same figures.
  bool is_twin(const DeviceProfile& other) const;

  const CopyPath& path(Path path, Direction direction) const {
    return copy[static_cast<std::size_t>(path)][static_cast<std::size_t>(direction)];
  }
};

// Factors learnt from what calls really took, on the shared terms; 1: as the profile says.
struct HostCorrections {
  Live<double> compute = 1, memory = 1;
};
struct DeviceCorrections {
  Live<double> copy = 1, kernel = 1, latency = 1;
};

// What changes about one device between calls.
struct DeviceLoad {
  Live<double> backlog_ns = 0;  // predicted work outstanding on its stream
  Live<double> pool_bytes = 0;  // what its memory pool can serve without a miss
  double pool_limit = kNever;   // what the pool keeps at most
};

// When the device is preferred: where T_gpu e^(z s_g) < T_cpu e^(-z s_c), s being the doubt in each
// side's rates (Trust::doubt).
struct Margins {
  double z = 0.4;
  // Hysteresis: the side chosen last is kept until it is predicted this much slower.
  double tie_band = 0.10;

  // e^(z s), to 0.3% up to z s = 1.
  double factor(double error) const {
    const double x = z * error;
    return 1 + x * (1 + x * (0.5 + x * (1.0 / 6 + x / 24)));
  }
};

enum class DiscoveryState : std::uint8_t {
  Pending,   // nobody has looked for accelerators: the loss so far does not pay for looking
  Done,      // looked for; what was found is in Snapshot::devices
  Disabled,  // never to be looked for in this process: SIMD is forced, or this is a child after
             // fork()
};

// Under this many operations no routine uses a second thread, so nobody is asked how many there
// are: a copy of kLeastThreadBytes to and from has so many.
inline constexpr double kSerialOperations = 1 << 14;

// Where weighing begins for one routine and type.
struct Threshold {
  constexpr Threshold() = default;
  constexpr Threshold(double where, Reason why)
      : at_once(std::min(where, kSerialOperations)), smallest(where), below(why) {}

  // Below this number of operations a call is computed at once, on one thread.
  double at_once = kSerialOperations;
  // Below this number of operations SIMD is certain to be predicted faster, so nothing is priced.
  // While discovery is pending: below it not even an optimistic accelerator gains. +infinity while
  // no accelerator can be used for it; 0 where the configuration forces one.
  double smallest = kNever;
  Reason below = Reason::NoDevicePath;  // what is recorded of a call below it
};

// Clang names the loops of the implicit copy of a two-dimensional array like that.
struct Snapshot {  // NOLINT(bugprone-reserved-identifier)
  Threshold thresholds[kRoutineCount][kElementTypeCount];

  // False until the machine has been looked at: then only the thresholds, which are lower than they
  // will be, and what the configuration says are there.
  bool complete = true;

  // No device is preferred to a host whose computing and memory terms are less than this, whatever
  // the call; 0 where no device could be.
  double border_ns = 0;

  // For whoever remembers decisions (memo.hpp).
  Revision revision;

  DiscoveryState discovery = DiscoveryState::Pending;
  Backend forced;  // by the configuration
  HostProfile host;
  Margins margins;
  double reuse =
      1;  // R: calls that one copy of an operand serves. Raw pointers are copied for every call

  std::vector<DeviceProfile> devices;  // as discover() lists them; at most kMaxDevices
  std::array<bool, kMaxDevices> usable{};
  // Devices with the same number, from 1 on, have the same profile but for the UUID; 0: nobody has
  // compared.
  std::array<std::uint8_t, kMaxDevices> kind{};
  HostCorrections host_corrections;
  std::array<DeviceCorrections, kMaxDevices> corrections{};
  std::array<DeviceLoad, kMaxDevices> load{};
  // The side chosen last was a device: for the hysteresis.
  Live<bool> device_chosen[kRoutineCount][kElementTypeCount] = {};

  // What each device's platform has paths for, and what all platforms of this build together have;
  // nothing of those that are only forced.
  std::array<Paths, kMaxDevices> paths{};
  Paths any_path;

  const Threshold& threshold(Routine routine, ElementType type) const noexcept {
    return thresholds[static_cast<std::size_t>(routine)][static_cast<std::size_t>(type)];
  }
  double smallest(Routine routine, ElementType type) const noexcept {
    return threshold(routine, type).smallest;
  }
};

}  // namespace fulcrum::offload
