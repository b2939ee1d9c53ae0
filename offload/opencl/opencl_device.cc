// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/opencl_device.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <thread>
#include <utility>

namespace fulcrum::offload::opencl {
namespace {

// The codes after which a device, or its context, is of no more use. Our handles are valid while it
// lives: a driver that says otherwise has lost them (NVIDIA's does so after a kernel's fault, and
// has -9999 for one).
constexpr bool is_lost(cl_int result) {
  return result == CL_DEVICE_NOT_AVAILABLE || result == CL_INVALID_DEVICE ||
         result == CL_INVALID_CONTEXT || result == CL_INVALID_COMMAND_QUEUE || result == -9999;
}

constexpr bool is_out_of_memory(cl_int result) {
  return result == CL_MEM_OBJECT_ALLOCATION_FAILURE || result == CL_OUT_OF_RESOURCES ||
         result == CL_OUT_OF_HOST_MEMORY || result == CL_INVALID_BUFFER_SIZE;
}

std::string hexadecimal(std::uintptr_t number) {
  char text[2 + 16 + 1];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

OpenClDevice::OpenClDevice(const Library& library, const Facts& facts, DeviceInfo info,
                           DeviceProperties properties)
    : library_(library),
      facts_(facts),
      info_(std::move(info)),
      properties_(std::move(properties)),
      state_("OpenCL") {}

std::string OpenClDevice::absent(MemoryKind kind) const {
  return kind == MemoryKind::Managed
             ? "a buffer of OpenCL has no address that the host and the device share"
             : "";
}

void OpenClDevice::fail(cl_int result, const char* call) {
  std::string text = std::string(call) + " failed: " + describe(result);
  if (is_lost(result)) {
    text += "; the device is closed for this process";
    close(text);
    throw Error(ErrorCode::DeviceLost, info_.name, text);
  }
  // Of what is waited for, "out of resources" may be anything that went wrong on the device.
  const std::string_view name = call;
  const bool waited = name == "clFinish" || name == "clWaitForEvents" || !name.starts_with("cl");
  throw Error(
      is_out_of_memory(result) && !waited ? ErrorCode::OutOfMemory : ErrorCode::DeviceFailed,
      info_.name, text);
}

bool OpenClDevice::succeeded(cl_int result, const char* call) noexcept {
  try {
    check(result, call);
    return true;
  } catch (...) {
    if (is_lost(result)) close(call);  // kept only where the full text could not be built
    return false;
  }
}

cl_command_queue OpenClDevice::make_queue() {
  require_usable();
  const cl_context context = this->context();
  const std::lock_guard lock(queues_mutex_);
  queues_.reserve(queues_.size() + 1);
  cl_int result = CL_SUCCESS;
  const cl_command_queue queue =
      api().clCreateCommandQueue(context, facts_.device, CL_QUEUE_PROFILING_ENABLE, &result);
  check(result, "clCreateCommandQueue");
  queues_.push_back(queue);
  return queue;
}

void OpenClDevice::drop_queue(cl_command_queue queue) noexcept {
  {
    const std::lock_guard lock(queues_mutex_);
    queues_.erase(std::remove(queues_.begin(), queues_.end(), queue), queues_.end());
  }
  succeeded(api().clReleaseCommandQueue(queue), "clReleaseCommandQueue");
}

bool OpenClDevice::close_at_exit() noexcept {
  if (!usable() || context_.load() == nullptr) return false;
  close("the program's exit has begun");
  ends_ = true;
  return true;
}

// Asked for, since clFinish has no deadline, and a kernel may have no end.
void OpenClDevice::finish_at_exit(std::chrono::steady_clock::time_point deadline) noexcept {
  if (!ends_) return;
  const std::lock_guard lock(queues_mutex_);
  for (const cl_command_queue queue : queues_) {
    cl_event marker = nullptr;
    if (api().clEnqueueMarkerWithWaitList(queue, 0, nullptr, &marker) != CL_SUCCESS) continue;
    api().clFlush(queue);
    cl_int status = CL_QUEUED;
    while (api().clGetEventInfo(marker, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status, &status,
                                nullptr) == CL_SUCCESS &&
           status > CL_COMPLETE && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
}

cl_context OpenClDevice::context() {
  if (const cl_context ready = context_.load(std::memory_order_acquire)) return ready;
  require_usable();
  const std::lock_guard lock(context_mutex_);
  if (const cl_context ready = context_.load()) return ready;
  const cl_context_properties properties[] = {
      CL_CONTEXT_PLATFORM, reinterpret_cast<cl_context_properties>(facts_.platform), 0};
  cl_int result = CL_SUCCESS;
  const cl_context created =
      api().clCreateContext(properties, 1, &facts_.device, nullptr, nullptr, &result);
  check(result, "clCreateContext");
  service_ = api().clCreateCommandQueue(created, facts_.device, 0, &result);
  if (result != CL_SUCCESS) api().clReleaseContext(created);
  check(result, "clCreateCommandQueue");
  context_.store(created, std::memory_order_release);
  return created;
}

void OpenClDevice::refuse_address(const char* routine, std::uintptr_t address,
                                  std::size_t bytes) const {
  const address::Place place = address::find(address);
  std::string why = "it is no address of " + info_.name + "'s memory";
  if (place.block != nullptr && place.block->device == this) {
    why = std::to_string(bytes) + " bytes from there are beyond its allocation, which ends " +
          (place.offset > place.block->bytes
               ? "before it"
               : std::to_string(place.block->bytes - place.offset) + " bytes behind");
  }
  throw Error(routine, 1, "address", hexadecimal(address), why);
}

// With block.mutex held.
cl_mem OpenClDevice::make_part(Block& block, std::size_t offset) {
  const cl_buffer_region region = {offset, block.bytes - offset};
  cl_int result = CL_SUCCESS;
  const cl_mem part = api().clCreateSubBuffer(block.buffer, CL_MEM_READ_WRITE,
                                              CL_BUFFER_CREATE_TYPE_REGION, &region, &result);
  check(result, "clCreateSubBuffer");
  return part;
}

OpenClDevice::Argument OpenClDevice::argument(const std::string& kernel, int position,
                                              std::uintptr_t address) {
  if (address == 0) return {nullptr, false};  // an empty view: the kernel sees NULL
  const address::Place place = address::find(address);
  if (place.block == nullptr || place.block->device != this || place.offset >= place.block->bytes)
      [[unlikely]]
    refuse_address("launch", address, 1);
  if (place.offset == 0) [[likely]]
    return {place.block->buffer, false};
  if (place.offset % facts_.base_alignment != 0) {
    throw Error("launch of " + kernel, position, "kernel argument",
                "a view that begins " + std::to_string(place.offset) + " bytes into its buffer",
                info_.name + " takes views at multiples of " +
                    std::to_string(facts_.base_alignment) + " bytes");
  }
  Block& block = *place.block;
  const std::lock_guard lock(block.mutex);
  const auto at = std::lower_bound(
      block.parts.begin(), block.parts.end(), place.offset,
      [](const Block::Part& part, std::size_t offset) { return part.offset < offset; });
  if (at != block.parts.end() && at->offset == place.offset) return {at->buffer, false};
  if (block.parts.size() == Block::kMaxParts) return {make_part(block, place.offset), true};
  const auto index = at - block.parts.begin();
  block.parts.reserve(block.parts.size() + 1);
  const cl_mem part = make_part(block, place.offset);
  block.parts.insert(block.parts.begin() + index, {place.offset, part});
  return {part, false};
}

std::uint64_t OpenClDevice::limit_bytes() const {
  const std::uint64_t limit = limits().device_bytes;
  return info_.memory_bytes == 0 ? limit : std::min(limit, info_.memory_bytes);
}

blas::Limits OpenClDevice::limits() const {
  const std::lock_guard lock(limits_mutex_);
  return limits_;
}

void OpenClDevice::set_limits(const blas::Limits& limits) {
  {
    const std::lock_guard lock(limits_mutex_);
    limits_ = limits;
  }
  trim(MemoryKind::Device, 0);
  trim(MemoryKind::Pinned, 0);
}

std::uint64_t OpenClDevice::room_within_limit() { return pools_.room(limit_bytes()); }

// OpenCL does not say how much is free. What the host shares with it is not ours alone.
std::size_t OpenClDevice::available_bytes() {
  const std::uint64_t room = room_within_limit();
  return info_.integrated ? std::min(room, info_.memory_bytes / 2) : room;
}

}  // namespace fulcrum::offload::opencl
