// SPDX-License-Identifier: Apache-2.0
// The worker's side: what fulcrum-worker does.
#pragma once

#include <cstdint>
#include <string>

namespace fulcrum {
struct Config;
}

namespace fulcrum::offload::worker {

struct ControlShared;
struct QueueShared;

// The steps of the protocol at which a test may have a worker die, stop or lie.
enum class Step : std::uint8_t {
  Started,  // before Hello
  SaidHello,
  Mapped,  // Setup received, arena mapped
  SaidReady,
  TookRequest,  // a control request was copied out
  DidRequest,   // and carried out
  Replied,
  TookCommand,  // a queue's command was copied out
  DidCommand,   // and carried out
  RaisedDone,   // and counted as done
};

// What the worker program of a test or a benchmark adds. The shipped program adds nothing.
struct Tampering {
  std::uint64_t protocol_difference = 0;
  void (*at)(Step step, ControlShared* control, QueueShared* queue) = nullptr;  // null: not there
  bool beats = true;
  bool discards = false;  // kernels are not loaded, and commands not carried out
};

// Serves the host that started this process until that ends; the exit status. Returns
// kNotStartedByUs at once where nobody has. `config`: asked where another platform is served.
int serve(const Config& (*config)(), const Tampering& tampering);

}  // namespace fulcrum::offload::worker
