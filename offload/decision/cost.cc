// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/cost.hpp"

#include <cmath>
#include <cstdlib>

namespace fulcrum::offload {
namespace {

// Bytes that the caches move for one element of a vector: a line holds several at increment 1, one
// from 64 bytes on.
constexpr double kLineBytes = 64;

double line_bytes(std::int64_t increment, double size) {
  return std::min(kLineBytes, std::abs(static_cast<double>(increment)) * size);
}

Operand vector_operand(double n, std::int64_t increment, double size, Location location) {
  Operand operand;
  operand.bytes = n * size;
  operand.runs = increment == 1 || increment == -1 ? 1 : n;
  operand.location = location;
  return operand;
}

Operand matrix_operand(std::int64_t rows, std::int64_t columns, std::int64_t ld, double size,
                       Location location) {
  Operand operand;
  operand.bytes = static_cast<double>(rows) * static_cast<double>(columns) * size;
  operand.runs = ld == rows ? 1 : static_cast<double>(columns);
  operand.location = location;
  return operand;
}

void gemm_work(const Call& call, double size, Work& work) {
  const bool ta = call.trans_a != Op::NoTrans, tb = call.trans_b != Op::NoTrans;
  auto& [a, b, c] = work.operands;
  a = matrix_operand(ta ? call.k : call.m, ta ? call.m : call.k, call.lda, size, call.a);
  b = matrix_operand(tb ? call.n : call.k, tb ? call.k : call.n, call.ldb, size, call.b);
  c = matrix_operand(call.m, call.n, call.ldc, size, call.c);
  // Chunks are column panels of C, hence columns of op(B); every one needs all of A.
  b.cut = c.cut = true;
  work.k = static_cast<double>(call.k);
  work.flops = 2 * work.m * work.n * work.k;
  work.footprint = a.bytes + b.bytes + c.bytes;
  work.host_bytes = work.footprint + (call.beta_zero ? 0 : c.bytes);
  work.device_bytes = work.host_bytes;
}

void gemv_work(const Call& call, double size, Work& work) {
  const bool trans = call.trans_a != Op::NoTrans;
  const double x_size = trans ? work.m : work.n, y_size = trans ? work.n : work.m;
  auto& [a, x, y] = work.operands;
  a = matrix_operand(call.m, call.n, call.lda, size, call.a);
  x = vector_operand(x_size, call.ldb, size, call.b);
  y = vector_operand(y_size, call.ldc, size, call.c);
  work.flops = 2 * work.m * work.n;
  const double y_lines = y_size * line_bytes(call.ldc, size);
  const double passes = call.beta_zero ? 1 : 2;
  work.footprint = a.bytes + x_size * line_bytes(call.ldb, size) + y_lines;
  work.host_bytes = work.footprint + (passes - 1) * y_lines;
  work.device_bytes = a.bytes + x.bytes + passes * y.bytes;
}

// axpy reads x and y and writes y; dot reads both and writes one number; scal reads and writes x.
void vector_work(const Call& call, double size, Work& work) {
  auto& [x, y, result] = work.operands;
  work.m = 1;
  x = vector_operand(work.n, call.lda, size, call.a);
  x.cut = true;
  const double x_lines = work.n * line_bytes(call.lda, size);
  if (call.routine == Routine::Scal) {
    work.flops_per_point = 1;
    work.flops = work.n;
    work.footprint = x_lines;
    work.host_bytes = 2 * x_lines;
    work.device_bytes = 2 * x.bytes;
    x.out = true;
    return;
  }
  y = vector_operand(work.n, call.ldb, size, call.b);
  y.cut = true;
  const double y_lines = work.n * line_bytes(call.ldb, size);
  const bool axpy = call.routine == Routine::Axpy;
  work.flops = 2 * work.n;
  work.footprint = x_lines + y_lines;
  work.host_bytes = work.footprint + (axpy ? y_lines : 0);
  work.device_bytes = x.bytes + (axpy ? 2 : 1) * y.bytes;
  if (axpy) {
    y.out = true;
  } else {
    result = {.bytes = size, .location = Location::Pinned, .out = true};
  }
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

// Threads that a call of this size uses, of those that it may.
int useful_threads(double flops, const HostRate& rate, int allowed) {
  if (rate.grain_flops <= 0 || flops < 2 * rate.grain_flops) return 1;
  return static_cast<int>(std::min(static_cast<double>(allowed), flops / rate.grain_flops));
}

}  // namespace

Work work_of(const Call& call) noexcept {
  Work work;
  const double size = static_cast<double>(size_of(call.type));
  work.m = static_cast<double>(call.m);
  work.n = static_cast<double>(call.n);
  work.k = 1;
  for (Operand& operand : work.operands) operand.runs = 0;
  switch (call.routine) {
    case Routine::Gemm:
      gemm_work(call, size, work);
      break;
    case Routine::Gemv:
      gemv_work(call, size, work);
      break;
    case Routine::Axpy:
    case Routine::Dot:
    case Routine::Scal:
      vector_work(call, size, work);
      break;
    default:  // not weighed
      break;
  }
  auto& [a, b, c] = work.operands;
  a.in = b.in = true;
  if (call.routine == Routine::Gemm || call.routine == Routine::Gemv) {
    c.in = !call.beta_zero;
    c.out = true;
  }
  return work;
}

HostCost host_cost(const Call& call, const Work& work, const Snapshot& snapshot) noexcept {
  const HostProfile& host = snapshot.host;
  const HostRate& rate =
      host.rates[static_cast<std::size_t>(call.routine)][static_cast<std::size_t>(call.type)];
  HostCost cost;
  cost.threads = useful_threads(work.flops, rate, call.threads > 0 ? call.threads : host.threads);
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
  void add(const Operand& operand, Stages& cut, double& shared, double& allocated) const {
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
  void add_in(const Operand& operand, bool pinned, bool coherent, Stages& stages) const {
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
  void add_out(const Operand& operand, bool coherent, Stages& stages) const {
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
  double staged(const Operand& operand, Direction direction) const {
    return std::max(copy_ns(profile_.path(Path::Pageable, direction), operand.bytes),
                    runs_ns(operand, Path::Pageable));
  }

  double runs_ns(const Operand& operand, Path path) const {
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

DeviceCost device_cost(const Work& work, Routine routine, ElementType type,
                       const Snapshot& snapshot, int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  const DeviceCorrections& corrections = snapshot.corrections[index];
  const Saturation& rate =
      profile.rates[static_cast<std::size_t>(routine)][static_cast<std::size_t>(type)];
  DeviceCost cost;
  cost.submit = profile.submit_ns * corrections.latency;
  cost.queue = snapshot.load[index].backlog_ns;
  cost.sync = profile.sync_ns * corrections.latency;
  const Crossing crossing(profile, corrections.copy, snapshot.reuse);
  Stages copies;
  double cut_bytes = 0, shared_bytes = 0;
  for (const Operand& operand : work.operands) {
    crossing.add(operand, copies, cost.shared, cost.allocated_bytes);
    (operand.cut ? cut_bytes : shared_bytes) += operand.bytes;
  }
  cost.allocation = allocation_ns(cost.allocated_bytes, snapshot, device);
  // gemm is cut by columns, axpy and dot by elements (a chunk of each vector), gemv not at all.
  const double most = routine == Routine::Gemv ? 1 : std::min(profile.max_chunks, work.n);
  const double least_bytes =
      routine == Routine::Gemm ? profile.min_chunk_bytes : 2 * profile.min_chunk_bytes;
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

// The most that the host can need for `flops` operations of this routine, whatever the shape: one
// thread, every dimension but one equal to 1 (which is where (m + m_half)(n + n_half)(k + k_half)
// is largest for a given product), vectors a line apart.
double host_ceiling(const Snapshot& snapshot, Routine routine, ElementType type, double flops) {
  const HostProfile& host = snapshot.host;
  const HostRate& rate =
      host.rates[static_cast<std::size_t>(routine)][static_cast<std::size_t>(type)];
  const double size = static_cast<double>(size_of(type));
  const double volume = flops / 2;
  double halves[3] = {rate.core.m_half, rate.core.n_half,
                      routine == Routine::Gemm ? rate.core.k_half : 0};
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
  // gemm of one element of C with k = 1 moves 4 elements for 2 operations; gemv the same with its
  // vectors spread over lines; the vector routines up to 3 lines an element.
  const double bytes = routine == Routine::Gemm   ? volume * 4 * size
                       : routine == Routine::Gemv ? volume * (size + 3 * kLineBytes)
                                                  : volume * 3 * kLineBytes;
  const MemoryLevel& memory = host.memory[static_cast<std::size_t>(level_of(host, bytes))];
  const double compute = 2 * stretched * rate.core.ns_per_flop * snapshot.host_corrections.compute;
  const double traffic = bytes * std::max(memory.core_ns_per_byte, memory.all_ns_per_byte) *
                         snapshot.host_corrections.memory;
  return host.call_ns + std::max(compute, traffic);
}

}  // namespace

void set_smallest_paying_flops(Snapshot& snapshot) noexcept {
  double floor = kNever;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    if (snapshot.usable[i]) floor = std::min(floor, device_floor(snapshot, static_cast<int>(i)));
  }
  // The lower of the two borders: the device is kept up to the tie band where it was chosen last.
  const double border =
      floor * std::min(snapshot.margins.device_factor / snapshot.margins.simd_factor,
                       1 / (1 + snapshot.margins.tie_band));
  const HostProfile& host = snapshot.host;
  const double overhead = host.call_ns + host.fork_ns + host.fork_ns_per_thread * host.threads;
  snapshot.border_ns = floor < kNever ? std::max(border - overhead, 0.0) : 0;
  for (const MemoryLevel& level : host.memory) {
    snapshot.slowest_ns_per_byte =
        std::max({snapshot.slowest_ns_per_byte, level.core_ns_per_byte, level.all_ns_per_byte});
  }
  for (int r = 0; r < kRoutineCount; ++r) {
    for (int t = 0; t < kElementTypeCount; ++t) {
      const auto routine = static_cast<Routine>(r);
      double& smallest = snapshot.smallest_paying_flops[r][t];
      smallest = kNever;
      if (routine == Routine::Scal || floor == kNever) continue;
      // The ceiling grows with the operations: bisect for where it reaches the floor.
      double low = 1, high = 1e15;
      for (int step = 0; step < 60; ++step) {
        const double middle = std::sqrt(low * high);
        (host_ceiling(snapshot, routine, static_cast<ElementType>(t), middle) < border ? low
                                                                                       : high) =
            middle;
      }
      smallest = low;
    }
  }
}

}  // namespace fulcrum::offload
