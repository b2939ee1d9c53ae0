// SPDX-License-Identifier: Apache-2.0
// The real CUDA backend over the stand-in, as a child process of a fault test uses it.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "fault/calls.hpp"
#include "fault/support.hpp"
#include "offload/cuda/blas_device.hpp"
#include "offload/device.hpp"
#include "offload/platforms.hpp"

namespace fulcrum::test {

// What the backend finds in a folder of libraries, the stand-in's by default. Once per process.
inline const offload::Discovery& discover_in(
    const std::string& folder = standin_folder().string()) {
  Config config;
  config.cuda_library_path = folder;
  return offload::discover(config);
}

// The stand-in's first device. Throws where the backend finds none.
inline offload::BlasDevice& device() {
  const offload::Discovery& found = discover_in();
  if (found.devices.empty()) throw std::runtime_error("no device: " + found.problem);
  return *found.devices.front();
}

// Lets the backend have only so much memory, so that small operands go by panels and pieces.
inline void narrow(offload::BlasDevice& device, const offload::cuda::Limits& limits) {
  dynamic_cast<offload::cuda::CudaBlas&>(device).set_limits(limits);
}

// Page-locked memory as an application has it: from the driver, in the primary context of device 0,
// which is current only while it allocates. Freed with the process.
class PinnedMemory {
 public:
  PinnedMemory() : api_(dynamic_cast<offload::cuda::CudaBlas&>(device()).device().driver()) {
    must(api_.device_primary_ctx_retain(&context_, 0));
  }
  void* allocate(std::size_t bytes) const {
    void* memory = nullptr;
    must(api_.ctx_push_current(context_));
    must(api_.mem_host_alloc(&memory, bytes, 0));
    offload::cuda::Context popped = nullptr;
    must(api_.ctx_pop_current(&popped));
    return memory;
  }

 private:
  static void must(offload::cuda::Result result) {
    if (result != offload::cuda::Result::Success)
      throw std::runtime_error("the stand-in refused pinned memory");
  }
  const offload::cuda::DriverApi& api_;
  offload::cuda::Context context_ = nullptr;
};

// Runs one call, which must succeed without misusing the driver.
inline void expect_right(offload::BlasDevice& device, BlasCall& call) {
  SCOPED_TRACE(call.name());
  const offload::Outcome outcome = call.run(device);
  EXPECT_TRUE(outcome.ok) << outcome.message;
  EXPECT_EQ(call.verdict(-1), "");
  EXPECT_EQ(violations(), "");
  EXPECT_EQ(control().context_depth(), 0);
  EXPECT_EQ(live().queued_work, 0);
}

}  // namespace fulcrum::test
