// SPDX-License-Identifier: Apache-2.0
// The driver's streams and events.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fulcrum/runtime/plugin.hpp"
#include "offload/cuda/cuda_device.hpp"

namespace fulcrum::offload::cuda {

class CudaModule;

class CudaEvent final : public plugin::Event {
 public:
  CudaEvent(std::shared_ptr<CudaDevice> device, bool timed);
  ~CudaEvent() override;

  const plugin::Device& device() const override { return *device_; }

 protected:
  bool driver_done() override;
  void driver_sync() override;
  double driver_nanoseconds_since(plugin::Event& start) override;

 private:
  friend class CudaQueue;
  std::shared_ptr<CudaDevice> device_;
  EventHandle handle_ = nullptr;
};

class CudaQueue final : public plugin::Queue {
 public:
  explicit CudaQueue(std::shared_ptr<CudaDevice> device);
  ~CudaQueue() override;

  StreamHandle handle() const { return handle_; }

  void copy(const plugin::Copy& copy) override;
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override;
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override;
  void record(plugin::Event& event) override;
  void wait(plugin::Event& event) override;
  bool knows(const plugin::Event& event) const noexcept override {
    return dynamic_cast<const CudaEvent*>(&event) != nullptr;
  }
  bool done() override;
  void sync() override;
  bool drain() noexcept override;
  std::string status() const override { return device_->closed_because(); }

 private:
  void copy_row(const plugin::Copy& copy);
  void copy_between(const plugin::Copy& copy);  // one side lies on another device
  void hold(const std::shared_ptr<const CudaModule>& module);

  std::shared_ptr<CudaDevice> device_;
  StreamHandle handle_ = nullptr;
  std::vector<void*> launch_parameters_;  // kept for its room
  // What kernels in flight are made of, until this queue has been waited for. drain() lets go of
  // nothing: it may be called while another thread launches.
  std::vector<std::shared_ptr<const CudaModule>> held_;
};

}  // namespace fulcrum::offload::cuda
