// SPDX-License-Identifier: Apache-2.0
// Kernels of OpenCL C, SPIR-V and device binaries.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "fulcrum/runtime/kernel.hpp"
#include "offload/opencl/opencl_device.hpp"

namespace fulcrum::offload::opencl {

class OpenClKernel final : public plugin::Kernel {
 public:
  // Takes the cl_kernel. `local`: behind its other arguments it has a pointer to local memory.
  OpenClKernel(std::shared_ptr<OpenClDevice> device, std::string name, cl_kernel kernel, bool local)
      : device_(std::move(device)), name_(std::move(name)), kernel_(kernel), local_(local) {}
  ~OpenClKernel() override;

  void launch(cl_command_queue queue, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments);

 private:
  void set(std::size_t index, std::size_t bytes, const void* value);
  void enqueue(cl_command_queue queue, const LaunchConfig& config);

  std::shared_ptr<OpenClDevice> device_;
  const std::string name_;
  const cl_kernel kernel_;
  const bool local_;
  // A cl_kernel holds the arguments of the next launch: nobody else sets any until it is queued.
  std::mutex mutex_;
};

}  // namespace fulcrum::offload::opencl
