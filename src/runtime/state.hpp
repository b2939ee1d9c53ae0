// SPDX-License-Identifier: Apache-2.0
// What the process knows: its configuration, the SIMD target, the model and the accelerators. Made
// at the first call and never destroyed, so that calls from static destructors still work.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "fulcrum/config.hpp"
#include "fulcrum/types.hpp"
#include "offload/decision/model_state.hpp"
#include "offload/device.hpp"
#include "simd/targets.hpp"
#include "src/runtime/options.hpp"

namespace fulcrum::runtime {

struct State {
  explicit State(ParsedOptions parsed_options);

  ParsedOptions options;
  std::string problem;  // all options that were not understood; empty: none
  const simd::Target* target = nullptr;
  // No option that was not understood, no verbose line and no forced platform: small calls need not
  // look further.
  bool direct = false;

  offload::ModelState& model() { return *model_; }

  // SIMD threads of a call that does not say.
  int threads() const;

  // What was found; looks the first time, and again where a platform is named that is looked for
  // only then: its devices come behind the others. Null where forked(): see fork_problem(). Throws
  // Error(InvalidOption) where FULCRUM_PROFILE was made on another device.
  const offload::Discovery* devices(const Backend& named = Backend::Auto);

 private:
  std::optional<offload::ModelState> model_;
  std::atomic<const offload::Discovery*> devices_{nullptr};
};

// What set_num_threads_local() or, where it has not, set_num_threads() has set; 0: neither.
int set_threads();

// Why there are no devices where forked().
std::string fork_problem();

// True in a child of a process that had looked for devices: the driver must not be called there.
bool forked();

State& make_state();
extern std::atomic<State*> g_state;
// The same, where State::direct is true; else null. A small call looks here alone. Exported: the C
// ABI's level 1 does so in its own library.
extern FULCRUM_API std::atomic<State*> g_direct;

// One atomic load after the first call. Throws only where memory runs out during the first.
inline State& state() {
  State* s = g_state.load(std::memory_order_acquire);
  return s != nullptr ? *s : make_state();
}

// state(), but throws Error(InvalidOption) where the environment holds something that is not
// understood.
State& checked_state();

}  // namespace fulcrum::runtime
