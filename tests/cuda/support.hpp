// SPDX-License-Identifier: Apache-2.0
// The device that the CUDA tests run on: a GPU, or the stand-in driver that
// FULCRUM_CUDA_LIBRARY_PATH names.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "fulcrum/config.hpp"
#include "offload/cuda/blas_device.hpp"
#include "offload/device.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "tests/fault/standin/control.hpp"

namespace fulcrum::test {

// The first device found; null, with the reason as a failure, where there is none.
inline offload::cuda::CudaBlas* cuda_device() {
  const offload::Discovery& found = offload::discover(config());
  if (found.devices.empty()) {
    ADD_FAILURE() << "these tests need a CUDA device or the stand-in driver: " << found.problem;
    return nullptr;
  }
  return dynamic_cast<offload::cuda::CudaBlas*>(found.devices.front().get());
}

// The stand-in's controls; null on a real driver.
inline const standin::Control* standin_control(offload::cuda::CudaBlas& blas) {
  const std::string& file = blas.device().libraries().driver_file;
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  if (library == nullptr) return nullptr;
  using Get = const standin::Control* (*)();
  const auto get = reinterpret_cast<Get>(dlsym(library, "standin_control"));
  return get != nullptr ? get() : nullptr;
}

// Every test leaves the device idle, with its limits as they were, and has broken no rule of the
// driver.
class CudaTest : public testing::Test {
 protected:
  void SetUp() override {
    blas_ = cuda_device();
    if (blas_ == nullptr) GTEST_FAIL() << "no CUDA device";
    limits_ = blas_->device().limits();
    if (const auto* control = standin_control(*blas_)) control->clear();
  }
  void TearDown() override {
    if (blas_ == nullptr) return;
    blas_->set_limits(limits_);
    EXPECT_EQ(blas_->backlog_ns(), 0);
    EXPECT_EQ(blas_->closed_because(), "");
    const auto* control = standin_control(*blas_);
    if (control == nullptr) return;
    for (std::int64_t i = 0; i < control->violations(); ++i) ADD_FAILURE() << control->violation(i);
    EXPECT_EQ(control->context_depth(), 0) << "a context was left on this thread";
  }

  // Memory so small that operands of a few hundred kilobytes go by panels, blocks of rows and of
  // depth.
  void narrow(std::size_t device_bytes, std::size_t staging_bytes, std::size_t ring_bytes) {
    offload::cuda::Limits limits;
    limits.device_bytes = device_bytes;
    limits.staging_bytes = staging_bytes;
    limits.ring_bytes = ring_bytes;
    blas_->set_limits(limits);
  }

  offload::cuda::CudaBlas* blas_ = nullptr;

 private:
  offload::cuda::Limits limits_;
};

}  // namespace fulcrum::test
