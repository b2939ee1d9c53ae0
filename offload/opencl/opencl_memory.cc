// SPDX-License-Identifier: Apache-2.0
// The memory of a device: buffers, and pinned memory that stays mapped.
#include <algorithm>

#include "offload/opencl/opencl_device.hpp"

namespace fulcrum::offload::opencl {
namespace {

constexpr std::size_t kAlignment = 256;

}  // namespace

std::uintptr_t OpenClDevice::make_device(std::size_t bytes) {
  auto block = std::make_unique<Block>();
  cl_int result = CL_SUCCESS;
  const cl_mem buffer = api().clCreateBuffer(context(), CL_MEM_READ_WRITE, bytes, nullptr, &result);
  check(result, "clCreateBuffer");
  block->device = this;
  block->buffer = buffer;
  block->bytes = bytes;
  std::uintptr_t address = 0;
  try {
    address = address::add(std::move(block));
  } catch (...) {
  }
  if (address == 0) {
    api().clReleaseMemObject(buffer);
    throw Error(ErrorCode::OutOfMemory, info_.name, "there are too many allocations");
  }
  return address;
}

// Mapped for its life: the host reads and writes it, and a driver copies from and to it without
// another copy of its own. PoCL aligns to 128.
std::uintptr_t OpenClDevice::make_pinned(std::size_t bytes) {
  cl_int result = CL_SUCCESS;
  const cl_mem buffer = api().clCreateBuffer(context(), CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR,
                                             bytes + kAlignment, nullptr, &result);
  check(result, "clCreateBuffer");
  void* const mapped =
      api().clEnqueueMapBuffer(service_, buffer, CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0,
                               bytes + kAlignment, 0, nullptr, nullptr, &result);
  if (result != CL_SUCCESS) api().clReleaseMemObject(buffer);
  check(result, "clEnqueueMapBuffer");
  const auto address =
      (reinterpret_cast<std::uintptr_t>(mapped) + kAlignment - 1) / kAlignment * kAlignment;
  const auto undo = [&] {
    api().clEnqueueUnmapMemObject(service_, buffer, mapped, 0, nullptr, nullptr);
    api().clReleaseMemObject(buffer);
  };
  try {
    const std::lock_guard lock(mapped_mutex_);
    mapped_[address] = {buffer, mapped};
  } catch (...) {
    undo();
    throw;
  }
  return address;
}

// Memory goes for good.
void OpenClDevice::give_up(MemoryKind kind, std::uintptr_t address) noexcept {
  if (kind == MemoryKind::Device) {
    const std::unique_ptr<Block> block = address::remove(address);
    if (!block || !usable()) return;
    for (const Block::Part& part : block->parts)
      succeeded(api().clReleaseMemObject(part.buffer), "clReleaseMemObject");
    succeeded(api().clReleaseMemObject(block->buffer), "clReleaseMemObject");
    return;
  }
  Mapped pinned{};
  {
    const std::lock_guard lock(mapped_mutex_);
    const auto at = mapped_.find(address);
    if (at == mapped_.end()) return;
    pinned = at->second;
    mapped_.erase(at);
  }
  if (!usable()) return;
  succeeded(
      api().clEnqueueUnmapMemObject(service_, pinned.buffer, pinned.mapped, 0, nullptr, nullptr),
      "clEnqueueUnmapMemObject");
  succeeded(api().clReleaseMemObject(pinned.buffer), "clReleaseMemObject");
  succeeded(api().clFlush(service_), "clFlush");
}

std::uintptr_t OpenClDevice::allocate_new(MemoryKind kind, std::size_t bytes) {
  if (bytes > facts_.max_allocation || bytes >= address::kMaxBytes) {
    throw Error(ErrorCode::OutOfMemory, info_.name,
                megabytes(bytes) + " were asked for; one allocation has at most " +
                    megabytes(facts_.max_allocation));
  }
  const auto over_limit = [&] {
    return kind == MemoryKind::Device && pools_.passes(limit_bytes(), bytes);
  };
  if (over_limit()) trim(kind, 0);
  if (over_limit()) {
    throw Error(ErrorCode::OutOfMemory, info_.name,
                megabytes(bytes) + " more would pass the " + megabytes(limit_bytes()) +
                    " that the library may have of the device's memory");
  }
  const auto make = [&] {
    return kind == MemoryKind::Device ? make_device(bytes) : make_pinned(bytes);
  };
  std::uintptr_t address = 0;
  try {
    address = make();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::OutOfMemory || !trim(kind, 0)) throw;
    address = make();
  }
  try {
    pools_.add(kind, address, bytes);
  } catch (...) {
    give_up(kind, address);
    throw;
  }
  return address;
}

std::uintptr_t OpenClDevice::allocate(MemoryKind kind, std::size_t bytes) {
  if (kind == MemoryKind::Pageable) return allocate_pageable(bytes);
  require_usable();
  if (bytes > facts_.max_allocation) return allocate_new(kind, bytes);  // which says so
  // What rounding adds must not be what is too much.
  const std::size_t size = std::min<std::size_t>(block_size(bytes), facts_.max_allocation);
  if (const std::uintptr_t address = pools_.reuse(kind, size)) return address;
  return allocate_new(kind, size);
}

void OpenClDevice::release(MemoryKind kind, std::uintptr_t address, std::size_t) noexcept {
  if (kind == MemoryKind::Pageable) return free_pageable(address);
  if (!usable()) return;  // the memory went with the context
  pools_.give_back(kind, address);
  trim(kind, kind == MemoryKind::Device ? static_cast<std::size_t>(info_.pool_bytes) : kKeptOfHost);
}

}  // namespace fulcrum::offload::opencl
