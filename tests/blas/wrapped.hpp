// SPDX-License-Identifier: Apache-2.0
// A device that hands every call on to another one: for tests that change one of them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum::test {

class WrappedDevice : public plugin::Device {
 public:
  explicit WrappedDevice(std::shared_ptr<plugin::Device> inner) : inner_(std::move(inner)) {}

  const DeviceProperties& properties() const override { return inner_->properties(); }
  std::unique_ptr<plugin::Queue> create_queue() override { return inner_->create_queue(); }
  std::shared_ptr<plugin::Event> create_event(bool timed) override {
    return inner_->create_event(timed);
  }
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override {
    return inner_->load(source, parameters);
  }
  std::string absent(MemoryKind kind) const override { return inner_->absent(kind); }
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override {
    return inner_->allocate(kind, bytes);
  }
  void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept override {
    inner_->release(kind, address, bytes);
  }

 private:
  std::shared_ptr<plugin::Device> inner_;
};

}  // namespace fulcrum::test
