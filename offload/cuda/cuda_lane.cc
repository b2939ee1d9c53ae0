// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/cuda_lane.hpp"

#include <algorithm>
#include <utility>

namespace fulcrum::offload::cuda {
namespace {

// NVIDIA's advice for cublasSetWorkspace: 32 MiB from Hopper on, 4 MiB before. A fixed size, so
// that which kernel cuBLAS takes never depends on how much memory happened to be free.
std::size_t workspace_bytes(const CudaDevice& device) {
  const std::size_t usual = std::size_t{device.info().compute_major >= 9 ? 32u : 4u} << 20;
  return std::min(usual, device.limits().device_bytes / 4);
}

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

std::unique_ptr<blas::Lane> CudaDevice::make_lane() { return std::make_unique<CudaLane>(shared()); }

void CudaDevice::within(const std::function<void()>& body) {
  const ContextScope scope(*this);
  body();
}

CudaLane::CudaLane(std::shared_ptr<CudaDevice> device)
    : Lane(*device, Device(device)),
      device_(std::move(device)),
      stream_(dynamic_cast<CudaQueue&>(compute().impl().queue()).handle()),
      workspace_(factory().allocate<std::byte, memory::Device>(workspace_bytes(*device_))),
      blas_(*device_, stream_, workspace_) {}

DeviceAddresses CudaLane::addresses(std::int64_t count,
                                    const std::function<std::uintptr_t(std::int64_t)>& address_of) {
  AddressBuffers& buffers = address_buffers_[next_addresses_++ % address_buffers_.size()];
  const auto size = static_cast<std::size_t>(count);
  if (!buffers.copied) buffers.copied.emplace(factory().event());
  buffers.copied->sync();
  if (buffers.host.size() < size) {
    buffers.host = factory().allocate<std::uintptr_t, memory::Pinned>(size);
    buffers.device = factory().allocate<std::uintptr_t, memory::Device>(size);
  }
  for (std::size_t i = 0; i < size; ++i)
    buffers.host.data()[i] = address_of(static_cast<std::int64_t>(i));
  const DeviceAddresses addresses = buffers.device.view().part(0, size);
  compute().copy(addresses, buffers.host.view().part(0, size)).record(*buffers.copied);
  return addresses;
}

void CudaLane::check_blas(BlasStatus status, const char* call) {
  if (status == BlasStatus::Success) return;
  // A fault on the device shows as a general status here; the driver knows which one it was.
  const Result result = device_->driver().stream_query(stream_);
  if (is_sticky(result)) device_->check(result, call);
  device_->check(status, call);
}

}  // namespace fulcrum::offload::cuda
