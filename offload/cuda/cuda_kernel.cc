// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/runtime/kernel.hpp"
#include "offload/cuda/cuda_device.hpp"
#include "offload/cuda/cuda_queue.hpp"

namespace fulcrum::offload::cuda {

std::shared_ptr<plugin::Kernel> CudaDevice::load(const KernelSource& source,
                                                 std::span<const plugin::Parameter>) {
  throw Error("load", 1, "source", source.name(), "kernels are not served on CUDA yet");
}

void CudaQueue::launch(plugin::Kernel& /*kernel*/, const LaunchConfig& /*config*/,
                       std::span<const plugin::Argument> /*arguments*/) {}

}  // namespace fulcrum::offload::cuda
