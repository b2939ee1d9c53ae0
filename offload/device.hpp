// SPDX-License-Identifier: Apache-2.0
// What the rest of the library knows of an accelerator. Platforms (platforms.hpp) implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/decision.hpp"
#include "fulcrum/error.hpp"
#include "offload/routines/any_problem.hpp"

namespace fulcrum::offload {

// Facts that a device states about itself; 0 or empty where it does not say.
struct DeviceInfo {
  Backend platform;
  std::string name, uuid;
  std::string driver;   // "13.0 (580.65)"
  std::string library;  // "cuBLAS 13.1.0 from libcublas.so.13"
  int compute_major = 0, compute_minor = 0;
  int multiprocessors = 0;
  double core_clock_hz = 0;
  double memory_bandwidth = 0;  // bytes per second, from clock and bus width
  std::uint64_t memory_bytes = 0;
  std::uint64_t pool_bytes = 0;  // of its memory that is kept for the next calls, at most
  int copy_engines = 0;
  bool integrated = false;  // shares the host's memory
  bool on_host = false;     // computes on the host's own processors
  bool coherent = false;    // reads pageable host memory itself
};

// How a call ended on a device.
struct Outcome {
  bool ok = true;
  ErrorCode code = ErrorCode::Internal;  // why not, where !ok
  std::string message;                   // names the driver call, its native code and text
  // Units of the problem's extent (offload/routines/description.hpp) that are complete in the
  // user's memory, counted from the first. Everything behind is untouched, so that SIMD can compute
  // it from the same inputs.
  std::int64_t completed = 0;
  // What the decision of the call says then: DeviceFailed, or DoesNotFit, where nothing was tried.
  Reason in_place = Reason::DeviceFailed;
};

// One accelerator. Thread-safe. A raw pointer in a problem is host memory. Inputs are never
// written; an output panel is copied to the user's memory only after the device has succeeded with
// it. Never throws: an allocation failure is an Outcome too.
class BlasDevice {
 public:
  virtual ~BlasDevice() = default;
  virtual const DeviceInfo& info() const noexcept = 0;

  // Empty while the device can be used; after a sticky error, what happened.
  virtual std::string closed_because() const = 0;

  // Of a routine and type that the platform has a path for: are these arguments served too?
  virtual bool serves(const AnyProblem& /*problem*/) const noexcept { return true; }
  // Computes a problem that is served; any other is an Outcome with ErrorCode::BackendUnavailable.
  virtual Outcome run(const AnyProblem& problem) noexcept = 0;
  template <class Problem>
  Outcome compute(const Problem& p) noexcept {
    return run(AnyProblem(p));
  }

  // Where a host pointer lies, asked of the driver (about 1 us): Pinned or Pageable.
  virtual Location location(const void* host) const noexcept = 0;

  // Nanoseconds of work that is queued and not finished, as far as the host knows.
  virtual double backlog_ns() const noexcept = 0;
};

// What was found on this machine, and what was looked for where it was not.
struct Discovery {
  std::vector<std::shared_ptr<BlasDevice>> devices;
  // Why there is no device (or not all): one complete sentence that names every library and folder
  // tried, and what was found there. Empty when all went well.
  std::string problem;
};

}  // namespace fulcrum::offload
