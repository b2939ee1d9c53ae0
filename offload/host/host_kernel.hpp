// SPDX-License-Identifier: Apache-2.0
// Kernels that are functions of this process or of a shared library.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum::offload::host {

// More work items in a block bring nothing on a processor: a block is one call.
inline constexpr std::uint64_t kMaxBlockItems = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kMaxSharedBytes = std::uint64_t{1} << 20;

class HostCode final : public plugin::Kernel {
 public:
  explicit HostCode(const HostKernel& kernel) : kernel_(kernel) {}
  const HostKernel& kernel() const { return kernel_; }

 private:
  const HostKernel kernel_;
};

// The source's host kernel: the function of this program, else the one that the shared library
// exports. Throws Error(InvalidArgument) where there is none, where the library cannot be loaded or
// exports no such kernel, or where it does not take the parameters.
std::shared_ptr<HostCode> load_kernel(const KernelSource& source,
                                      std::span<const plugin::Parameter> parameters);

// Calls the kernel for every block, on several threads. Throws what the kernel throws; the other
// blocks are then not all computed. `shared`: memory that is kept from launch to launch.
void run_kernel(const HostKernel& kernel, const LaunchConfig& config, const void* const* arguments,
                std::vector<std::byte>& shared);

}  // namespace fulcrum::offload::host
