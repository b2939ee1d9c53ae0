// SPDX-License-Identifier: Apache-2.0
// A call in place, block by block.
#pragma once

#include "bench/regret/servers.hpp"
#include "bench/regret/simulator.hpp"

namespace fulcrum::regret {

class HostRun {
 public:
  HostRun(const HostMachine& machine, const Call& call, int threads);

  double ns();

 private:
  // What a thread does before it takes the next: cycles of computing, lines that it asks for of
  // data that is used together with `used` bytes.
  struct Block {
    double cycles = 0, lines = 0, used = 0;
  };

  void gemm();
  // Of all rows of C, some columns and some of the depth.
  void panel(double m, double n, double depth, double used);
  void gemv();
  void vectors();
  void start_threads(int wanted);
  void compute(const Block& block);
  // All wait for the last.
  void barrier();
  double clock(double at) const;
  double tile_cycles(double rows, double columns, double depth) const;

  const HostMachine& machine_;
  const Call& call_;
  const double size_;  // bytes of an element
  const double lanes_;
  const int allowed_;
  int threads_ = 1;
  Crew crew_;
  Server memory_;
  double now_ = 0;
};

}  // namespace fulcrum::regret
