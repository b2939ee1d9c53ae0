// SPDX-License-Identifier: Apache-2.0
// The OpenCL device that these tests run on; they skip themselves, with the reason, where there is
// none.
#pragma once

#include "offload/opencl/opencl_device.hpp"
#include "tests/runtime/suite.hpp"

namespace fulcrum::test {

class OpenCl : public testing::Test {
 protected:
  void SetUp() override {
    const Platform found = platform("opencl");
    if (found.available()) {
      device_.emplace(found.devices().front());
      return;
    }
    ASSERT_FALSE(wanted("opencl")) << found.reason();
    GTEST_SKIP() << found.reason();
  }
  Device& device() { return *device_; }
  offload::opencl::OpenClDevice& impl() {
    return dynamic_cast<offload::opencl::OpenClDevice&>(device_->impl());
  }

 private:
  std::optional<Device> device_;
};

}  // namespace fulcrum::test
