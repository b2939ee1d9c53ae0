// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/cost.hpp"

#include <cmath>
#include <cstdlib>

#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// Bytes that the caches move for one element of a vector: a line holds several at increment 1, one
// from 64 bytes on.
constexpr double kLineBytes = 64;

double line_bytes(std::int64_t increment, double size) {
  return std::min(kLineBytes, std::abs(static_cast<double>(increment)) * size);
}

// Contiguous pieces of an operand in memory.
double runs_of(const Operand& operand) {
  if (operand.vector) {
    return operand.step == 1 || operand.step == -1 ? 1 : static_cast<double>(operand.rows);
  }
  if (operand.apart != 1) return operand.elements();
  const bool contiguous =
      operand.part == Part::Packed || (operand.part == Part::All && operand.step == operand.rows);
  return contiguous ? 1 : static_cast<double>(operand.columns);
}

// The kernels of a profile's target, or of this machine's best where it is another machine's.
const simd::Target& target_of(Isa isa) {
  const simd::Target* const target = simd::find_target(isa);
  return target != nullptr ? *target : *simd::find_target(simd::runnable_isas().front());
}

Location location_of(const Call& call, Slot slot) {
  return slot == Slot::A ? call.a : slot == Slot::B ? call.b : call.c;
}

// Time of one core or one device, without its peak: operations stretched by the dimensions that are
// too short.
double saturated_flops(const Work& work, const Saturation& rate) {
  const double volume = (work.m + rate.m_half) * (work.n + rate.n_half) * (work.k + rate.k_half);
  return work.flops == 0 ? 0 : volume * work.flops_per_point;
}

int level_of(const HostProfile& host, double bytes) {
  int level = 0;
  while (level + 1 < kMemoryLevels &&
         bytes > host.memory[static_cast<std::size_t>(level)].capacity_bytes) {
    ++level;
  }
  return level;
}

// Operations of one of the m n k points of a routine; those of a band are the elements stored, here
// of few diagonals, which have the fewest operations.
double operations_per_point(const RoutineTraits& traits, Routine routine, ElementType type) {
  Call call;
  call.routine = routine;
  call.type = type;
  call.m = call.n = call.k = 64;
  if (!traits.present.k) call.k = 1;
  if (traits.cost == Cost::Stream && !traits.present.m) call.m = 1;
  if (traits.cost == Cost::MatrixVector && traits.present.k) {
    call.k = 1;
    const Shape shape = traits.shape(call);
    return shape.operations / shape.operands[0].elements();
  }
  const double points = static_cast<double>(call.m * call.n * call.k);
  return traits.operations(call) / points;
}

}  // namespace

Work work_of(const Call& call) noexcept {
  const RoutineTraits& traits = traits_of(call);
  const Shape shape = traits.shape(call);
  const double size = static_cast<double>(size_of(call.type));
  const double batch = static_cast<double>(call.batch);
  Work work;
  work.cost = traits.cost;
  work.flops = shape.operations;
  work.m = static_cast<double>(call.m);
  work.n = static_cast<double>(call.n);
  work.k = traits.cost == Cost::Product ? static_cast<double>(call.k) : 1;
  const double points = work.m * work.n * work.k;
  work.flops_per_point = points > 0 ? work.flops / points : 0;
  for (int i = 0; i < shape.count; ++i) {
    const Operand& operand = shape.operands[static_cast<std::size_t>(i)];
    Transfer& transfer = work.transfers[static_cast<std::size_t>(i)];
    const double elements = operand.elements() * batch;
    transfer.bytes = elements * size;
    transfer.runs = runs_of(operand) * batch;
    transfer.location = location_of(call, operand.slot);
    transfer.in = operand.reads;
    transfer.out = operand.writes;
    // A product of a matrix and a vector is sent in one piece: it is bound by the copy of A, which
    // nothing hides.
    transfer.cut = operand.cut && traits.cost != Cost::MatrixVector;
    const double lines =
        operand.vector ? elements * line_bytes(operand.step, size) : transfer.bytes;
    const double passes = operand.reads && operand.writes ? 2 : 1;
    if (!operand.reads && !operand.writes) continue;
    work.footprint += lines;
    work.host_bytes += passes * lines;
    work.device_bytes += passes * transfer.bytes;
  }
  if (shape.reduces) {
    work.transfers[static_cast<std::size_t>(shape.count)] = {
        .bytes = size, .location = Location::Pinned, .out = true};
  }
  return work;
}

HostCost host_cost(const Call& call, const Work& work, const Snapshot& snapshot) noexcept {
  const HostProfile& host = snapshot.host;
  const HostRate& rate = rate_of(host.rates, work.cost, call.type);
  HostCost cost;
  const int allowed = call.threads > 0 ? call.threads : host.threads;
  cost.threads = traits_of(call).threads(call, target_of(host.isa), allowed);
  const double cores = 1 + rate.scaling * (cost.threads - 1);
  cost.call = host.call_ns;
  if (cost.threads > 1) cost.fork = host.fork_ns + host.fork_ns_per_thread * cost.threads;
  cost.compute = saturated_flops(work, rate.core) * rate.core.ns_per_flop / cores *
                 snapshot.host_corrections.compute;
  cost.level = level_of(host, work.footprint);
  const MemoryLevel& memory = host.memory[static_cast<std::size_t>(cost.level)];
  cost.memory = work.host_bytes *
                std::max(memory.core_ns_per_byte / cost.threads, memory.all_ns_per_byte) *
                snapshot.host_corrections.memory;
  return cost;
}

namespace {

// Prices the crossings of one call on one device.
class Crossing {
 public:
  Crossing(const DeviceProfile& profile, double copy_correction, double reuse)
      : profile_(profile), correction_(copy_correction), share_(1 / reuse) {}

  // Adds an operand to the stages that it passes, or to what every chunk waits for.
  void add(const Transfer& operand, Stages& cut, double& shared, double& allocated) const {
    if (!operand.crosses() || operand.bytes == 0) return;
    allocated += operand.bytes;
    Stages stages;
    const bool pinned = operand.location == Location::Pinned;
    const bool coherent = !pinned && profile_.coherent;
    if (operand.in) add_in(operand, pinned, coherent, stages);
    if (operand.out) add_out(operand, coherent, stages);
    if (operand.cut || operand.out) {
      cut.staging += stages.staging;
      cut.in += stages.in;
      cut.out += stages.out;
    } else {
      shared += stages.staging + stages.in;
    }
  }

 private:
  void add_in(const Transfer& operand, bool pinned, bool coherent, Stages& stages) const {
    const Path path = coherent ? Path::Coherent : Path::Pinned;
    double in = copy_ns(profile_.path(path, Direction::In), operand.bytes), staging = 0;
    if (pinned || coherent) {
      in = std::max(in, runs_ns(operand, path));
    } else {
      staging = staged(operand, Direction::In);
      // Slot by slot through the ring: the shorter of both hides behind the longer but for one
      // slot.
      if (operand.bytes > profile_.ring_bytes && profile_.ring_bytes > 0) {
        (staging >= in ? in : staging) *= profile_.ring_bytes / operand.bytes;
      }
    }
    stages.staging += staging * correction_ * share_;
    stages.in += in * correction_ * share_;
  }

  // Outputs reach the user's memory through staging, whatever that memory is: a device that fails
  // must not have written half of it.
  void add_out(const Transfer& operand, bool coherent, Stages& stages) const {
    const Path path = coherent ? Path::Coherent : Path::Pinned;
    double out = copy_ns(profile_.path(path, Direction::Out), operand.bytes);
    if (coherent) {
      out = std::max(out, runs_ns(operand, path));
    } else {
      stages.staging += staged(operand, Direction::Out) * correction_;
    }
    stages.out += out * correction_;
  }

  // The host's copy between the user's memory and staging.
  double staged(const Transfer& operand, Direction direction) const {
    return std::max(copy_ns(profile_.path(Path::Pageable, direction), operand.bytes),
                    runs_ns(operand, Path::Pageable));
  }

  double runs_ns(const Transfer& operand, Path path) const {
    return operand.runs > 1 ? operand.runs * profile_.run_ns[static_cast<std::size_t>(path)] : 0;
  }

  const DeviceProfile& profile_;
  double correction_, share_;
};

struct Kernel {
  double ns;
  bool memory_bound;
};

Kernel kernel_of(const Work& work, const Saturation& rate, const DeviceProfile& profile,
                 double chunks, double shared_device_bytes) {
  // All chunks together: each is 1 / chunks of the columns, so the short side hurts more, and reads
  // the shared operand again.
  const Saturation chunk{rate.ns_per_flop, rate.m_half, rate.n_half * chunks, rate.k_half};
  const double compute = saturated_flops(work, chunk) * rate.ns_per_flop;
  const double memory =
      (work.device_bytes + (chunks - 1) * shared_device_bytes) * profile.device_ns_per_byte;
  return {chunks * profile.kernel_ns + std::max(compute, memory), memory > compute};
}

// Shares of the stages that stay visible in a pipeline of c chunks: all of the longest, 1 / c of
// the others.
double expose(const Stages& whole, int copy_engines, double inverse_chunks, Stages& exposed) {
  const bool one_engine = copy_engines < 2;
  const double in = one_engine ? whole.in + whole.out : whole.in;
  const double out = one_engine ? in : whole.out;
  const double longest = std::max(std::max(whole.staging, whole.kernel), std::max(in, out));
  double s = inverse_chunks, i = inverse_chunks, k = inverse_chunks, o = inverse_chunks;
  if (longest == whole.kernel) {
    k = 1;
  } else if (longest == whole.staging) {
    s = 1;
  } else if (longest == in) {
    i = 1;
    if (one_engine) o = 1;
  } else {
    o = 1;
  }
  exposed = {whole.staging * s, whole.in * i, whole.kernel * k, whole.out * o};
  return exposed.staging + exposed.in + exposed.kernel + exposed.out;
}

// Chunk counts that are tried: powers of two, whose reciprocals are exact.
constexpr int kMostChunks = 16;

}  // namespace

double allocation_ns(double bytes, const Snapshot& snapshot, int device) noexcept {
  if (bytes == 0) return 0;
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  return bytes <= snapshot.load[index].pool_bytes
             ? profile.allocation_ns
             : profile.pool_miss_ns + bytes * profile.pool_miss_ns_per_byte;
}

DeviceCost device_cost(const Work& work, ElementType type, const Snapshot& snapshot,
                       int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  const DeviceCorrections& corrections = snapshot.corrections[index];
  const Saturation& rate = rate_of(profile.rates, work.cost, type);
  DeviceCost cost;
  cost.submit = profile.submit_ns * corrections.latency;
  cost.queue = snapshot.load[index].backlog_ns;
  cost.sync = profile.sync_ns * corrections.latency;
  const Crossing crossing(profile, corrections.copy, snapshot.reuse);
  Stages copies;
  double cut_bytes = 0, shared_bytes = 0;
  for (const Transfer& operand : work.transfers) {
    crossing.add(operand, copies, cost.shared, cost.allocated_bytes);
    (operand.cut ? cut_bytes : shared_bytes) += operand.bytes;
  }
  cost.allocation = allocation_ns(cost.allocated_bytes, snapshot, device);
  // A chunk of a product is a panel of B and C; one of vectors a chunk of each of them.
  const double most = cut_bytes > 0 ? std::min(profile.max_chunks, work.n) : 1;
  const double least_bytes =
      work.cost == Cost::Product ? profile.min_chunk_bytes : 2 * profile.min_chunk_bytes;
  double best = kNever, inverse = 1;
  for (int chunks = 1; chunks <= kMostChunks; chunks *= 2, inverse *= 0.5) {
    if (chunks > 1 && (chunks > most || cut_bytes * inverse < least_bytes)) break;
    Stages whole = copies, exposed;
    const Kernel kernel = kernel_of(work, rate, profile, chunks, shared_bytes);
    whole.kernel = kernel.ns * corrections.kernel;
    const double chunking = chunks * profile.chunk_ns * corrections.latency;
    const double pipe = expose(whole, profile.copy_engines, inverse, exposed) + chunking;
    if (pipe >= best) continue;
    best = pipe;
    cost.whole = whole;
    cost.memory_bound = kernel.memory_bound;
    cost.exposed = exposed;
    cost.chunks = chunks;
    cost.chunking = chunking;
  }
  return cost;
}

double device_floor(const Snapshot& snapshot, int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  const DeviceCorrections& corrections = snapshot.corrections[index];
  return (profile.submit_ns + profile.chunk_ns + profile.sync_ns) * corrections.latency +
         profile.kernel_ns * corrections.kernel;
}

namespace {

// The most that the host can need for that many operations of this routine, whatever the shape: one
// thread, every dimension but one equal to 1 (which is where (m + m_half)(n + n_half)(k + k_half)
// is largest for a given product), vectors a line apart.
double host_ceiling(const Snapshot& snapshot, Cost cost, ElementType type, double per_point,
                    double operations) {
  const HostProfile& host = snapshot.host;
  const HostRate& rate = rate_of(host.rates, cost, type);
  const double size = static_cast<double>(size_of(type));
  const double volume = operations / per_point;
  double halves[3] = {rate.core.m_half, rate.core.n_half,
                      cost == Cost::Product ? rate.core.k_half : 0};
  double stretched = 0;
  for (const double longest : halves) {
    double product = volume + longest;
    bool used = false;
    for (const double half : halves) {
      if (half == longest && !used) {
        used = true;
        continue;
      }
      product *= 1 + half;
    }
    stretched = std::max(stretched, product);
  }
  // A product of one element of C with k = 1 moves 4 elements for one point; a matrix and a vector
  // the same with its vectors spread over lines; vectors alone up to 3 lines an element.
  const double bytes = cost == Cost::Product        ? volume * 4 * size
                       : cost == Cost::MatrixVector ? volume * (size + 3 * kLineBytes)
                                                    : volume * 3 * kLineBytes;
  const MemoryLevel& memory = host.memory[static_cast<std::size_t>(level_of(host, bytes))];
  const double compute =
      per_point * stretched * rate.core.ns_per_flop * snapshot.host_corrections.compute;
  const double traffic = bytes * std::max(memory.core_ns_per_byte, memory.all_ns_per_byte) *
                         snapshot.host_corrections.memory;
  return host.call_ns + std::max(compute, traffic);
}

// The shortest call of any device that has this path.
double floor_of(const Snapshot& snapshot, Routine routine, ElementType type) {
  double floor = kNever;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    if (snapshot.usable[i] && snapshot.paths[i].has(routine, type))
      floor = std::min(floor, device_floor(snapshot, static_cast<int>(i)));
  }
  return floor;
}

// The lower of the two borders: the device is kept up to the tie band where it was chosen last.
double border_of(const Margins& margins, double floor) {
  return floor * std::min(margins.device_factor / margins.simd_factor, 1 / (1 + margins.tie_band));
}

Threshold threshold_of(const Snapshot& snapshot, Routine routine, ElementType type) {
  if (!snapshot.any_path.has(routine, type)) return {};
  const double floor = floor_of(snapshot, routine, type);
  if (floor == kNever) return {kNever, Reason::NoAccelerator};
  const RoutineTraits& traits = traits_of(routine, type);
  const double border = border_of(snapshot.margins, floor);
  const double per_point = operations_per_point(traits, routine, type);
  // The ceiling grows with the operations: bisect for where it reaches the floor.
  double low = 1, high = 1e15;
  for (int step = 0; step < 60; ++step) {
    const double middle = std::sqrt(low * high);
    (host_ceiling(snapshot, traits.cost, type, per_point, middle) < border ? low : high) = middle;
  }
  return {low, Reason::TooSmall};
}

}  // namespace

void set_thresholds(Snapshot& snapshot) noexcept {
  double floor = kNever;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    if (snapshot.usable[i] && snapshot.paths[i].any())
      floor = std::min(floor, device_floor(snapshot, static_cast<int>(i)));
  }
  const HostProfile& host = snapshot.host;
  const double overhead = host.call_ns + host.fork_ns + host.fork_ns_per_thread * host.threads;
  snapshot.border_ns =
      floor < kNever ? std::max(border_of(snapshot.margins, floor) - overhead, 0.0) : 0;
  for (const MemoryLevel& level : host.memory) {
    snapshot.slowest_ns_per_byte =
        std::max({snapshot.slowest_ns_per_byte, level.core_ns_per_byte, level.all_ns_per_byte});
  }
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      snapshot.thresholds[r][t] =
          threshold_of(snapshot, static_cast<Routine>(r), static_cast<ElementType>(t));
    }
  }
}

}  // namespace fulcrum::offload
