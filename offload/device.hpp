// SPDX-License-Identifier: Apache-2.0
// What the rest of the library knows of an accelerator: its description and one entry per routine.
// Platforms (cuda/, later opencl/) implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/error.hpp"
#include "simd/problem.hpp"

namespace fulcrum::offload {

// Facts that a device states about itself; 0 or empty where it does not say.
struct DeviceInfo {
  Backend backend = Backend::Cuda;
  int index = -1;  // in Discovery::devices
  std::string name, uuid;
  std::string driver;   // "13.0 (580.65)"
  std::string library;  // "cuBLAS 13.1.0 from libcublas.so.13"
  int compute_major = 0, compute_minor = 0;
  int multiprocessors = 0;
  double core_clock_hz = 0;
  double memory_bandwidth = 0;  // bytes per second, from clock and bus width
  std::uint64_t memory_bytes = 0;
  int copy_engines = 0;
  bool integrated = false;  // shares the host's memory
  bool coherent = false;    // reads pageable host memory itself
};

// How a call ended on a device.
struct Outcome {
  bool ok = true;
  ErrorCode code = ErrorCode::Internal;  // why not, where !ok
  std::string message;                   // names the driver call, its native code and text
  // Columns of C (gemm), elements of the output (others) that are complete in the user's memory,
  // counted from the first. Everything behind is untouched, so that SIMD can compute it from the
  // same inputs.
  std::int64_t completed = 0;
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

  virtual Outcome gemm(const GemmProblem<float>& p) noexcept = 0;
  virtual Outcome gemm(const GemmProblem<double>& p) noexcept = 0;
  virtual Outcome gemv(const GemvProblem<float>& p) noexcept = 0;
  virtual Outcome gemv(const GemvProblem<double>& p) noexcept = 0;
  virtual Outcome axpy(const AxpyProblem<float>& p) noexcept = 0;
  virtual Outcome axpy(const AxpyProblem<double>& p) noexcept = 0;
  virtual Outcome dot(const DotProblem<float>& p) noexcept = 0;
  virtual Outcome dot(const DotProblem<double>& p) noexcept = 0;

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

// Looks for devices once in the life of the process and remembers the answer. Thread-safe. Loads
// the vendor's libraries; creates no context (the first use of a device does). Must not be called
// in a child after fork().
const Discovery& discover(const Config& config);

}  // namespace fulcrum::offload
