// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/simulated_device.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::regret {
namespace {

constexpr double kPanelBytes = 8 << 20;  // of what is cut
constexpr double kMostPanels = 16;

double real(std::int64_t n) { return static_cast<double>(n); }

// Tiles of C that a multiprocessor computes at a time, and the part of its rate that they reach.
struct Tile {
  double rows, columns, rate;
};
constexpr Tile kTiles[] = {{128, 128, 0.93}, {64, 64, 0.72}, {32, 32, 0.42}};

}  // namespace

DeviceRun::DeviceRun(const DeviceMachine& machine, const Call& call)
    : machine_(machine),
      call_(call),
      size_(real(size_of(call.type))),
      per_clock_(call.type == ElementType::F32 ? machine.f32_per_clock : machine.f64_per_clock) {}

double DeviceRun::ns() {
  host_.serve(0, machine_.submit_ns);
  const double done = call_.routine == Routine::Gemm   ? gemm()
                      : call_.routine == Routine::Gemv ? gemv()
                                                       : vectors();
  return std::max(done, host_.free_at()) + machine_.finish_ns;
}

// --- copies -------------------------------------------------------------------------------------

double DeviceRun::staging(double ready, double bytes) {
  // A copy of more than the caches hold is slower than a short one.
  const double rate = machine_.staging_gbs * (bytes > (1 << 20) ? 0.8 : 1);
  return host_.serve(ready, 150 + bytes / rate);
}

double DeviceRun::over_link(bool in, double ready, double bytes) {
  Server& engine = in || machine_.copy_engines < 2 ? in_ : out_;
  const double rate = in ? machine_.link_in_gbs : machine_.link_out_gbs;
  return engine.serve(ready, machine_.link_ns + bytes / rate);
}

double DeviceRun::pages(double bytes) const {
  return std::ceil(bytes / machine_.page_bytes) * machine_.page_ns;
}

double DeviceRun::bring_in(const Piece& piece) {
  if (machine_.link == Link::Coherent) return 0;  // the kernel reads it where it lies
  if (machine_.link == Link::Integrated)
    return piece.pinned ? host_.serve(0, pages(piece.bytes)) : staging(0, piece.bytes);
  if (piece.pinned) return over_link(true, host_.serve(0, machine_.submit_ns / 4), piece.bytes);
  double done = 0;
  for_pieces(piece.bytes, machine_.slot_bytes, [&](double, double bytes) {
    // The host fills a slot once the device has read what was in it.
    const double filled = staging(slot_free_[slot_], bytes);
    done = slot_free_[slot_] = over_link(true, filled, bytes);
    slot_ = 1 - slot_;
  });
  return done;
}

double DeviceRun::bring_out(const Piece& piece, double ready) {
  if (machine_.link == Link::Coherent) return ready;
  if (machine_.link == Link::Integrated)
    return staging(ready, piece.bytes);  // written by the host, whatever that memory is
  // The user's memory is written by the host, once the whole has come.
  return staging(over_link(false, ready, piece.bytes), piece.bytes);
}

// --- kernels ------------------------------------------------------------------------------------

// The clock climbs from its idle value while the kernel runs, and falls where it runs for long.
double DeviceRun::compute_ns(double tiles, double cycles_per_tile) const {
  const double waves = std::ceil(tiles / machine_.multiprocessors);
  double left = waves * cycles_per_tile, now = 0;
  const double step = machine_.ramp_us * 1e3 / 4;
  for (int i = 0; i < 16 && step > 0; ++i) {
    const double climbed = 1 - std::exp2(-now / step);
    const double ghz = machine_.idle_ghz + (machine_.ghz - machine_.idle_ghz) * climbed;
    if (left <= ghz * step) return now + left / ghz;
    left -= ghz * step;
    now += step;
  }
  const double fast = std::min(left, machine_.ghz * 5e6);  // 5 ms
  return now + fast / machine_.ghz + (left - fast) / (machine_.ghz * machine_.hot_part);
}

// bytes: asked of the device's memory by all tiles, of `used` distinct ones.
double DeviceRun::run(double ready, double compute_ns, double bytes, double used,
                      double host_bytes) {
  const double rereads = std::max(bytes - used, 0.0) * (1 - hit_rate(used, machine_.l2_bytes));
  const double own = std::max(used - host_bytes, 0.0) + rereads;
  double moving = own / machine_.memory_gbs;
  if (host_bytes > 0) {
    const double rate = std::min(machine_.link_in_gbs, machine_.memory_gbs);
    moving += machine_.link_ns + host_bytes / rate + pages(host_bytes);
  }
  return device_.serve(ready, machine_.start_ns + std::max(compute_ns, moving));
}

double DeviceRun::product(double ready, double m, double n, double k, double host_bytes) {
  double best = std::numeric_limits<double>::infinity(), traffic = 0;
  for (const Tile& tile : kTiles) {
    const double tiles = std::ceil(m / tile.rows) * std::ceil(n / tile.columns);
    // With few tiles the depth is shared out, at the price of another pass over C.
    const double split = std::clamp(std::floor(machine_.multiprocessors / tiles), 1.0,
                                    std::max(1.0, std::floor(k / 256)));
    const double depth = 16 * std::ceil(k / split / 16);
    const double cycles = 2 * tile.rows * tile.columns * (depth + 24) / (per_clock_ * tile.rate);
    const double ns = compute_ns(tiles * split, cycles) + (split > 1 ? machine_.start_ns : 0);
    if (ns >= best) continue;
    best = ns;
    traffic = tiles * (tile.rows + tile.columns) * k * size_ + split * m * n * size_;
  }
  return run(ready, best, traffic, (m * k + k * n + m * n) * size_, host_bytes);
}

double DeviceRun::stream(double ready, double operations, double bytes, double host_bytes) {
  constexpr double kBlock = 16384;  // operations that a multiprocessor takes at once
  const double blocks = std::ceil(operations / kBlock);
  const double each = std::min(operations, kBlock) / per_clock_ + 600;  // cycles; latency of memory
  return run(ready, compute_ns(blocks, each), bytes, bytes, host_bytes);
}

// --- routines -----------------------------------------------------------------------------------

double DeviceRun::gemm() {
  const double m = real(call_.m), n = real(call_.n), k = real(call_.k);
  const bool coherent = machine_.link == Link::Coherent;
  const double cut = (k + m) * n * size_;
  const double panels =
      coherent ? 1 : std::min({kMostPanels, n, std::max(1.0, std::floor(cut / kPanelBytes))});
  const double wide = std::ceil(n / panels);
  const double a = bring_in({m * k * size_, call_.a == Location::Pinned});
  double done = 0;
  for_pieces(n, wide, [&](double, double nb) {
    double ready = std::max(a, bring_in({k * nb * size_, call_.b == Location::Pinned}));
    if (!call_.beta_zero)
      ready = std::max(ready, bring_in({m * nb * size_, call_.c == Location::Pinned}));
    ready = std::max(ready, host_.serve(0, machine_.submit_ns / 2));
    const double host_bytes = coherent ? (m * k + k * nb + m * nb) * size_ : 0;
    const double computed = product(ready, m, nb, k, host_bytes);
    done = std::max(done, bring_out({m * nb * size_, call_.c == Location::Pinned}, computed));
  });
  return done;
}

double DeviceRun::gemv() {
  const double m = real(call_.m), n = real(call_.n);
  const bool trans = call_.trans_a != Op::NoTrans;
  const double x = (trans ? m : n) * size_, y = (trans ? n : m) * size_, a = m * n * size_;
  double ready = bring_in({a, call_.a == Location::Pinned});
  ready = std::max(ready, bring_in({x, call_.b == Location::Pinned}));
  if (!call_.beta_zero) ready = std::max(ready, bring_in({y, call_.c == Location::Pinned}));
  ready = std::max(ready, host_.serve(0, machine_.submit_ns / 2));
  const double host_bytes = machine_.link == Link::Coherent ? a + x + y : 0;
  const double computed = stream(ready, 2 * m * n, a + x + y, host_bytes);
  return bring_out({y, call_.c == Location::Pinned}, computed);
}

double DeviceRun::vectors() {
  const double bytes = real(call_.n) * size_;
  const bool reads_y = call_.routine == Routine::Axpy || call_.routine == Routine::Dot;
  const bool updates_x = call_.routine == Routine::Scal;
  const bool reduces = call_.routine == Routine::Dot;
  double ready = bring_in({bytes, call_.a == Location::Pinned});
  if (reads_y) ready = std::max(ready, bring_in({bytes, call_.b == Location::Pinned}));
  ready = std::max(ready, host_.serve(0, machine_.submit_ns / 2));
  const double moved = bytes * (call_.routine == Routine::Axpy ? 3 : 2);
  const double host_bytes = machine_.link == Link::Coherent ? moved : 0;
  const double computed = stream(ready, 2 * real(call_.n), moved, host_bytes);
  // A sum takes a second kernel over the blocks' sums, and one number comes back.
  if (reduces) return bring_out({size_, true}, stream(computed, 1024, 8192, 0));
  return bring_out({bytes, (updates_x ? call_.a : call_.b) == Location::Pinned}, computed);
}

}  // namespace fulcrum::regret
