// SPDX-License-Identifier: Apache-2.0
// A call across: the host's commands, copy engines, slots of pinned memory, and kernels in waves of
// tiles.
#pragma once

#include "bench/regret/servers.hpp"
#include "bench/regret/simulator.hpp"

namespace fulcrum::regret {

class DeviceRun {
 public:
  DeviceRun(const DeviceMachine& machine, const Call& call);

  double ns();

 private:
  // An operand, or a panel of one.
  struct Piece {
    double bytes = 0;
    bool pinned = false;
  };

  double gemm();
  double gemv();
  double vectors();
  // When the bytes are on the device, and when they are back in the user's memory.
  double bring_in(const Piece& piece);
  double bring_out(const Piece& piece, double ready);
  // A copy over the link of what is ready then.
  double over_link(bool in, double ready, double bytes);
  double staging(double ready, double bytes);
  double pages(double bytes) const;
  // When a kernel ends that may begin at `ready`. host_bytes: that it reads or writes in the host's
  // memory, where it can.
  double product(double ready, double m, double n, double k, double host_bytes);
  double stream(double ready, double operations, double bytes, double host_bytes);
  double run(double ready, double compute_ns, double bytes, double used, double host_bytes);
  double compute_ns(double tiles, double cycles_per_tile) const;

  const DeviceMachine& machine_;
  const Call& call_;
  const double size_;
  const double per_clock_;  // operations of a multiprocessor
  Server host_, in_, out_, device_;
  double slot_free_[2] = {0, 0};
  int slot_ = 0;
};

}  // namespace fulcrum::regret
