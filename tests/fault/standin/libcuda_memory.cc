// SPDX-License-Identifier: Apache-2.0
// Device and pinned memory, and what a pointer is.
#include <cstring>
#include <string>

#include "libcuda.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::call;
using standin::CallInfo;
using standin::Driver;
using standin::number_of;
using standin::same;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
extern "C" {

STANDIN_EXPORT Result cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  return call({.function = "cuMemGetInfo_v2"}, [&](Driver& d) {
    *total = d.memory_bytes();
    const std::uint64_t used = d.memory_used(d.current()->device);
    *free = used < *total ? *total - used : 0;
    return 0;
  });
}

STANDIN_EXPORT Result cuMemAlloc_v2(cuda::DevicePtr* pointer, std::size_t bytes) {
  return call({.function = "cuMemAlloc_v2", .bytes = bytes}, [&](Driver& d) {
    if (bytes == 0) return standin::kInvalidValue;
    const auto memory = d.allocate_device(bytes);
    if (memory == nullptr) return standin::kOutOfMemory;
    *pointer = memory->address;
    return 0;
  });
}

// As the real one, waits for the work of the context first.
STANDIN_EXPORT Result cuMemFree_v2(cuda::DevicePtr pointer) {
  return call({.function = "cuMemFree_v2",
               .done_despite = CallInfo::Despite::Fault,
               .destination = pointer},
              [&](Driver& d) {
                if (pointer == 0) return 0;
                const auto memory = d.find(pointer);
                if (memory == nullptr || (memory->pinned && !memory->managed) ||
                    memory->address != pointer || memory->freed) {
                  d.violation("cuMemFree_v2: " + std::to_string(pointer) +
                              " is not the start of live device memory");
                  return standin::kInvalidValue;
                }
                if (memory->context != d.current()) {
                  d.violation("cuMemFree_v2: the memory belongs to another context");
                  return standin::kInvalidValue;
                }
                d.drain(d.current());
                d.release_memory(memory);
                return 0;
              });
}

STANDIN_EXPORT Result cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned flags) {
  return call({.function = "cuMemHostAlloc", .bytes = bytes}, [&](Driver& d) {
    if (bytes == 0 || flags > 7) return standin::kInvalidValue;
    const auto memory = d.allocate_pinned(bytes);
    if (memory == nullptr) return standin::kOutOfMemory;
    *pointer = reinterpret_cast<void*>(memory->address);
    return 0;
  });
}

// The manual does not promise that this waits: queued work on the memory is a fault of the program.
STANDIN_EXPORT Result cuMemFreeHost(void* pointer) {
  const CallInfo info{.function = "cuMemFreeHost",
                      .done_despite = CallInfo::Despite::Fault,
                      .destination = number_of(pointer)};
  return call(info, [&](Driver& d) {
    const auto memory = d.find(number_of(pointer));
    if (memory == nullptr || !memory->pinned || memory->managed || memory->registered ||
        memory->address != number_of(pointer) || memory->freed) {
      d.violation("cuMemFreeHost: not the start of live pinned memory");
      return standin::kInvalidValue;
    }
    if (d.in_use(*memory)) d.violation("cuMemFreeHost: queued work still uses the memory");
    d.drain(memory->context);
    d.release_memory(memory);
    return 0;
  });
}

STANDIN_EXPORT Result cuMemHostRegister_v2(void* pointer, std::size_t bytes, unsigned flags) {
  return call({.function = "cuMemHostRegister_v2", .bytes = bytes}, [&](Driver& d) {
    if (pointer == nullptr || bytes == 0 || flags > 15) return standin::kInvalidValue;
    return d.register_memory(number_of(pointer), bytes) ? 0 : standin::kAlreadyRegistered;
  });
}

// As with cuMemFreeHost, queued work on the memory is a fault of the program.
STANDIN_EXPORT Result cuMemHostUnregister(void* pointer) {
  const CallInfo info{.function = "cuMemHostUnregister",
                      .done_despite = CallInfo::Despite::Fault,
                      .destination = number_of(pointer)};
  return call(info, [&](Driver& d) {
    const auto memory = d.find(number_of(pointer));
    if (memory == nullptr || !memory->registered || memory->address != number_of(pointer)) {
      d.violation("cuMemHostUnregister: not the start of registered memory");
      return standin::kNotRegistered;
    }
    if (d.in_use(*memory)) d.violation("cuMemHostUnregister: queued work still uses the memory");
    d.drain(memory->context);
    d.release_memory(memory);
    return 0;
  });
}

STANDIN_EXPORT Result cuPointerGetAttribute(void* data, cuda::PointerAttribute which,
                                            cuda::DevicePtr pointer) {
  return call({.function = "cuPointerGetAttribute", .needs_context = false}, [&](Driver& d) {
    const auto memory = d.find(pointer);
    if (memory == nullptr || memory->freed || pointer >= memory->address + memory->bytes)
      return standin::kInvalidValue;
    switch (which) {
      case cuda::PointerAttribute::MemoryType: {
        const auto type =
            memory->pinned && !memory->managed ? cuda::MemoryType::Host : cuda::MemoryType::Device;
        std::memcpy(data, &type, sizeof type);
        return 0;
      }
      case cuda::PointerAttribute::IsManaged:
        *static_cast<bool*>(data) = memory->managed;
        return 0;
    }
    return standin::kInvalidValue;
  });
}

}  // extern "C"

// Every function has the type that the library declares.
static_assert(same(&cuMemGetInfo_v2, &cuda::DriverApi::mem_get_info) &&
              same(&cuMemAlloc_v2, &cuda::DriverApi::mem_alloc) &&
              same(&cuMemFree_v2, &cuda::DriverApi::mem_free) &&
              same(&cuMemHostAlloc, &cuda::DriverApi::mem_host_alloc) &&
              same(&cuMemFreeHost, &cuda::DriverApi::mem_free_host) &&
              same(&cuMemHostRegister_v2, &cuda::DriverApi::mem_host_register) &&
              same(&cuMemHostUnregister, &cuda::DriverApi::mem_host_unregister) &&
              same(&cuPointerGetAttribute, &cuda::DriverApi::pointer_get_attribute));

// NOLINTEND(performance-no-int-to-ptr)
