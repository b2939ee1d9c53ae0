// SPDX-License-Identifier: Apache-2.0
// One cell of a table: one routine, type and shape, measured with SIMD and on accelerators.
#pragma once

#include <complex>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "offload/device.hpp"
#include "offload/measure/compare.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/harness.hpp"
#include "offload/measure/operands.hpp"
#include "simd/targets.hpp"

namespace fulcrum::measure {

struct DeviceResult {
  Measurement time;
  Check check;          // against SIMD's result; elements == 0 where the device failed before
  std::string failure;  // what the device said, where it failed
  std::string absent;   // why it was not asked: it does not compute this; empty where it was
};

struct CellResult {
  Measurement simd;
  std::vector<DeviceResult> devices;  // as given
};

// One call: in place on several numbers of threads, and on the devices.
struct CallTimes {
  std::vector<Measurement> simd;      // as the numbers of threads were given
  std::vector<DeviceResult> devices;  // as given
  std::vector<Measurement> probes;    // as given
};

// What a measurement runs on. The operands are kept between cells.
class Bench {
 public:
  // pinned: memory for calls whose operands are Pinned; may be empty where there are none.
  Bench(const simd::Target& target, int threads,
        std::vector<std::shared_ptr<offload::BlasDevice>> devices, const Allocate& pinned = {});

  // Measures a routine of offload::PlainProblems in place and on every device, interleaved; its
  // factors stand in workload.hpp. Before that each device's result is compared with SIMD's,
  // element by element. Takes measured_bytes() of memory. Throws std::bad_alloc or
  // Error(OutOfMemory), and Error(InvalidArgument) for any other routine, or type of elements that
  // it has not. Not thread-safe.
  CellResult run(Routine routine, ElementType type, const Shape& shape, const Plan& plan,
                 const std::function<bool()>& stop = {});

  // Measures a call as make_call() makes them, but with any letters, increments and leading
  // dimensions, in place on each of these numbers of threads and on every device, interleaved.
  // compare: each device's result with SIMD's, as above; else DeviceResult::check stays empty, and
  // the call may be a batch.
  // Throws as run() does.
  CallTimes run_call(const Call& call, std::span<const int> threads,
                     std::span<const Contender> probes, bool compare, const Plan& plan,
                     const std::function<bool()>& stop = {});

 private:
  const simd::Target& target_;
  int threads_;
  std::vector<std::shared_ptr<offload::BlasDevice>> devices_;
  using AllOperands = std::tuple<Operands<float>, Operands<double>, Operands<std::complex<float>>,
                                 Operands<std::complex<double>>>;
  AllOperands operands_, pinned_;
};

}  // namespace fulcrum::measure
