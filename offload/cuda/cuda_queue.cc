// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/cuda_queue.hpp"

#include <algorithm>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/cuda/cuda_kernel.hpp"

namespace fulcrum::offload::cuda {
namespace {

CudaEvent& own(plugin::Event& event) { return dynamic_cast<CudaEvent&>(event); }

constexpr bool on_host(MemoryKind kind) {
  return kind == MemoryKind::Pageable || kind == MemoryKind::Pinned;
}

}  // namespace

CudaEvent::CudaEvent(std::shared_ptr<CudaDevice> device, bool timed) : device_(std::move(device)) {
  const ContextScope scope(*device_);
  device_->check(
      device_->driver().event_create(&handle_, timed ? kEventDefault : kEventDisableTiming),
      "cuEventCreate");
}

CudaEvent::~CudaEvent() {
  if (plugin::exiting()) return;
  const ContextScope scope(*device_, std::nothrow);
  if (scope.active())
    device_->succeeded(device_->driver().event_destroy(handle_), "cuEventDestroy_v2");
}

bool CudaEvent::driver_done() {
  const ContextScope scope(*device_);
  const Result result = device_->driver().event_query(handle_);
  if (result == Result::NotReady) return false;
  device_->check(result, "cuEventQuery");
  return true;
}

void CudaEvent::driver_sync() {
  const ContextScope scope(*device_);
  device_->check(device_->driver().event_synchronize(handle_), "cuEventSynchronize");
}

double CudaEvent::driver_nanoseconds_since(plugin::Event& start) {
  const ContextScope scope(*device_);
  float milliseconds = 0;
  device_->check(device_->driver().event_elapsed_time(&milliseconds, own(start).handle_, handle_),
                 "cuEventElapsedTime");
  return static_cast<double>(milliseconds) * 1e6;
}

CudaQueue::CudaQueue(std::shared_ptr<CudaDevice> device) : device_(std::move(device)) {
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_create(&handle_, kStreamNonBlocking), "cuStreamCreate");
}

CudaQueue::~CudaQueue() {
  const ContextScope scope(*device_, std::nothrow);
  if (scope.active() && CudaQueue::drain())
    device_->succeeded(device_->driver().stream_destroy(handle_), "cuStreamDestroy_v2");
}

void CudaQueue::copy_row(const plugin::Copy& copy) {
  const DriverApi& driver = device_->driver();
  const bool to_device = !on_host(copy.dst_kind), from_device = !on_host(copy.src_kind);
  if (to_device && from_device) {
    device_->check(driver.memcpy_dtod_async(copy.dst, copy.src, copy.width_bytes, handle_),
                   "cuMemcpyDtoDAsync_v2");
  } else if (to_device) {
    device_->check(driver.memcpy_htod_async(copy.dst, pointer_to<const void>(copy.src),
                                            copy.width_bytes, handle_),
                   "cuMemcpyHtoDAsync_v2");
  } else {
    device_->check(
        driver.memcpy_dtoh_async(pointer_to<void>(copy.dst), copy.src, copy.width_bytes, handle_),
        "cuMemcpyDtoHAsync_v2");
  }
}

void CudaQueue::copy_between(const plugin::Copy& copy) {
  const auto side = [this](plugin::Device* device) -> CudaDevice& {
    return device == nullptr ? *device_ : dynamic_cast<CudaDevice&>(*device);
  };
  CudaDevice &dst = side(copy.dst_device), &src = side(copy.src_device);
  CudaDevice& other = &dst == device_.get() ? src : dst;
  if (!other.usable()) throw Error(ErrorCode::DeviceLost, other.name(), other.closed_because());
  device_->enable_peer(other);
  const DriverApi& driver = device_->driver();
  const auto linear = [&](std::size_t row) {
    device_->check(driver.memcpy_peer_async(copy.dst + row * copy.dst_pitch, dst.context(),
                                            copy.src + row * copy.src_pitch, src.context(),
                                            copy.width_bytes, handle_),
                   "cuMemcpyPeerAsync");
  };
  const std::size_t pitch = std::max(copy.dst_pitch, copy.src_pitch);
  if (copy.height == 1 || pitch > device_->max_pitch()) {
    for (std::size_t row = 0; row < copy.height; ++row) linear(row);
    return;
  }
  Memcpy3DPeer args{};
  args.src_type = args.dst_type = MemoryType::Device;
  args.src_device = copy.src;
  args.dst_device = copy.dst;
  args.src_context = src.context();
  args.dst_context = dst.context();
  args.src_pitch = copy.src_pitch;
  args.dst_pitch = copy.dst_pitch;
  args.src_height = args.dst_height = copy.height;
  args.width_bytes = copy.width_bytes;
  args.height = copy.height;
  args.depth = 1;
  device_->check(driver.memcpy_3d_peer_async(&args, handle_), "cuMemcpy3DPeerAsync");
}

void CudaQueue::hold(const std::shared_ptr<const CudaModule>& module) {
  if (std::find(held_.rbegin(), held_.rend(), module) == held_.rend()) held_.push_back(module);
}

void CudaQueue::copy(const plugin::Copy& copy) {
  const ContextScope scope(*device_);
  if (copy.dst_device != nullptr || copy.src_device != nullptr) return copy_between(copy);
  if (copy.height == 1) return copy_row(copy);
  if (copy.dst_pitch > device_->max_pitch() || copy.src_pitch > device_->max_pitch()) {
    for (std::size_t row = 0; row < copy.height; ++row) {
      copy_row({copy.dst_kind, copy.src_kind, copy.dst + row * copy.dst_pitch,
                copy.src + row * copy.src_pitch, copy.width_bytes});
    }
    return;
  }
  Memcpy2D args{};
  args.src_type = on_host(copy.src_kind) ? MemoryType::Host : MemoryType::Device;
  args.dst_type = on_host(copy.dst_kind) ? MemoryType::Host : MemoryType::Device;
  if (args.src_type == MemoryType::Device)
    args.src_device = copy.src;
  else
    args.src_host = pointer_to<const void>(copy.src);
  if (args.dst_type == MemoryType::Device)
    args.dst_device = copy.dst;
  else
    args.dst_host = pointer_to<void>(copy.dst);
  args.src_pitch = copy.src_pitch;
  args.dst_pitch = copy.dst_pitch;
  args.width_bytes = copy.width_bytes;
  args.height = copy.height;
  device_->check(device_->driver().memcpy_2d_async(&args, handle_), "cuMemcpy2DAsync_v2");
}

void CudaQueue::fill(MemoryKind /*kind*/, std::uintptr_t dst, unsigned char value,
                     std::size_t bytes) {
  const ContextScope scope(*device_);
  device_->check(device_->driver().memset_d8_async(dst, value, bytes, handle_), "cuMemsetD8Async");
}

void CudaQueue::record(plugin::Event& event) {
  if (own(event).device_ != device_) {
    throw Error("record", 1, "event", "one of " + own(event).device_->name(),
                "the stream is one of " + device_->name());
  }
  const ContextScope scope(*device_);
  device_->check(device_->driver().event_record(own(event).handle_, handle_), "cuEventRecord");
}

void CudaQueue::wait(plugin::Event& event) {
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_wait_event(handle_, own(event).handle_, 0),
                 "cuStreamWaitEvent");
}

bool CudaQueue::done() {
  const ContextScope scope(*device_);
  const Result result = device_->driver().stream_query(handle_);
  if (result == Result::NotReady) return false;
  device_->check(result, "cuStreamQuery");
  held_.clear();
  return true;
}

void CudaQueue::sync() {
  const ContextScope scope(*device_);
  device_->check(device_->driver().stream_synchronize(handle_), "cuStreamSynchronize");
  held_.clear();
}

bool CudaQueue::drain() noexcept {
  const ContextScope scope(*device_, std::nothrow);
  if (!scope.active()) return false;
  const DriverApi& driver = device_->driver();
  if (device_->succeeded(driver.stream_synchronize(handle_), "cuStreamSynchronize")) return true;
  if (!device_->usable()) return false;
  if (device_->succeeded(driver.stream_synchronize(handle_), "cuStreamSynchronize")) return true;
  device_->close("a stream could not be brought to rest: cuStreamSynchronize failed twice");
  return false;
}

std::unique_ptr<plugin::Queue> CudaDevice::create_queue() {
  return std::make_unique<CudaQueue>(shared());
}

std::shared_ptr<plugin::Event> CudaDevice::create_event(bool timed) {
  return std::make_shared<CudaEvent>(shared(), timed);
}

}  // namespace fulcrum::offload::cuda
