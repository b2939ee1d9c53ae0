// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/opencl_queue.hpp"

#include <array>
#include <utility>

#include "offload/opencl/opencl_kernel.hpp"

namespace fulcrum::offload::opencl {
namespace {

OpenClEvent& own(plugin::Event& event) { return dynamic_cast<OpenClEvent&>(event); }

constexpr bool on_host(MemoryKind kind) {
  return kind == MemoryKind::Pageable || kind == MemoryKind::Pinned;
}

// From the first byte of the first row to behind the last one of the last.
constexpr std::size_t span_of(const plugin::Copy& copy, std::size_t pitch) {
  return copy.height == 1 ? copy.width_bytes : (copy.height - 1) * pitch + copy.width_bytes;
}

// Where a strided copy begins, as (bytes, rows) of its pitch.
using Origin = std::array<std::size_t, 3>;
constexpr Origin origin_of(std::size_t offset, std::size_t pitch) {
  return {offset % pitch, offset / pitch, 0};
}

}  // namespace

void EventOwner::reset() noexcept {
  if (event_ == nullptr) return;
  const cl_event event = std::exchange(event_, nullptr);
  if (plugin::exiting() || !device_->usable()) return;
  device_->succeeded(device_->api().clReleaseEvent(event), "clReleaseEvent");
}

bool is_complete(OpenClDevice& device, cl_event event) {
  cl_int status = CL_QUEUED;
  device.check(device.api().clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
                                           &status, nullptr),
               "clGetEventInfo");
  if (status < 0) device.check(status, "a command of the queue");
  return status == CL_COMPLETE;
}

EventOwner OpenClEvent::marker() const {
  device_->require_usable();
  const std::lock_guard lock(mutex_);
  if (marker_) device_->check(device_->api().clRetainEvent(marker_.get()), "clRetainEvent");
  return EventOwner(*device_, marker_.get());
}

void OpenClEvent::set_marker(EventOwner marker) {
  const std::lock_guard lock(mutex_);
  std::swap(marker_, marker);
}

bool OpenClEvent::driver_done() {
  const EventOwner marker = this->marker();
  return !marker || is_complete(*device_, marker.get());
}

void OpenClEvent::driver_sync() {
  const EventOwner marker = this->marker();
  if (!marker) return;
  const cl_event event = marker.get();
  const cl_int result = device_->api().clWaitForEvents(1, &event);
  if (result == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST) is_complete(*device_, event);
  device_->check(result, "clWaitForEvents");
}

cl_ulong OpenClEvent::time() const {
  const EventOwner marker = this->marker();
  cl_ulong nanoseconds = 0;
  device_->check(device_->api().clGetEventProfilingInfo(marker.get(), CL_PROFILING_COMMAND_END,
                                                        sizeof nanoseconds, &nanoseconds, nullptr),
                 "clGetEventProfilingInfo");
  return nanoseconds;
}

double OpenClEvent::driver_nanoseconds_since(plugin::Event& start) {
  const cl_ulong from = own(start).time(), to = time();
  return to >= from ? static_cast<double>(to - from) : -static_cast<double>(from - to);
}

OpenClQueue::~OpenClQueue() {
  if (plugin::exiting() || !OpenClQueue::drain()) return;
  last_.reset();
  device_->succeeded(device_->api().clReleaseCommandQueue(queue_), "clReleaseCommandQueue");
}

void OpenClQueue::copy_row(const plugin::Copy& copy) {
  const Api& api = device_->api();
  const bool to_device = !on_host(copy.dst_kind), from_device = !on_host(copy.src_kind);
  const std::size_t bytes = copy.width_bytes;
  if (to_device && from_device) {
    const Memory dst = device_->memory("copy", copy.dst, bytes);
    const Memory src = device_->memory("copy", copy.src, bytes);
    device_->check(api.clEnqueueCopyBuffer(queue_, src.buffer, dst.buffer, src.offset, dst.offset,
                                           bytes, 0, nullptr, nullptr),
                   "clEnqueueCopyBuffer");
  } else if (to_device) {
    const Memory dst = device_->memory("copy", copy.dst, bytes);
    device_->check(api.clEnqueueWriteBuffer(queue_, dst.buffer, CL_FALSE, dst.offset, bytes,
                                            pointer_to<const void>(copy.src), 0, nullptr, nullptr),
                   "clEnqueueWriteBuffer");
  } else {
    const Memory src = device_->memory("copy", copy.src, bytes);
    device_->check(api.clEnqueueReadBuffer(queue_, src.buffer, CL_FALSE, src.offset, bytes,
                                           pointer_to<void>(copy.dst), 0, nullptr, nullptr),
                   "clEnqueueReadBuffer");
  }
}

// In one call, where OpenCL has one: it wants rows of its buffers not to wrap round their pitch.
// False, with nothing queued, where they do, or where both sides are one buffer, which drivers
// refuse for regions that do not overlap either.
bool OpenClQueue::copy_rows_at_once(const plugin::Copy& copy) {
  const Api& api = device_->api();
  const Origin none{};
  const Origin region{copy.width_bytes, copy.height, 1};
  const auto fits = [&](const Origin& origin, std::size_t pitch) {
    return pitch >= copy.width_bytes && origin[0] + copy.width_bytes <= pitch;
  };
  const auto side = [&](std::uintptr_t address, std::size_t pitch) {
    return device_->memory("copy", address, span_of(copy, pitch));
  };
  if (copy.dst_pitch < copy.width_bytes || copy.src_pitch < copy.width_bytes) return false;
  if (on_host(copy.src_kind)) {
    const Memory dst = side(copy.dst, copy.dst_pitch);
    const Origin origin = origin_of(dst.offset, copy.dst_pitch);
    if (!fits(origin, copy.dst_pitch)) return false;
    device_->check(
        api.clEnqueueWriteBufferRect(queue_, dst.buffer, CL_FALSE, origin.data(), none.data(),
                                     region.data(), copy.dst_pitch, 0, copy.src_pitch, 0,
                                     pointer_to<const void>(copy.src), 0, nullptr, nullptr),
        "clEnqueueWriteBufferRect");
    return true;
  }
  const Memory src = side(copy.src, copy.src_pitch);
  const Origin origin = origin_of(src.offset, copy.src_pitch);
  if (!fits(origin, copy.src_pitch)) return false;
  if (on_host(copy.dst_kind)) {
    device_->check(
        api.clEnqueueReadBufferRect(queue_, src.buffer, CL_FALSE, origin.data(), none.data(),
                                    region.data(), copy.src_pitch, 0, copy.dst_pitch, 0,
                                    pointer_to<void>(copy.dst), 0, nullptr, nullptr),
        "clEnqueueReadBufferRect");
    return true;
  }
  const Memory dst = side(copy.dst, copy.dst_pitch);
  const Origin dst_origin = origin_of(dst.offset, copy.dst_pitch);
  if (!fits(dst_origin, copy.dst_pitch) || dst.buffer == src.buffer) return false;
  device_->check(api.clEnqueueCopyBufferRect(queue_, src.buffer, dst.buffer, origin.data(),
                                             dst_origin.data(), region.data(), copy.src_pitch, 0,
                                             copy.dst_pitch, 0, 0, nullptr, nullptr),
                 "clEnqueueCopyBufferRect");
  return true;
}

void OpenClQueue::copy(const plugin::Copy& copy) {
  device_->require_usable();
  queued_ = true;
  if (copy.height == 1) return copy_row(copy);
  if (copy_rows_at_once(copy)) return;
  for (std::size_t row = 0; row < copy.height; ++row) {
    copy_row({copy.dst_kind, copy.src_kind, copy.dst + row * copy.dst_pitch,
              copy.src + row * copy.src_pitch, copy.width_bytes});
  }
}

void OpenClQueue::fill(MemoryKind /*kind*/, std::uintptr_t dst, unsigned char value,
                       std::size_t bytes) {
  device_->require_usable();
  const Memory memory = device_->memory("fill", dst, bytes);
  queued_ = true;
  device_->check(device_->api().clEnqueueFillBuffer(queue_, memory.buffer, &value, sizeof value,
                                                    memory.offset, bytes, 0, nullptr, nullptr),
                 "clEnqueueFillBuffer");
}

void OpenClQueue::launch(plugin::Kernel& kernel, const LaunchConfig& config,
                         std::span<const plugin::Argument> arguments) {
  device_->require_usable();
  queued_ = true;
  dynamic_cast<OpenClKernel&>(kernel).launch(queue_, config, arguments);
}

EventOwner OpenClQueue::mark() {
  cl_event marker = nullptr;
  device_->check(device_->api().clEnqueueMarkerWithWaitList(queue_, 0, nullptr, &marker),
                 "clEnqueueMarkerWithWaitList");
  EventOwner owner(*device_, marker);
  device_->check(device_->api().clFlush(queue_), "clFlush");
  return owner;
}

void OpenClQueue::record(plugin::Event& event) {
  device_->require_usable();
  own(event).set_marker(mark());
}

void OpenClQueue::wait(plugin::Event& event) {
  const EventOwner marker = own(event).marker();
  if (!marker) return;
  queued_ = true;
  const cl_event list = marker.get();
  device_->check(device_->api().clEnqueueBarrierWithWaitList(queue_, 1, &list, nullptr),
                 "clEnqueueBarrierWithWaitList");
}

bool OpenClQueue::knows(const plugin::Event& event) const noexcept {
  return &event.device() == device_.get();
}

bool OpenClQueue::done() {
  device_->require_usable();
  if (queued_) {
    last_ = mark();
    queued_ = false;
  }
  if (!last_) return true;
  if (!is_complete(*device_, last_.get())) return false;
  last_.reset();
  return true;
}

void OpenClQueue::sync() {
  device_->require_usable();
  device_->check(device_->api().clFinish(queue_), "clFinish");
  queued_ = false;
  last_.reset();
}

bool OpenClQueue::drain() noexcept {
  if (!device_->usable()) return false;
  if (device_->succeeded(device_->api().clFinish(queue_), "clFinish")) return true;
  if (!device_->usable()) return false;
  if (device_->succeeded(device_->api().clFinish(queue_), "clFinish")) return true;
  device_->close("a queue could not be brought to rest: clFinish failed twice");
  return false;
}

std::unique_ptr<plugin::Queue> OpenClDevice::create_queue() {
  return std::make_unique<OpenClQueue>(shared());
}

std::shared_ptr<plugin::Event> OpenClDevice::create_event(bool /*timed*/) {
  require_usable();
  return std::make_shared<OpenClEvent>(shared());
}

}  // namespace fulcrum::offload::opencl
