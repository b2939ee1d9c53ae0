// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/cost.hpp"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>

#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// The kernels of a profile's target, or of this machine's best where it is another machine's.
const simd::Target& target_of(Isa isa) {
  const simd::Target* const target = simd::find_target(isa);
  return target != nullptr ? *target : *simd::find_target(simd::runnable_isas().front());
}

constexpr double kWhole = 0.7, kNone = 1.5;  // of a capacity

// The share of a footprint's bytes that a cache does not serve.
double beyond_cache(double footprint, double capacity) {
  const double whole = kWhole * capacity, none = kNone * capacity;
  if (footprint <= whole) return 0;
  return footprint >= none ? 1 : (footprint - whole) / (none - whole);
}

// Shares of the levels that a footprint is served from; `terms` are 0 before.
void spread_bytes(double footprint, double bytes, const Capacities& capacity, double* terms) {
  double rest = bytes;
  for (std::size_t i = 0; i < capacity.size(); ++i) {
    const double beyond = beyond_cache(footprint, capacity[i]);
    terms[i] = rest * (1 - beyond);
    rest *= beyond;
    if (beyond == 0) return;
  }
  terms[capacity.size()] = rest;
}

// Of a product. chunks: of its columns, or of its rows.
Amounts product_amounts(const Work& work, double dram_bytes, double chunks) {
  const double rows = work.cut_rows ? 1 : chunks, columns = work.cut_rows ? chunks : 1;
  const double b = work.batch;
  Amounts amounts = {1,
                     work.m * rows,
                     work.n * columns * b,
                     dram_bytes,
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
             ? product_amounts(work,
                               work.host_bytes * beyond_cache(work.footprint, capacity.back()), 1)
             : memory_amounts(work, work.footprint, work.host_bytes, work.strided, capacity);
}

Amounts device_amounts(const Work& work, const Capacities& capacity, double chunks) noexcept {
  const double footprint = work.device_footprint, bytes = work.device_bytes;
  Amounts amounts =
      work.cost == Cost::Product
          ? product_amounts(work, bytes * beyond_cache(footprint, capacity.back()), chunks)
          : memory_amounts(work, footprint, bytes, 0, capacity);
  amounts[kCallTerm] = chunks;
  return amounts;
}

namespace {

// A rate's terms of one call.
struct Terms {
  double call = 0, passes = 0, compute = 0, memory = 0;

  double rest() const { return passes + compute + memory; }
};

Terms terms_of(const Work& work, const Rate& rate, const Amounts& amounts,
               const HostCorrections& corrections) {
  const auto of = [&](std::size_t i) { return rate.ns[i] * amounts[i]; };
  Terms terms;
  terms.call = rate.ns[kCallTerm];
  const double edges = of(1) + of(2), more = (of(4) + of(5)) + of(6);
  if (work.cost == Cost::Product) {
    terms.passes = (edges + more) * corrections.compute;
    terms.compute = of(kFlopsTerm) * corrections.compute;
    terms.memory = of(kDramTerm) * corrections.memory;
  } else {
    terms.passes = edges * corrections.compute;
    terms.memory = (of(kBytesTerm) + more + of(kStridedTerm)) * corrections.memory;
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
  Amounts amounts = host_amounts(work, host.one_capacity);
  const Terms one = terms_of(work, host.one->rate(call), amounts, snapshot.host_corrections);
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
  amounts = host_amounts(work, host.all_capacity);
  const Terms all = terms_of(work, host.all->rate(call), amounts, snapshot.host_corrections);
  const auto scaling_of = [&](int count) {
    return Scaling(std::min(count, host.threads), host.threads);
  };
  int best = threads;
  if (choose) {
    const double one_rest = one.rest(), all_rest = all.rest();
    const auto total = [&](int count) {
      const Scaling scaling = scaling_of(count);
      return scaling.call(one.call, all.call) + scaling.rest(one_rest, all_rest);
    };
    // A start that grows with the threads and a rest that falls as their inverse: behind the first
    // number that is slower than the one before are none that are faster.
    double least = total(best);
    for (int count = threads / 2; count > 1; count /= 2) {
      const double ns = total(count);
      if (ns > least) break;
      if (ns == least) continue;  // more than were measured
      least = ns;
      best = count;
    }
    if (least >= one.call + one_rest) return cost;
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

// The crossings of one call's operands on one device: what each chunk takes its share of, and what
// all of them wait for.
class Crossings {
 public:
  explicit Crossings(const DeviceProfile& profile) : profile_(profile) {}

  void add(const Transfer& operand) {
    if (operand.cut) cut_bytes_ += operand.bytes;
    if (!operand.crosses() || operand.bytes == 0) return;
    allocated_ += operand.bytes;
    const bool pinned = operand.location == Location::Pinned;
    const bool coherent = !pinned && profile_.coherent;
    if (operand.in) {
      double link = linked(operand, coherent, Direction::In), staging = 0;
      if (pinned || coherent) {
        link = std::max(link, runs_ns(operand, coherent ? Path::Coherent : Path::Pinned));
      } else {
        staging = staged(operand, Direction::In);
        // Slot by slot through the ring: the shorter of both hides behind the longer but for one
        // slot.
        if (operand.bytes > profile_.ring_bytes && profile_.ring_bytes > 0)
          (staging >= link ? link : staging) *= profile_.ring_bytes / operand.bytes;
      }
      if (operand.cut || operand.out) {
        in_.staging += staging;
        in_.in += link;
      } else {
        shared_ += staging + link;
      }
    }
    // Outputs reach the user's memory through staging, whatever that memory is: a device that fails
    // must not have written half of it.
    if (operand.out) {
      double link = linked(operand, coherent, Direction::Out);
      if (coherent) {
        link = std::max(link, runs_ns(operand, Path::Coherent));
      } else {
        out_.staging += staged(operand, Direction::Out);
      }
      out_.out += link;
    }
  }

  double allocated() const { return allocated_; }
  double cut_bytes() const { return cut_bytes_; }
  // The host's copy between the user's memory and staging.
  double staged(const Transfer& operand, Direction direction) const {
    return std::max(copy_ns(profile_.path(Path::Pageable, direction), operand.bytes),
                    runs_ns(operand, Path::Pageable));
  }
  // correction: of all copies; share: of those in, which serve several calls.
  double shared(double correction, double share) const { return shared_ * correction * share; }
  Stages stages(double correction, double share) const {
    return {(in_.staging * share + out_.staging) * correction, in_.in * share * correction, 0,
            out_.out * correction};
  }

 private:
  double linked(const Transfer& operand, bool coherent, Direction direction) const {
    return copy_ns(profile_.path(coherent ? Path::Coherent : Path::Pinned, direction),
                   operand.bytes);
  }
  double runs_ns(const Transfer& operand, Path path) const {
    return operand.runs > 1 ? operand.runs * profile_.run_ns[static_cast<std::size_t>(path)] : 0;
  }

  const DeviceProfile& profile_;
  Stages in_, out_;
  double shared_ = 0, allocated_ = 0, cut_bytes_ = 0;
};

// Shares of the stages that stay visible in a pipeline of c chunks: all of the longest, 1 / c of
// the others where everything overlaps that can.
void expose(const Stages& whole, const DeviceProfile& profile, double inverse_chunks,
            Stages& exposed) {
  const bool one_engine = profile.copy_engines < 2;
  const double in = one_engine ? whole.in + whole.out : whole.in;
  const double out = one_engine ? in : whole.out;
  const double longest = std::max(std::max(whole.staging, whole.kernel), std::max(in, out));
  const double hidden = profile.overlap * inverse_chunks + (1 - profile.overlap);
  double s = hidden, i = hidden, k = hidden, o = hidden;
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
  // Towards zero like floor(), which is a call where SSE4.1 may be missing.
  return std::max(1.0, static_cast<double>(static_cast<int>(std::min(cut_bytes / piece, most))));
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
  Crossings crossings(profile);
  for (int i = 0; i < work.transferred; ++i)
    crossings.add(work.transfers[static_cast<std::size_t>(i)]);
  const double share = 1 / snapshot.reuse, correction = corrections.copy;
  cost.whole = crossings.stages(correction, share);
  cost.shared = crossings.shared(correction, share);
  cost.allocated_bytes = crossings.allocated();
  cost.allocation = allocation_ns(cost.allocated_bytes, snapshot, device);
  const double chunks = chunks_of(work, profile, crossings.cut_bytes());
  cost.chunks = static_cast<int>(chunks);
  cost.whole.kernel = profile.rates->rate(call).of(device_amounts(work, profile.capacity, chunks)) *
                      corrections.kernel;
  cost.chunking = chunks * profile.chunk_ns * corrections.latency;
  expose(cost.whole, profile, 1 / chunks, cost.exposed);
  return cost;
}

double staging_ns(const Work& work, const Snapshot& snapshot) noexcept {
  double most = 0, sum = 0;
  for (std::size_t device = 0; device < snapshot.devices.size(); ++device) {
    if (snapshot.devices[device].coherent) return kNever;
    // Twins stand side by side.
    const bool twin = device > 0 && snapshot.kind[device] != 0 &&
                      snapshot.kind[device] == snapshot.kind[device - 1];
    if (!twin) {
      const Crossings crossings(snapshot.devices[device]);
      sum = 0;
      for (int i = 0; i < work.transferred; ++i) {
        const Transfer& operand = work.transfers[static_cast<std::size_t>(i)];
        if (operand.in && operand.bytes > 0) sum += crossings.staged(operand, Direction::In);
      }
    }
    if (snapshot.usable[device]) most = std::max(most, sum * snapshot.corrections[device].copy);
  }
  return most / snapshot.reuse;
}

double device_floor(const Snapshot& snapshot, int device) noexcept {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  return (profile.submit_ns + profile.chunk_ns + profile.sync_ns) *
         snapshot.corrections[index].latency;
}

}  // namespace fulcrum::offload
