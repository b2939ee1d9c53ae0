// SPDX-License-Identifier: Apache-2.0
// Kernels of the driver: a module for each, loaded from a cubin, PTX or what NVRTC makes of CUDA C.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "offload/cuda/cuda_device.hpp"

namespace fulcrum::offload::cuda {

// Unloaded at its end. Kernels hold it, and the queues that have launched one until they have
// passed.
class CudaModule {
 public:
  CudaModule(std::shared_ptr<CudaDevice> device, ModuleHandle handle)
      : device_(std::move(device)), handle_(handle) {}
  ~CudaModule();
  CudaModule(const CudaModule&) = delete;
  CudaModule& operator=(const CudaModule&) = delete;

  ModuleHandle handle() const { return handle_; }
  CudaDevice& device() const { return *device_; }

 private:
  const std::shared_ptr<CudaDevice> device_;
  const ModuleHandle handle_;
};

class CudaKernel final : public plugin::Kernel {
 public:
  // Within a ContextScope. Throws Error(InvalidArgument) where the module has no such kernel
  // (`function` is null) or, as far as the driver tells, it takes other parameters.
  CudaKernel(std::shared_ptr<const CudaModule> module, FunctionHandle function,
             const KernelSource& source, KernelFormat format,
             std::span<const plugin::Parameter> parameters);

  const std::string& name() const { return name_; }
  FunctionHandle function() const { return function_; }
  const std::shared_ptr<const CudaModule>& module() const { return module_; }

  // Throws Error(InvalidArgument) for a grid or block that the device or this kernel cannot have,
  // and lets the kernel have the shared memory. Within a ContextScope; thread-safe.
  void prepare(const LaunchConfig& config);

 private:
  void check_parameters(KernelFormat format, std::span<const plugin::Parameter> parameters) const;
  std::uint64_t attribute(FunctionAttribute which) const;

  const std::shared_ptr<const CudaModule> module_;
  const std::string name_;
  const FunctionHandle function_;
  std::uint64_t max_items_ = 0;     // of a block, as its registers allow
  std::uint64_t shared_bytes_ = 0;  // that it declares itself
  std::atomic<bool> large_{false};  // may have all the shared memory that the device has
};

}  // namespace fulcrum::offload::cuda
