// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/simulated_host.hpp"

#include <cmath>

namespace fulcrum::regret {
namespace {

constexpr double kLine = 64;
constexpr double kLatency = 4;          // cycles of a multiply-add
constexpr double kTileOverhead = 18;    // cycles: pointers, the loads and stores of C
constexpr double kVectorGrain = 32768;  // bytes that a thread takes at once
constexpr double kWideAfter = 20e3;     // ns until the clock goes down under wide vectors

double real(std::int64_t n) { return static_cast<double>(n); }
double pieces(double all, double each) { return std::ceil(all / each); }

}  // namespace

HostRun::HostRun(const HostMachine& machine, const Call& call, int threads)
    : machine_(machine),
      call_(call),
      size_(real(size_of(call.type))),
      lanes_(machine.vector_bytes / size_),
      allowed_(threads) {}

double HostRun::ns() {
  now_ = machine_.call_ns;
  if (call_.routine == Routine::Gemm) {
    gemm();
  } else if (call_.routine == Routine::Gemv) {
    gemv();
  } else {
    vectors();
  }
  return now_;
}

double HostRun::clock(double at) const {
  return at < kWideAfter ? machine_.ghz : machine_.vector_ghz;
}

void HostRun::start_threads(int wanted) {
  threads_ = std::clamp(wanted, 1, allowed_);
  for (int i = 0; i < threads_; ++i) crew_.add(now_ + i * machine_.wake_ns);
}

void HostRun::barrier() {
  now_ = crew_.finish() + (threads_ > 1 ? machine_.barrier_ns : 0);
  for (int i = 0; i < threads_; ++i) crew_.add(now_);
}

// A thread computes while its lines come; those that no cache has pass the memory that all share,
// behind the others'.
void HostRun::compute(const Block& block) {
  const double begin = crew_.take();
  const double cycle = 1 / clock(begin);
  const double in_l1 = hit_rate(block.used, machine_.l1_bytes * threads_);
  const double in_l2 = hit_rate(block.used, machine_.l2_bytes * threads_);
  const double in_l3 = hit_rate(block.used, machine_.l3_bytes);
  const double beyond_l1 = block.lines * (1 - in_l1), beyond_l2 = beyond_l1 * (1 - in_l2);
  const double missed = beyond_l2 * (1 - in_l3);
  const double cached =
      (block.lines / 2 + beyond_l1 * machine_.l2_cycles + beyond_l2 * machine_.l3_cycles) * cycle;
  const double drawn = missed * machine_.core_line_ns;
  const double served = memory_.serve(begin, missed * kLine / machine_.memory_gbs);
  const double own = begin + std::max(block.cycles * cycle, cached + drawn);
  crew_.add(std::max(own, served));
}

// Vectors along the rows of a tile; a tile with few of them waits for its own sums.
double HostRun::tile_cycles(double rows, double columns, double depth) const {
  const double vectors = std::ceil(rows / lanes_) * columns;
  return depth * std::max(vectors / machine_.fma_pipes, vectors < 8 ? kLatency / 2 : 0) +
         kTileOverhead;
}

// Blocks of rows of C for each panel of columns and block of the depth; panels of B are packed by
// all before.
void HostRun::gemm() {
  constexpr double kDeep = 384, kWide = 3072, kFewRows = 64;
  const double m = real(call_.m), n = real(call_.n), k = real(call_.k);
  const double used = (m * k + k * n + m * n) * size_;
  start_threads(static_cast<int>(std::min(64.0, m * n * k / 250e3)));
  for_pieces(n, kWide, [&](double, double nb) {
    for_pieces(k, kDeep, [&](double, double kb) {
      if (m > kFewRows) {
        const double share = nb * kb * size_ / kLine / threads_;
        for (int t = 0; t < threads_; ++t) compute({8 * share, 2 * share, used});
        barrier();
      }
      panel(m, nb, kb, used);
    });
  });
  barrier();
}

void HostRun::panel(double m, double n, double depth, double used) {
  const double rows = 3 * lanes_, columns = 8, high = 8 * rows;  // of a tile, of a block
  // Where there are fewer blocks of rows than threads, the columns are shared out as well.
  const double split =
      std::min(pieces(n, columns), std::max(1.0, std::floor(threads_ / pieces(m, high))));
  const double own = pieces(n, split);
  for_pieces(m, high, [&](double, double mb) {
    const double full = std::floor(mb / rows), rest = mb - full * rows;
    double cycles = pieces(own, columns) * full * tile_cycles(rows, columns, depth);
    if (rest > 0) cycles += pieces(own, columns) * tile_cycles(rest, columns, depth);
    const double lines = (mb * depth + own * depth / 4 + 2 * mb * own) * size_ / kLine;
    for (int s = 0; s < static_cast<int>(split); ++s) compute({cycles, lines, used});
  });
}

// Groups of columns of A, each column a vector that is added to or summed.
void HostRun::gemv() {
  const double m = real(call_.m), n = real(call_.n);
  const double used = (m * n + m + n) * size_;
  start_threads(static_cast<int>(used / 262144));
  const double columns = std::max(1.0, std::min(n, std::floor(kVectorGrain / (m * size_))));
  for_pieces(n, columns, [&](double, double nb) {
    for_pieces(m, kVectorGrain / size_, [&](double, double mb) {
      // A load of A for each multiply-add, two loads a cycle; a column costs its own start.
      compute({nb * (std::ceil(mb / lanes_) / 2 + 2.5), (nb * mb + mb) * size_ / kLine, used});
    });
  });
  barrier();
}

// Pieces of one or two vectors; a line that is written has been read before.
void HostRun::vectors() {
  const double n = real(call_.n);
  const bool two = call_.routine != Routine::Scal;
  const bool writes = call_.routine != Routine::Dot;
  const double streams = (two ? 2 : 1) + (writes ? 1 : 0);
  const double used = n * size_ * (two ? 2 : 1);
  start_threads(static_cast<int>(used / 524288));
  for_pieces(n, kVectorGrain / size_, [&](double, double nb) {
    compute({std::ceil(nb / lanes_) * streams / 2 + 10, streams * nb * size_ / kLine, used});
  });
  barrier();
}

}  // namespace fulcrum::regret
