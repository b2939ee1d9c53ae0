// SPDX-License-Identifier: Apache-2.0
// BLAS on one CUDA device.
#pragma once

#include <memory>
#include <utility>

#include "offload/blas/pipelined.hpp"
#include "offload/cuda/blas_table.hpp"
#include "offload/cuda/cuda_device.hpp"

namespace fulcrum::offload::cuda {

class CudaBlas final : public blas::Pipelined {
 public:
  explicit CudaBlas(std::shared_ptr<CudaDevice> device)
      : Pipelined(device), device_(std::move(device)) {}

  bool serves(const AnyProblem& problem) const noexcept override { return cuda::serves(problem); }
  Outcome run(const AnyProblem& problem) noexcept override { return cross(*this, problem); }

  CudaDevice& device() { return *device_; }
  // Narrows what the library takes of the device, for tests; lanes made before keep their size.
  void set_limits(const Limits& limits) {
    device_->set_limits(limits);
    drop_idle_lanes();
  }

 private:
  std::shared_ptr<CudaDevice> device_;
};

}  // namespace fulcrum::offload::cuda
