// SPDX-License-Identifier: Apache-2.0
// The host as a device that calls cross to.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "offload/blas/lane.hpp"
#include "offload/blas/pipelined.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/products.hpp"
#include "simd/targets.hpp"

namespace fulcrum::offload::host {

// What our own kernels do not compute behind a queue.
inline constexpr std::array kAbsent = {
    Absent{paths_of(InRealTypes<PackedProduct>{}),
           "the packed operand lies in the tiles of this machine's kernels, not as a matrix"},
    Absent{paths_of(InRealTypes<EpilogueProduct>{}),
           "the vectors of an epilogue are not among the operands that a pipeline knows"},
    Absent{paths_of(MixedProducts{}), "operands of several types: a pipeline moves those of one"},
};

// Memory is the host's own; what is allocated as the device's is apart from the user's all the
// same.
class HostAccelerator final : public blas::Accelerator {
 public:
  // `device`: the host's, or one that stands for it.
  HostAccelerator(const simd::Target& target, const blas::Limits& limits,
                  std::shared_ptr<plugin::Device> device);

  const simd::Target& target() const { return target_; }
  const std::shared_ptr<plugin::Device>& device() const { return device_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  // A child of fork() has none of the streams' threads.
  bool usable() const noexcept override;
  std::string closed_because() const override;

  blas::Limits limits() const override { return limits_; }
  std::uint64_t room_within_limit() override { return limits_.device_bytes; }
  std::size_t available_bytes() override;

  Location location(const void* /*host*/) noexcept override { return Location::Pageable; }
  bool reads_directly(const void* /*host*/) noexcept override { return false; }
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override { body(); }

 private:
  const simd::Target& target_;
  const blas::Limits limits_;
  const std::shared_ptr<plugin::Device> device_;
  DeviceInfo info_;
  const pid_t process_;
};

// What is launched of a type of problems, for who does not know the type.
struct Launchable {
  std::uint32_t number;  // blas::kNumberOf
  std::uint32_t bytes;   // of the problem
  // Host memory that it refers to beside its operands: a rotation's parameters.
  std::uint32_t extra_bytes;
  const void* (*extra)(const void* problem);
  void (*here)(blas::Lane& lane, const simd::Target& target, const void* problem);
};

// A lane whose launches are our own kernels, wherever they compute.
class KernelLane : public blas::Lane {
 public:
  using Lane::Lane;
  // Queues the problem, whose operands lie packed on the device, on compute().
  virtual void launch(const Launchable& type, const void* problem) = 0;
};

// Takes any problem of blas::Numbered through its pipeline, on a device whose lanes are
// KernelLanes. `target` computes what is nothing for a device.
Outcome cross(blas::Pipelined& device, const AnyProblem& problem, const simd::Target& target);

class HostLane final : public KernelLane {
 public:
  explicit HostLane(HostAccelerator& host);
  void launch(const Launchable& type, const void* problem) override {
    type.here(*this, target_, problem);
  }

 private:
  const simd::Target& target_;
};

// Has a launch for every problem of levels 1 to 3.
class HostBlas final : public blas::Pipelined {
 public:
  explicit HostBlas(std::shared_ptr<HostAccelerator> host)
      : Pipelined(host), host_(std::move(host)) {}

  Outcome run(const AnyProblem& problem) noexcept override;

 private:
  std::shared_ptr<HostAccelerator> host_;
};

}  // namespace fulcrum::offload::host
