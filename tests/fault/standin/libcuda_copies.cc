// SPDX-License-Identifier: Apache-2.0
// Copies and fills. Pageable sources are read before the call returns, pinned ones only when the
// copy runs; a copy to pageable memory has been made when the call returns. The destination of a
// copy that waits is filled with NaN, unless other work is queued on that memory.
#include <cstring>
#include <vector>

#include "driver.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::Access;
using standin::CallInfo;
using standin::Driver;
using standin::Operation;
using standin::Stream;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace {

standin::CopyKind kind(bool from_host, bool to_host) {
  if (to_host) return standin::CopyKind::DeviceToHost;
  return from_host ? standin::CopyKind::HostToDevice : standin::CopyKind::DeviceToDevice;
}

// One side of a copy of `height` rows of `width` bytes, `pitch` bytes apart.
struct Side {
  std::uint64_t address = 0;
  std::size_t pitch = 0;
  bool host = false;
  const standin::Context* context = nullptr;  // null: the current one
};

struct Copy {
  const char* function;
  Side from{}, to{};
  std::size_t width = 0, height = 1;
  std::size_t span(const Side& side) const { return (height - 1) * side.pitch + width; }
};

void copy_rows(std::byte* to, std::size_t to_pitch, const std::byte* from, std::size_t from_pitch,
               std::size_t width, std::size_t height) {
  for (std::size_t row = 0; row < height; ++row)
    std::memcpy(to + row * to_pitch, from + row * from_pitch, width);
}

// The memory of one side; empty access and ok for pageable memory.
struct Resolved {
  bool ok = false;
  std::optional<Access> access;
};

Resolved resolve(Driver& d, const Copy& copy, const Side& side, bool write) {
  if (!side.host) {
    auto access = d.access(copy.function, side.address, copy.span(side), write, side.context);
    return {access.has_value(), std::move(access)};
  }
  bool straddles = false;
  auto access = d.pinned_access(copy.function, side.address, copy.span(side), write, &straddles);
  return {!straddles, std::move(access)};
}

int enqueue_copy(Driver& d, const Copy& copy, std::uint64_t stream_handle) {
  const std::shared_ptr<Stream> stream = d.stream(copy.function, stream_handle);
  if (stream == nullptr) return standin::kInvalidHandle;
  if (copy.width == 0 || copy.height == 0) return 0;
  const Resolved from = resolve(d, copy, copy.from, false), to = resolve(d, copy, copy.to, true);
  if (!from.ok || !to.ok) return standin::kInvalidValue;
  if ((copy.from.host && !from.access) || (copy.to.host && !to.access)) d.note_pageable();

  Operation operation;
  operation.what = copy.function;
  if (from.access) operation.accesses.push_back(*from.access);
  if (to.access) operation.accesses.push_back(*to.access);
  const std::byte* source =
      from.access ? from.access->data() : reinterpret_cast<const std::byte*>(copy.from.address);
  std::byte* target = to.access ? to.access->data() : reinterpret_cast<std::byte*>(copy.to.address);
  if (!from.access) {
    auto staged = std::make_shared<std::vector<std::byte>>(copy.width * copy.height);
    copy_rows(staged->data(), copy.width, source, copy.from.pitch, copy.width, copy.height);
    operation.run = [=] {
      copy_rows(target, copy.to.pitch, staged->data(), copy.width, copy.width, copy.height);
    };
  } else {
    operation.run = [=] {
      copy_rows(target, copy.to.pitch, source, copy.from.pitch, copy.width, copy.height);
    };
  }
  // Not what queued work has yet to read.
  if (copy.to.host && to.access && !d.in_use(*to.access->memory)) {
    for (std::size_t row = 0; row < copy.height; ++row)
      std::memset(target + row * copy.to.pitch, 0xFF, copy.width);
  }
  d.enqueue(stream, std::move(operation));
  return copy.to.host && !to.access ? d.synchronize(stream) : 0;
}

Result linear_copy(const char* function, Side to, Side from, std::size_t bytes,
                   cuda::StreamHandle stream) {
  Copy copy{.function = function, .from = from, .to = to, .width = bytes};
  copy.from.pitch = copy.to.pitch = bytes;
  Driver& driver = Driver::get();
  const CallInfo info{.function = function,
                      .copy = kind(from.host, to.host),
                      .bytes = bytes,
                      .destination = to.address,
                      .source = from.address};
  return static_cast<Result>(driver.call(
      info, [&] { return enqueue_copy(driver, copy, reinterpret_cast<std::uint64_t>(stream)); }));
}

Side side_of(cuda::MemoryType type, const void* host, cuda::DevicePtr device, std::size_t x,
             std::size_t y, std::size_t pitch) {
  const bool is_host = type == cuda::MemoryType::Host;
  const std::uint64_t base = is_host ? reinterpret_cast<std::uint64_t>(host) : device;
  return {base + y * pitch + x, pitch, is_host};
}

bool legal(const cuda::Memcpy2D& c) {
  constexpr std::size_t kMaxPitch = 0x7fffffff;
  const auto known = [](cuda::MemoryType type) {
    return type == cuda::MemoryType::Host || type == cuda::MemoryType::Device;
  };
  return known(c.src_type) && known(c.dst_type) && c.src_pitch >= c.src_x_bytes + c.width_bytes &&
         c.dst_pitch >= c.dst_x_bytes + c.width_bytes && c.src_pitch <= kMaxPitch &&
         c.dst_pitch <= kMaxPitch;
}

Result peer_copy(Copy& copy, cuda::Context dst_context, cuda::Context src_context,
                 cuda::StreamHandle stream) {
  Driver& driver = Driver::get();
  const CallInfo info{.function = copy.function,
                      .copy = standin::CopyKind::DeviceToDevice,
                      .bytes = copy.width * copy.height,
                      .destination = copy.to.address,
                      .source = copy.from.address};
  return static_cast<Result>(driver.call(info, [&] {
    copy.to.context = driver.context(reinterpret_cast<std::uint64_t>(dst_context));
    copy.from.context = driver.context(reinterpret_cast<std::uint64_t>(src_context));
    if (copy.to.context == nullptr || copy.from.context == nullptr) return standin::kInvalidContext;
    return enqueue_copy(driver, copy, reinterpret_cast<std::uint64_t>(stream));
  }));
}

Side host_side(const void* pointer) { return {reinterpret_cast<std::uint64_t>(pointer), 0, true}; }
Side device_side(cuda::DevicePtr pointer) { return {pointer, 0, false}; }

}  // namespace

extern "C" {

STANDIN_EXPORT Result cuMemcpyHtoDAsync_v2(cuda::DevicePtr dst, const void* src, std::size_t bytes,
                                           cuda::StreamHandle stream) {
  return linear_copy("cuMemcpyHtoDAsync_v2", device_side(dst), host_side(src), bytes, stream);
}

STANDIN_EXPORT Result cuMemcpyDtoHAsync_v2(void* dst, cuda::DevicePtr src, std::size_t bytes,
                                           cuda::StreamHandle stream) {
  return linear_copy("cuMemcpyDtoHAsync_v2", host_side(dst), device_side(src), bytes, stream);
}

STANDIN_EXPORT Result cuMemcpyDtoDAsync_v2(cuda::DevicePtr dst, cuda::DevicePtr src,
                                           std::size_t bytes, cuda::StreamHandle stream) {
  return linear_copy("cuMemcpyDtoDAsync_v2", device_side(dst), device_side(src), bytes, stream);
}

STANDIN_EXPORT Result cuMemcpy2DAsync_v2(const cuda::Memcpy2D* c, cuda::StreamHandle stream) {
  Copy copy{.function = "cuMemcpy2DAsync_v2", .width = c->width_bytes, .height = c->height};
  copy.from =
      side_of(c->src_type, c->src_host, c->src_device, c->src_x_bytes, c->src_y, c->src_pitch);
  copy.to =
      side_of(c->dst_type, c->dst_host, c->dst_device, c->dst_x_bytes, c->dst_y, c->dst_pitch);
  Driver& driver = Driver::get();
  const CallInfo info{.function = copy.function,
                      .copy = kind(copy.from.host, copy.to.host),
                      .bytes = copy.width * copy.height,
                      .destination = copy.to.address,
                      .source = copy.from.address};
  return static_cast<Result>(driver.call(info, [&] {
    if (!legal(*c)) return standin::kInvalidValue;
    return enqueue_copy(driver, copy, reinterpret_cast<std::uint64_t>(stream));
  }));
}

STANDIN_EXPORT Result cuMemcpyPeerAsync(cuda::DevicePtr dst, cuda::Context dst_context,
                                        cuda::DevicePtr src, cuda::Context src_context,
                                        std::size_t bytes, cuda::StreamHandle stream) {
  Copy copy{
      .function = "cuMemcpyPeerAsync", .from = {src, bytes}, .to = {dst, bytes}, .width = bytes};
  return peer_copy(copy, dst_context, src_context, stream);
}

STANDIN_EXPORT Result cuMemcpy3DPeerAsync(const cuda::Memcpy3DPeer* c, cuda::StreamHandle stream) {
  Copy copy{.function = "cuMemcpy3DPeerAsync",
            .from = {c->src_device, c->src_pitch},
            .to = {c->dst_device, c->dst_pitch},
            .width = c->width_bytes,
            .height = c->height};
  // Of what the manual has, a plane from the start of both sides is modelled.
  const bool modelled = c->depth == 1 && c->src_type == cuda::MemoryType::Device &&
                        c->dst_type == cuda::MemoryType::Device &&
                        c->src_x_bytes + c->src_y + c->src_z == 0 &&
                        c->dst_x_bytes + c->dst_y + c->dst_z + c->src_lod + c->dst_lod == 0 &&
                        c->src_pitch >= c->width_bytes && c->dst_pitch >= c->width_bytes &&
                        c->src_height >= c->height && c->dst_height >= c->height;
  if (!modelled) copy.height = 0;
  const Result result = peer_copy(copy, c->dst_context, c->src_context, stream);
  return modelled ? result : Result::InvalidValue;
}

STANDIN_EXPORT Result cuMemsetD8Async(cuda::DevicePtr dst, unsigned char value, std::size_t bytes,
                                      cuda::StreamHandle stream) {
  Driver& driver = Driver::get();
  const CallInfo info{.function = "cuMemsetD8Async", .bytes = bytes, .destination = dst};
  return static_cast<Result>(driver.call(info, [&] {
    const auto queue = driver.stream(info.function, reinterpret_cast<std::uint64_t>(stream));
    if (queue == nullptr) return standin::kInvalidHandle;
    const auto target = driver.access(info.function, dst, bytes, true);
    if (!target) return standin::kInvalidValue;
    Operation operation;
    operation.what = info.function;
    operation.accesses = {*target};
    operation.run = [at = target->data(), value, bytes] { std::memset(at, value, bytes); };
    driver.enqueue(queue, std::move(operation));
    return 0;
  }));
}

}  // extern "C"

// NOLINTEND(performance-no-int-to-ptr)
