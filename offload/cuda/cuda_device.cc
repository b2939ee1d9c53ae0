// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/cuda_device.hpp"

#include <algorithm>
#include <new>

namespace fulcrum::offload::cuda {
namespace {

// The device whose context this thread has pushed in a ContextScope.
thread_local CudaDevice* t_current = nullptr;

// Free memory that is kept: released above it, largest block first, because freeing synchronises
// the device.
constexpr std::size_t kPinnedThreshold = std::size_t{512} << 20;

const char* free_call(MemoryKind kind) {
  return kind == MemoryKind::Pinned ? "cuMemFreeHost" : "cuMemFree_v2";
}

}  // namespace

CudaDevice::CudaDevice(const Libraries& libraries, DeviceHandle handle, DeviceInfo info,
                       DeviceProperties properties, const DeviceFacts& facts)
    : libraries_(libraries),
      handle_(handle),
      info_(std::move(info)),
      properties_(std::move(properties)),
      facts_(facts),
      state_("CUDA") {
  properties_.platform = "cuda";
  properties_.name = info_.name;
  properties_.vendor = "NVIDIA";
  properties_.driver = info_.driver;
  properties_.memory_bytes = info_.memory_bytes;
  properties_.compute_units = info_.multiprocessors;
  properties_.integrated = info_.integrated;
}

std::string CudaDevice::absent(MemoryKind kind) const {
  if (kind != MemoryKind::Managed || facts_.managed) return {};
  return "the driver has none for it (CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY is 0)";
}

void CudaDevice::check(Result result, const char* call) {
  if (result == Result::Success) return;
  std::string text = std::string(call) + " failed: " + describe(driver(), result);
  if (is_sticky(result)) {
    text += "; the device is closed for this process";
    close(text);
    throw Error(ErrorCode::DeviceLost, info_.name, text);
  }
  throw Error(result == Result::OutOfMemory ? ErrorCode::OutOfMemory : ErrorCode::DeviceFailed,
              info_.name, text);
}

void CudaDevice::check(BlasStatus status, const char* call) {
  if (status == BlasStatus::Success) return;
  throw Error(status == BlasStatus::AllocFailed ? ErrorCode::OutOfMemory : ErrorCode::DeviceFailed,
              info_.name, std::string(call) + " failed: " + describe(libraries_.blas, status));
}

bool CudaDevice::succeeded(Result result, const char* call) noexcept {
  try {
    check(result, call);
    return true;
  } catch (...) {
    if (is_sticky(result)) close(call);  // kept only where the full text could not be built
    return false;
  }
}

Limits CudaDevice::limits() const {
  const std::lock_guard lock(limits_mutex_);
  return limits_;
}

void CudaDevice::set_limits(const Limits& limits) {
  {
    const std::lock_guard lock(limits_mutex_);
    limits_ = limits;
  }
  trim(MemoryKind::Device, 0);
  trim(MemoryKind::Pinned, 0);
}

Context CudaDevice::context() {
  if (const Context ready = context_.load()) return ready;
  const std::lock_guard lock(context_mutex_);
  if (const Context ready = context_.load()) return ready;
  Context created = nullptr;
  check(driver().device_primary_ctx_retain(&created, handle_), "cuDevicePrimaryCtxRetain");
  context_.store(created);
  return created;
}

std::uint64_t CudaDevice::room_within_limit() { return pools_.room(limits().device_bytes); }

std::size_t CudaDevice::available_bytes() {
  const ContextScope scope(*this);
  std::size_t free = 0, total = 0;
  check(driver().mem_get_info(&free, &total), "cuMemGetInfo_v2");
  const std::uint64_t room = room_within_limit();
  return std::min<std::uint64_t>(free + pools_.cached(MemoryKind::Device), room);
}

CudaDevice::HostKind CudaDevice::host_kind(const void* pointer) noexcept {
  if (!usable()) return HostKind::Pageable;
  // Without a context of ours the question still has an answer where the application has one; an
  // error is "no".
  const auto ask = [&](PointerAttribute attribute, unsigned& value) {
    return driver().pointer_get_attribute(
               &value, attribute, reinterpret_cast<std::uintptr_t>(pointer)) == Result::Success;
  };
  const auto kind = [&] {
    unsigned value = 0;
    if (ask(PointerAttribute::IsManaged, value) && value != 0) return HostKind::Managed;
    value = 0;
    if (ask(PointerAttribute::MemoryType, value) &&
        value == static_cast<unsigned>(MemoryType::Host)) {
      return HostKind::Pinned;
    }
    return HostKind::Pageable;
  };
  if (context_.load() == nullptr) return kind();
  const ContextScope scope(*this, std::nothrow);
  return scope.active() ? kind() : HostKind::Pageable;
}

Result CudaDevice::driver_allocate(MemoryKind kind, std::size_t bytes, std::uintptr_t& address) {
  if (kind == MemoryKind::Device) {
    DevicePtr pointer = 0;
    const Result result = driver().mem_alloc(&pointer, bytes);
    address = static_cast<std::uintptr_t>(pointer);
    return result;
  }
  void* pointer = nullptr;
  const Result result = driver().mem_host_alloc(&pointer, bytes, kMemHostAllocPortable);
  address = reinterpret_cast<std::uintptr_t>(pointer);
  return result;
}

void CudaDevice::driver_free(MemoryKind kind, std::uintptr_t address) noexcept {
  const ContextScope scope(*this, std::nothrow);
  if (!scope.active()) return;
  const Result result = kind == MemoryKind::Pinned
                            ? driver().mem_free_host(pointer_to<void>(address))
                            : driver().mem_free(address);
  succeeded(result, free_call(kind));
}

std::uintptr_t CudaDevice::allocate_new(MemoryKind kind, std::size_t bytes) {
  const char* call = kind == MemoryKind::Device ? "cuMemAlloc_v2" : "cuMemHostAlloc";
  const auto over_limit = [&] {
    return kind == MemoryKind::Device && pools_.passes(limits().device_bytes, bytes);
  };
  if (over_limit()) trim(kind, 0);
  if (over_limit()) {
    throw Error(
        ErrorCode::OutOfMemory, info_.name,
        megabytes(bytes) + " more would pass the limit set for the library's device memory");
  }
  const ContextScope scope(*this);
  std::uintptr_t address = 0;
  Result result = driver_allocate(kind, bytes, address);
  if (result == Result::OutOfMemory && trim(kind, 0))
    result = driver_allocate(kind, bytes, address);
  check(result, call);
  try {
    pools_.add(kind, address, bytes);
  } catch (...) {
    driver_free(kind, address);
    throw;
  }
  return address;
}

// Not kept when it is released: what the driver has moved to and fro is of no use to the next one.
std::uintptr_t CudaDevice::allocate_managed(std::size_t bytes) {
  const ContextScope scope(*this);
  DevicePtr pointer = 0;
  const std::size_t size = std::max<std::size_t>(bytes, 1);
  Result result = driver().mem_alloc_managed(&pointer, size, kMemAttachGlobal);
  if (result == Result::OutOfMemory && trim(MemoryKind::Device, 0))
    result = driver().mem_alloc_managed(&pointer, size, kMemAttachGlobal);
  check(result, "cuMemAllocManaged");
  return static_cast<std::uintptr_t>(pointer);
}

std::uintptr_t CudaDevice::allocate(MemoryKind kind, std::size_t bytes) {
  if (kind == MemoryKind::Pageable) return allocate_pageable(bytes);
  if (!usable()) throw Error(ErrorCode::DeviceLost, info_.name, closed_because());
  if (kind == MemoryKind::Managed) return allocate_managed(bytes);
  const std::size_t size = block_size(bytes);
  if (const std::uintptr_t address = pools_.reuse(kind, size)) return address;
  return allocate_new(kind, size);
}

void CudaDevice::release(MemoryKind kind, std::uintptr_t address, std::size_t) noexcept {
  if (kind == MemoryKind::Pageable) return free_pageable(address);
  if (!usable()) return;  // the context's memory went with the context
  if (kind == MemoryKind::Managed) return driver_free(kind, address);
  pools_.give_back(kind, address);
  trim(kind,
       kind == MemoryKind::Device ? static_cast<std::size_t>(info_.pool_bytes) : kPinnedThreshold);
}

bool CudaDevice::page_lock(void* memory, std::size_t bytes) noexcept {
  try {
    const ContextScope scope(*this);
    return succeeded(driver().mem_host_register(memory, bytes, kMemHostRegisterPortable),
                     "cuMemHostRegister_v2");
  } catch (...) {  // no context, or none any more
    return false;
  }
}

void CudaDevice::page_unlock(void* memory) noexcept {
  const ContextScope scope(*this, std::nothrow);
  if (scope.active()) succeeded(driver().mem_host_unregister(memory), "cuMemHostUnregister");
}

bool CudaDevice::reaches(const plugin::Device& other) const noexcept {
  if (this == &other) return true;
  const auto* const peer = dynamic_cast<const CudaDevice*>(&other);
  if (peer == nullptr || !usable() || !peer->usable()) return false;
  const auto index = static_cast<std::size_t>(peer->handle_);
  if (index < kPeers && peers_[index].load() != Unknown) return peers_[index].load() != Unreachable;
  int can = 0;
  const bool reached =
      driver().device_can_access_peer(&can, handle_, peer->handle_) == Result::Success && can != 0;
  // Whoever has enabled it meanwhile stays right.
  Peer unknown = Unknown;
  if (index < kPeers)
    peers_[index].compare_exchange_strong(unknown, reached ? Reachable : Unreachable);
  return reached;
}

void CudaDevice::enable_peer(CudaDevice& other) {
  const auto index = static_cast<std::size_t>(other.handle_);
  if (index < kPeers && peers_[index].load() == Enabled) return;
  // Whoever has enabled it before, the application too, has done what is wanted, and what cannot be
  // enabled (too many peers) is copied all the same.
  const Result result = driver().ctx_enable_peer_access(other.context(), 0);
  if (is_sticky(result)) check(result, "cuCtxEnablePeerAccess");
  if (index < kPeers) peers_[index].store(Enabled);
}

ContextScope::ContextScope(CudaDevice& device) : device_(device), outer_(t_current) {
  if (!device.usable()) throw Error(ErrorCode::DeviceLost, device.name(), device.closed_because());
  if (outer_ != &device) {
    device.check(device.driver().ctx_push_current(device.context()), "cuCtxPushCurrent_v2");
    pushed_ = true;
    t_current = &device;
  }
  active_ = true;
}

ContextScope::ContextScope(CudaDevice& device, std::nothrow_t) noexcept
    : device_(device), outer_(t_current) {
  if (!device.usable()) return;
  if (outer_ != &device) {
    const Context context = device.context_.load();
    // Twice, since what is to be given back is lost else.
    const auto push = [&] {
      return device.usable() &&
             device.succeeded(device.driver().ctx_push_current(context), "cuCtxPushCurrent_v2");
    };
    if (context == nullptr || (!push() && !push())) return;
    pushed_ = true;
    t_current = &device;
  }
  active_ = true;
}

ContextScope::~ContextScope() {
  if (!pushed_) return;
  t_current = outer_;
  // Tried again once, also on a device that has just been closed: the thread must get its own
  // context back. Not where the driver has popped and reports an error of earlier work, as its
  // manual allows: a second pop would take a context of the application's off the stack.
  Context popped = nullptr;
  const Result result = device_.driver().ctx_pop_current(&popped);
  if (!device_.succeeded(result, "cuCtxPopCurrent_v2") && popped == nullptr) {
    device_.succeeded(device_.driver().ctx_pop_current(&popped), "cuCtxPopCurrent_v2");
  }
}

}  // namespace fulcrum::offload::cuda
