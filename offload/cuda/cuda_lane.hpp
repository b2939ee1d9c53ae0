// SPDX-License-Identifier: Apache-2.0
// A lane of a CUDA device: with a cuBLAS handle that has a workspace of fixed size.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>

#include "offload/blas/lane.hpp"
#include "offload/cuda/cuda_device.hpp"
#include "offload/cuda/cuda_queue.hpp"

namespace fulcrum::offload::cuda {

// Owns a cuBLAS handle on the compute stream: IEEE arithmetic of the type asked for, no atomics,
// scalars on the host.
class BlasHandleOwner {
 public:
  BlasHandleOwner(CudaDevice& device, StreamHandle stream,
                  View<std::byte, memory::Device> workspace);
  ~BlasHandleOwner();
  BlasHandleOwner(const BlasHandleOwner&) = delete;
  BlasHandleOwner& operator=(const BlasHandleOwner&) = delete;

  BlasHandle get() const { return handle_; }

 private:
  void configure(StreamHandle stream, View<std::byte, memory::Device> workspace);

  CudaDevice& device_;
  BlasHandle handle_ = nullptr;
};

using DeviceAddresses = View<std::uintptr_t, memory::Device>;

class CudaLane final : public blas::Lane {
 public:
  explicit CudaLane(std::shared_ptr<CudaDevice> device);

  CudaDevice& device() const { return *device_; }
  BlasHandle blas() const { return blas_.get(); }
  // Throws where a cuBLAS call has failed, with the driver's error where there is one behind it.
  void check_blas(BlasStatus status, const char* call);

  // Addresses in device memory for the next launch: address_of(0) to address_of(count).
  DeviceAddresses addresses(std::int64_t count,
                            const std::function<std::uintptr_t(std::int64_t)>& address_of);

  // What the cuBLAS at hand takes in one call.
  std::int64_t max_size() const override {
    return device_->libraries().blas_has_64 ? std::numeric_limits<std::int64_t>::max()
                                            : std::numeric_limits<int>::max();
  }

 private:
  std::shared_ptr<CudaDevice> device_;
  const StreamHandle stream_;
  // Two in turn, so that one is filled while the other's copy waits for its place in the stream.
  struct AddressBuffers {
    Buffer<std::uintptr_t, memory::Pinned> host;
    Buffer<std::uintptr_t, memory::Device> device;
    std::optional<Event> copied;
  };
  std::array<AddressBuffers, 2> address_buffers_;
  std::size_t next_addresses_ = 0;
  Buffer<std::byte, memory::Device> workspace_;
  BlasHandleOwner blas_;
};

}  // namespace fulcrum::offload::cuda
