// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/lane.hpp"

namespace fulcrum::offload::cuda {
namespace {

// NVIDIA's advice for cublasSetWorkspace: 32 MiB from Hopper on, 4 MiB before. A fixed size, so
// that which kernel cuBLAS takes never depends on how much memory happened to be free.
std::size_t workspace_bytes(const CudaDevice& device) {
  const std::size_t usual = std::size_t{device.info().compute_major >= 9 ? 32u : 4u} << 20;
  return std::min(usual, device.limits().device_bytes / 4);
}

constexpr std::size_t kRingSlots = 2;
constexpr std::size_t kSmallestSlot = std::size_t{4} << 10;

}  // namespace

BlasHandleOwner::BlasHandleOwner(CudaDevice& device, StreamHandle stream,
                                 View<std::byte, memory::Device> workspace)
    : device_(device) {
  device_.check(device_.libraries().blas.create(&handle_), "cublasCreate_v2");
  try {
    configure(stream, workspace);
  } catch (...) {
    device_.libraries().blas.destroy(handle_);
    throw;
  }
}

BlasHandleOwner::~BlasHandleOwner() {
  const ContextScope scope(device_, std::nothrow);
  if (scope.active()) device_.libraries().blas.destroy(handle_);
}

void BlasHandleOwner::configure(StreamHandle stream, View<std::byte, memory::Device> workspace) {
  const BlasApi& blas = device_.libraries().blas;
  device_.check(blas.set_stream(handle_, stream), "cublasSetStream_v2");
  // After the stream: setting a stream resets the workspace.
  device_.check(
      blas.set_workspace(handle_, pointer_to<void>(workspace.address()), workspace.bytes()),
      "cublasSetWorkspace_v2");
  device_.check(blas.set_math_mode(handle_, MathMode::Default), "cublasSetMathMode");
  device_.check(blas.set_atomics_mode(handle_, AtomicsMode::NotAllowed), "cublasSetAtomicsMode");
  device_.check(blas.set_pointer_mode(handle_, PointerMode::Host), "cublasSetPointerMode_v2");
}

Lane::Lane(std::shared_ptr<CudaDevice> device)
    : device_(std::move(device)),
      factory_(device_),
      in_(factory_.stream()),
      out_(factory_.stream()),
      compute_(std::make_shared<CudaStream>(device_)),
      workspace_(factory_.allocate<std::byte, memory::Device>(workspace_bytes(*device_))),
      blas_(*device_, compute_->handle(), workspace_) {}

const Event& Lane::event() {
  if (next_event_ == events_.size()) events_.push_back(factory_.event());
  return events_[next_event_++];
}

bool Lane::drain() noexcept {
  bool idle = true;
  for (plugin::Stream* stream :
       {&in_.impl(), static_cast<plugin::Stream*>(compute_.get()), &out_.impl()}) {
    idle = stream->finish(stream->mark()) && idle;
  }
  return idle;
}

void Lane::check_blas(BlasStatus status, const char* call) {
  if (status == BlasStatus::Success) return;
  // A fault on the device shows as a general status here; the driver knows which one it was.
  const Result result = device_->driver().stream_query(compute_->handle());
  if (is_sticky(result)) device_->check(result, call);
  device_->check(status, call);
}

// The ring's next slot; the ring is made at the first one. Page-locked memory is scarce on some
// machines, so a smaller ring is tried before giving up.
Lane::Slot& Lane::next_slot() {
  if (ring_.empty()) {
    std::vector<Slot> ring;
    for (std::size_t bytes = std::max(device_->limits().ring_bytes, kSmallestSlot); ring.empty();) {
      try {
        while (ring.size() < kRingSlots) {
          ring.push_back({factory_.allocate<std::byte, memory::Pinned>(bytes), factory_.event()});
        }
      } catch (const Error& error) {
        if (error.code() != ErrorCode::OutOfMemory || bytes / 2 < kSmallestSlot) throw;
        ring.clear();
        bytes /= 2;
      }
    }
    ring_ = std::move(ring);
  }
  next_ = (next_ + 1) % ring_.size();
  return ring_[next_];
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it

}  // namespace fulcrum::offload::cuda
