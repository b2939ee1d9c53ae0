// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/cost.hpp"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// Bytes that the caches move for one element of a vector: a line holds several at increment 1, one
// from 64 bytes on.
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

}  // namespace

Work work_of(const Call& call) noexcept {
  const RoutineTraits& traits = traits_of(call);
  const Shape shape = traits.shape(call);
  const double size = static_cast<double>(size_of(call.type));
  const double batch = static_cast<double>(call.batch);
  Work work;
  work.cost = traits.cost;
  work.flops = shape.operations;
  const bool vectors = traits.cost == Cost::Stream && !traits.present.m;
  work.m = vectors ? 0 : static_cast<double>(call.m);
  work.n = vectors ? 0 : static_cast<double>(call.n);
  work.k = traits.cost == Cost::Product ? static_cast<double>(call.k) : 0;
  work.batch = batch;
  work.is_batch = traits.batch;
  work.cut_rows = traits.present.side && call.side == Side::Right;
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
    if (!operand.reads && !operand.writes) continue;
    const bool scattered =
        operand.vector ? operand.step != 1 && operand.step != -1 : operand.apart != 1;
    if (scattered) work.strided += elements;
    const double lines =
        operand.vector ? elements * line_bytes(operand.step, size) : transfer.bytes;
    const double passes = operand.reads && operand.writes ? 2 : 1;
    work.footprint += lines;
    work.host_bytes += passes * lines;
    work.device_footprint += transfer.bytes;
    work.device_bytes += passes * transfer.bytes;
  }
  if (shape.reduces) {
    work.transfers[static_cast<std::size_t>(shape.count)] = {
        .bytes = size, .location = Location::Pinned, .out = true};
  }
  return work;
}

namespace {

// Shares of the levels that a footprint is served from.
void spread_bytes(double footprint, double bytes, const Capacities& capacity, double* terms) {
  constexpr double kWhole = 0.7, kNone = 1.5;  // of a capacity
  double rest = bytes;
  for (std::size_t i = 0; i < capacity.size(); ++i) {
    const double beyond =
        std::clamp((footprint - kWhole * capacity[i]) / ((kNone - kWhole) * capacity[i]), 0.0, 1.0);
    terms[i] = rest * (1 - beyond);
    rest *= beyond;
  }
  terms[capacity.size()] = rest;
}

// Of a product. chunks: of its columns, or of its rows.
Amounts product_amounts(const Work& work, double chunks) {
  const double rows = work.cut_rows ? 1 : chunks, columns = work.cut_rows ? chunks : 1;
  const double b = work.batch;
  Amounts amounts = {1,
                     work.m * rows,
                     work.n * columns * b,
                     work.k * chunks * b,
                     work.m * work.n * b,
                     work.m * work.k * rows * b,
                     work.n * work.k * columns * b,
                     work.flops};
  amounts[kRowsTerm] = work.is_batch ? b : amounts[kRowsTerm];
  return amounts;
}

Amounts memory_amounts(const Work& work, double footprint, double bytes, double strided,
                       const Capacities& capacity) {
  Amounts amounts = {1, work.is_batch ? work.batch : work.m, work.n * work.batch};
  spread_bytes(footprint, bytes, capacity, &amounts[kBytesTerm]);
  amounts[kStridedTerm] = strided;
  return amounts;
}

}  // namespace

Amounts host_amounts(const Work& work, const Capacities& capacity) noexcept {
  return work.cost == Cost::Product
             ? product_amounts(work, 1)
             : memory_amounts(work, work.footprint, work.host_bytes, work.strided, capacity);
}

Amounts device_amounts(const Work& work, const Capacities& capacity, double chunks) noexcept {
  Amounts amounts = work.cost == Cost::Product ? product_amounts(work, chunks)
                                               : memory_amounts(work, work.device_footprint,
                                                                work.device_bytes, 0, capacity);
  amounts[kCallTerm] = chunks;
  return amounts;
}

namespace {

// A rate's terms of one call.
struct Terms {
  double call = 0, passes = 0, compute = 0, memory = 0;

  double rest() const { return passes + compute + memory; }
};

Terms terms_of(const Work& work, const Rate& rate, const Capacities& capacity,
               const HostCorrections& corrections) {
  const Amounts amounts = host_amounts(work, capacity);
  const auto sum = [&](std::size_t begin, std::size_t end) {
    double ns = 0;
    for (std::size_t i = begin; i < end; ++i) ns += rate.ns[i] * amounts[i];
    return ns;
  };
  Terms terms;
  terms.call = rate.ns[kCallTerm];
  if (work.cost == Cost::Product) {
    terms.passes = sum(kRowsTerm, kFlopsTerm) * corrections.compute;
    terms.compute = sum(kFlopsTerm, kRateTerms) * corrections.compute;
  } else {
    terms.passes = sum(kRowsTerm, kBytesTerm) * corrections.compute;
    terms.memory = sum(kBytesTerm, kRateTerms) * corrections.memory;
  }
  return terms;
}

int level_of(const Capacities& capacity, double bytes) {
  int level = 0;
  while (level < static_cast<int>(capacity.size()) &&
         bytes > capacity[static_cast<std::size_t>(level)]) {
    ++level;
  }
  return level;
}

}  // namespace

int useful_threads(const Call& call, const HostProfile& host) noexcept {
  const int allowed = call.threads > 0 ? call.threads : host.threads;
  return traits_of(call).threads(call, target_of(host.isa), allowed);
}

namespace {

// choose: the fastest number up to `threads`; otherwise that many.
HostCost cost_on(const Call& call, const Work& work, const Snapshot& snapshot, int threads,
                 bool choose) {
  const HostProfile& host = snapshot.host;
  HostCost cost;
  const Terms one =
      terms_of(work, host.one->rate(call), host.one_capacity, snapshot.host_corrections);
  cost.trust = host.one->trust(call);
  cost.level = level_of(host.one_capacity, work.footprint);
  cost.call = one.call;
  cost.passes = one.passes;
  cost.compute = one.compute;
  cost.memory = one.memory;
  if (threads <= 1) return cost;
  if (host.threads <= 1) {
    cost.threads = choose ? 1 : threads;
    return cost;
  }
  const Terms all =
      terms_of(work, host.all->rate(call), host.all_capacity, snapshot.host_corrections);
  const auto scaling_of = [&](int count) {
    return Scaling(std::min(count, host.threads), host.threads);
  };
  int best = threads;
  if (choose) {
    double least = one.call + one.rest();
    best = 1;
    for (int count = threads; count > 1; count /= 2) {
      const Scaling scaling = scaling_of(count);
      const double total = scaling.call(one.call, all.call) + scaling.rest(one.rest(), all.rest());
      if (total >= least) continue;
      least = total;
      best = count;
    }
    if (best == 1) return cost;
  }
  const Scaling scaling = scaling_of(best);
  cost.threads = best;
  cost.trust = host.all->trust(call);
  cost.level = level_of(host.all_capacity, work.footprint);
  cost.call = scaling.call(one.call, all.call);
  cost.passes = scaling.rest(one.passes, all.passes);
  cost.compute = scaling.rest(one.compute, all.compute);
  cost.memory = scaling.rest(one.memory, all.memory);
  return cost;
}

}  // namespace

HostCost host_cost(const Call& call, const Work& work, const Snapshot& snapshot) noexcept {
  // Priors do not know what a thread's start costs here better than the kernels' own rules do.
  return cost_on(call, work, snapshot, useful_threads(call, snapshot.host),
                 !snapshot.host.analytic);
}

HostCost host_cost_on(const Call& call, const Work& work, const Snapshot& snapshot,
                      int threads) noexcept {
  Call limited = call;
  limited.threads = threads;
  return cost_on(limited, work, snapshot, useful_threads(limited, snapshot.host), false);
}

HostProfile on_threads(const HostProfile& host, int threads) {
  threads = std::max(threads, 1);
  if (threads >= host.threads) return host;
  const Scaling scaling(threads, host.threads);
  HostProfile result = host;
  result.threads = threads;
  auto table = std::make_shared<RateTable>(*host.all);
  for (const RateKey& key : all_rate_keys()) {
    const Amounts& one = host.one->rate(key.routine, key.type, key.variant).ns;
    Amounts& all = table->rate(key.routine, key.type, key.variant).ns;
    for (std::size_t i = 0; i < kRateTerms; ++i)
      all[i] = i == kCallTerm ? scaling.call(one[i], all[i]) : scaling.rest(one[i], all[i]);
  }
  result.all = threads > 1 ? std::move(table) : host.one;
  for (std::size_t i = 0; i < result.all_capacity.size(); ++i) {
    result.all_capacity[i] =
        host.one_capacity[i] + (host.all_capacity[i] - host.one_capacity[i]) * scaling.started;
  }
  return result;
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

// Shares of the stages that stay visible in a pipeline of c chunks: all of the longest, 1 / c of
// the others.
void expose(const Stages& whole, int copy_engines, double inverse_chunks, Stages& exposed) {
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
}

// As the executor cuts: pieces of that many bytes of the operands that are cut, as far as there are
// units to cut and no more than it makes.
double chunks_of(const Work& work, const DeviceProfile& profile, double cut_bytes) {
  if (cut_bytes <= 0 || profile.min_chunk_bytes <= 0) return 1;
  const double units = work.cost != Cost::Product ? cut_bytes : work.cut_rows ? work.m : work.n;
  const double most = std::min(profile.max_chunks, units);
  // A piece of vectors holds a slot of each of them.
  const double piece =
      work.cost == Cost::Product ? profile.min_chunk_bytes : 2 * profile.min_chunk_bytes;
  return std::max(1.0, std::floor(std::min(cut_bytes / piece, most)));
}

}  // namespace

double allocation_ns(double bytes, const Snapshot& snapshot, int device) noexcept {
  if (bytes == 0) return 0;
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  return bytes <= snapshot.load[index].pool_bytes
             ? profile.allocation_ns
             : profile.pool_miss_ns + bytes * profile.pool_miss_ns_per_byte;
}

DeviceCost device_cost(const Call& call, const Work& work, const Snapshot& snapshot,
                       int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  const DeviceCorrections& corrections = snapshot.corrections[index];
  DeviceCost cost;
  cost.trust = profile.rates->trust(call);
  cost.submit = profile.submit_ns * corrections.latency;
  cost.queue = snapshot.load[index].backlog_ns;
  cost.sync = profile.sync_ns * corrections.latency;
  const Crossing crossing(profile, corrections.copy, snapshot.reuse);
  double cut_bytes = 0;
  for (const Transfer& operand : work.transfers) {
    crossing.add(operand, cost.whole, cost.shared, cost.allocated_bytes);
    if (operand.cut) cut_bytes += operand.bytes;
  }
  cost.allocation = allocation_ns(cost.allocated_bytes, snapshot, device);
  const double chunks = chunks_of(work, profile, cut_bytes);
  cost.chunks = static_cast<int>(chunks);
  cost.whole.kernel = profile.rates->rate(call).of(device_amounts(work, profile.capacity, chunks)) *
                      corrections.kernel;
  cost.chunking = chunks * profile.chunk_ns * corrections.latency;
  expose(cost.whole, profile.copy_engines, 1 / chunks, cost.exposed);
  return cost;
}

double device_floor(const Snapshot& snapshot, int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  return (profile.submit_ns + profile.chunk_ns + profile.sync_ns) *
         snapshot.corrections[index].latency;
}

}  // namespace fulcrum::offload
