// SPDX-License-Identifier: Apache-2.0
// The exported functions of the stand-in's libcuda.so.1. Their signatures are those of
// offload/cuda/cuda_api.hpp, which a test compares with the real headers.
#include <dlfcn.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "driver.hpp"
#include "kernel_abi.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::CallInfo;
using standin::Driver;
using standin::Operation;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace {

template <class Handle>
std::uint64_t number_of(Handle* handle) {
  return reinterpret_cast<std::uint64_t>(handle);
}

template <class Body>
Result call(const CallInfo& info, Body&& body) {
  Driver& driver = Driver::get();
  return static_cast<Result>(driver.call(info, [&] { return static_cast<int>(body(driver)); }));
}

// Calls about the machine, which need no context and work while one is lost.
CallInfo about_machine(const char* function) {
  return {.function = function, .needs_context = false, .survives_loss = true};
}

int attribute(cuda::DeviceAttribute which) {
  switch (which) {
    case cuda::DeviceAttribute::Integrated:
    case cuda::DeviceAttribute::ComputeMode:
    case cuda::DeviceAttribute::PageableMemoryAccess:
    case cuda::DeviceAttribute::ComputeCapabilityMinor:
      return 0;
    case cuda::DeviceAttribute::UnifiedAddressing:
    case cuda::DeviceAttribute::ManagedMemory:
      return 1;
    case cuda::DeviceAttribute::AsyncEngineCount:
      return 2;
    case cuda::DeviceAttribute::ComputeCapabilityMajor:
      return 9;
    case cuda::DeviceAttribute::MultiprocessorCount:
      return 100;
    case cuda::DeviceAttribute::GlobalMemoryBusWidth:
      return 4096;
    case cuda::DeviceAttribute::ClockRate:
      return 1'500'000;
    case cuda::DeviceAttribute::MemoryClockRate:
      return 2'000'000;
    case cuda::DeviceAttribute::MaxPitch:
    case cuda::DeviceAttribute::MaxGridX:
      return 0x7fffffff;
    case cuda::DeviceAttribute::MaxGridY:
    case cuda::DeviceAttribute::MaxGridZ:
      return 65535;
    case cuda::DeviceAttribute::MaxThreadsPerBlock:
    case cuda::DeviceAttribute::MaxBlockX:
    case cuda::DeviceAttribute::MaxBlockY:
      return 1024;
    case cuda::DeviceAttribute::MaxBlockZ:
      return 64;
    case cuda::DeviceAttribute::MaxSharedBytes:
      return standin::kUsualSharedBytes;
    case cuda::DeviceAttribute::MaxSharedBytesOptin:
      return standin::kMaxSharedBytes;
  }
  return -1;
}

// Names that a message may show; a number without one answers as the real driver does for a code
// that it does not know.
struct ErrorText {
  unsigned code;
  const char *name, *text;
};
constexpr ErrorText kErrors[] = {
    {0, "CUDA_SUCCESS", "no error"},
    {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {3, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "CUDA_ERROR_NO_BINARY_FOR_GPU",
     "no kernel image is available for execution on the device"},
    {217, "CUDA_ERROR_PEER_ACCESS_UNSUPPORTED",
     "peer access is not supported between these two devices"},
    {218, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {600, "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {710, "CUDA_ERROR_ASSERT", "device-side assert triggered"},
    {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {800, "CUDA_ERROR_NOT_PERMITTED", "operation not permitted"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
     "system has unsupported display driver / cuda driver combination"},
    {804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE",
     "forward compatibility was attempted on non supported HW"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"},
};

const ErrorText* error_text(Result code) {
  for (const ErrorText& error : kErrors) {
    if (error.code == static_cast<unsigned>(code)) return &error;
  }
  return nullptr;
}

}  // namespace

extern "C" {

STANDIN_EXPORT Result cuInit(unsigned flags) {
  CallInfo info = about_machine("cuInit");
  info.needs_init = false;
  return call(info, [&](Driver& d) { return d.init(flags); });
}

STANDIN_EXPORT Result cuDriverGetVersion(int* version) {
  CallInfo info = about_machine("cuDriverGetVersion");
  info.needs_init = false;
  return call(info, [&](Driver& d) {
    *version = d.driver_version();
    return 0;
  });
}

// Not counted as calls: a program asks for them when something has failed already.
STANDIN_EXPORT Result cuGetErrorName(Result error, const char** text) {
  const ErrorText* found = error_text(error);
  *text = found != nullptr ? found->name : nullptr;
  return found != nullptr ? Result::Success : Result::InvalidValue;
}

STANDIN_EXPORT Result cuGetErrorString(Result error, const char** text) {
  const ErrorText* found = error_text(error);
  *text = found != nullptr ? found->text : nullptr;
  return found != nullptr ? Result::Success : Result::InvalidValue;
}

STANDIN_EXPORT Result cuGetProcAddress_v2(const char* symbol, void** function, int version,
                                          std::uint64_t flags, cuda::ProcAddressStatus* status) {
  CallInfo info = about_machine("cuGetProcAddress_v2");
  info.needs_init = false;
  return call(info, [&](Driver& d) {
    if (version > d.driver_version() || flags > 2) return standin::kInvalidValue;
    *function = nullptr;
    cuda::ProcAddressStatus found = cuda::ProcAddressStatus::SymbolNotFound;
    for (const auto& entry : cuda::kDriverSymbols) {
      if (std::strcmp(entry.name, symbol) != 0 || d.hides(symbol)) continue;
      found = entry.version > version ? cuda::ProcAddressStatus::VersionNotSufficient
                                      : cuda::ProcAddressStatus::Success;
      if (entry.version > version) break;
      Dl_info self{};
      dladdr(reinterpret_cast<void*>(&about_machine), &self);
      void* library = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD);
      *function = dlsym(library, entry.exported);
    }
    if (status != nullptr) *status = found;
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceGetCount(int* count) {
  return call(about_machine("cuDeviceGetCount"), [&](Driver& d) {
    *count = d.device_count();
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceGet(cuda::DeviceHandle* device, int ordinal) {
  return call(about_machine("cuDeviceGet"), [&](Driver& d) {
    if (!d.has_device(ordinal)) return standin::kInvalidDevice;
    *device = ordinal;
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceGetName(char* name, int size, cuda::DeviceHandle device) {
  return call(about_machine("cuDeviceGetName"), [&](Driver& d) {
    if (!d.has_device(device)) return standin::kInvalidDevice;
    if (size <= 0) return standin::kInvalidValue;
    std::snprintf(name, static_cast<std::size_t>(size), "Stand-in device %d (no GPU)", device);
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceGetUuid_v2(cuda::Uuid* uuid, cuda::DeviceHandle device) {
  return call(about_machine("cuDeviceGetUuid_v2"), [&](Driver& d) {
    if (!d.has_device(device)) return standin::kInvalidDevice;
    for (char& byte : uuid->bytes) byte = static_cast<char>(0xA0 + device);
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceTotalMem_v2(std::size_t* bytes, cuda::DeviceHandle device) {
  return call(about_machine("cuDeviceTotalMem_v2"), [&](Driver& d) {
    if (!d.has_device(device)) return standin::kInvalidDevice;
    *bytes = d.memory_bytes();
    return 0;
  });
}

STANDIN_EXPORT Result cuDeviceGetAttribute(int* value, cuda::DeviceAttribute which,
                                           cuda::DeviceHandle device) {
  return call(about_machine("cuDeviceGetAttribute"), [&](Driver& d) {
    if (!d.has_device(device)) return standin::kInvalidDevice;
    const int found = attribute(which);
    if (found < 0) return standin::kInvalidValue;
    *value = found;
    return 0;
  });
}

STANDIN_EXPORT Result cuDevicePrimaryCtxRetain(cuda::Context* context, cuda::DeviceHandle device) {
  return call({.function = "cuDevicePrimaryCtxRetain", .needs_context = false}, [&](Driver& d) {
    std::uint64_t handle = 0;
    const int result = d.retain(device, &handle);
    if (result == 0) *context = reinterpret_cast<cuda::Context>(handle);
    return result;
  });
}

STANDIN_EXPORT Result cuCtxPushCurrent_v2(cuda::Context context) {
  return call({.function = "cuCtxPushCurrent_v2", .needs_context = false},
              [&](Driver& d) { return d.push(number_of(context)); });
}

// Pops whatever it answers, so that the stack of a thread stays balanced.
STANDIN_EXPORT Result cuCtxPopCurrent_v2(cuda::Context* context) {
  return call({.function = "cuCtxPopCurrent_v2",
               .needs_context = false,
               .done_despite = CallInfo::Despite::Loss},
              [&](Driver& d) {
                std::uint64_t handle = 0;
                const int result = d.pop(&handle);
                if (context != nullptr) *context = reinterpret_cast<cuda::Context>(handle);
                return result;
              });
}

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
    if (memory == nullptr || !memory->pinned || memory->managed ||
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

STANDIN_EXPORT Result cuStreamCreate(cuda::StreamHandle* stream, unsigned flags) {
  return call({.function = "cuStreamCreate"}, [&](Driver& d) {
    if (flags > 1) return standin::kInvalidValue;
    *stream = reinterpret_cast<cuda::StreamHandle>(d.create_stream());
    return 0;
  });
}

STANDIN_EXPORT Result cuStreamDestroy_v2(cuda::StreamHandle stream) {
  return call({.function = "cuStreamDestroy_v2", .done_despite = CallInfo::Despite::Fault},
              [&](Driver& d) {
                if (d.stream("cuStreamDestroy_v2", number_of(stream)) == nullptr)
                  return standin::kInvalidHandle;
                d.destroy_stream(number_of(stream));
                return 0;
              });
}

STANDIN_EXPORT Result cuStreamQuery(cuda::StreamHandle stream) {
  return call({.function = "cuStreamQuery"}, [&](Driver& d) {
    const auto found = d.stream("cuStreamQuery", number_of(stream));
    return found == nullptr ? standin::kInvalidHandle
                            : d.query(found, found->submitted, found->clock);
  });
}

STANDIN_EXPORT Result cuStreamSynchronize(cuda::StreamHandle stream) {
  return call({.function = "cuStreamSynchronize"}, [&](Driver& d) {
    const auto found = d.stream("cuStreamSynchronize", number_of(stream));
    return found == nullptr ? standin::kInvalidHandle : d.synchronize(found);
  });
}

STANDIN_EXPORT Result cuStreamWaitEvent(cuda::StreamHandle stream, cuda::EventHandle event,
                                        unsigned flags) {
  return call({.function = "cuStreamWaitEvent"}, [&](Driver& d) {
    const auto waiting = d.stream("cuStreamWaitEvent", number_of(stream));
    const auto found = d.event("cuStreamWaitEvent", number_of(event), true);
    if (waiting == nullptr || found == nullptr) return standin::kInvalidHandle;
    if (flags > 1) return standin::kInvalidValue;
    if (found->mark != nullptr) d.wait(waiting, found->mark);
    return 0;
  });
}

STANDIN_EXPORT Result cuLaunchHostFunc(cuda::StreamHandle stream, cuda::HostFunction function,
                                       void* user_data) {
  return call({.function = "cuLaunchHostFunc"}, [&](Driver& d) {
    const auto found = d.stream("cuLaunchHostFunc", number_of(stream));
    if (found == nullptr) return standin::kInvalidHandle;
    Operation operation;
    operation.what = "cuLaunchHostFunc";
    operation.run = [function, user_data] { function(user_data); };
    operation.host_function = true;
    d.enqueue(found, std::move(operation));
    return 0;
  });
}

STANDIN_EXPORT Result cuEventCreate(cuda::EventHandle* event, unsigned flags) {
  return call({.function = "cuEventCreate"}, [&](Driver& d) {
    if (flags > 3) return standin::kInvalidValue;  // no interprocess events
    *event = reinterpret_cast<cuda::EventHandle>(
        d.create_event((flags & cuda::kEventDisableTiming) == 0));
    return 0;
  });
}

STANDIN_EXPORT Result cuEventDestroy_v2(cuda::EventHandle event) {
  return call({.function = "cuEventDestroy_v2", .done_despite = CallInfo::Despite::Fault},
              [&](Driver& d) {
                if (d.event("cuEventDestroy_v2", number_of(event)) == nullptr)
                  return standin::kInvalidHandle;
                d.destroy_event(number_of(event));
                return 0;
              });
}

STANDIN_EXPORT Result cuEventRecord(cuda::EventHandle event, cuda::StreamHandle stream) {
  return call({.function = "cuEventRecord"}, [&](Driver& d) {
    const auto found = d.event("cuEventRecord", number_of(event));
    const auto at = d.stream("cuEventRecord", number_of(stream));
    if (found == nullptr || at == nullptr) return standin::kInvalidHandle;
    found->mark = d.record(at);
    return 0;
  });
}

STANDIN_EXPORT Result cuEventQuery(cuda::EventHandle event) {
  return call({.function = "cuEventQuery"}, [&](Driver& d) {
    const auto found = d.event("cuEventQuery", number_of(event));
    if (found == nullptr) return standin::kInvalidHandle;
    if (found->mark == nullptr) return 0;
    return d.query(found->mark->stream, found->mark->sequence, found->mark->clock);
  });
}

STANDIN_EXPORT Result cuEventSynchronize(cuda::EventHandle event) {
  return call({.function = "cuEventSynchronize"}, [&](Driver& d) {
    const auto found = d.event("cuEventSynchronize", number_of(event));
    if (found == nullptr) return standin::kInvalidHandle;
    return found->mark == nullptr ? 0 : d.synchronize(*found->mark);
  });
}

STANDIN_EXPORT Result cuEventElapsedTime(float* milliseconds, cuda::EventHandle start,
                                         cuda::EventHandle end) {
  return call({.function = "cuEventElapsedTime"}, [&](Driver& d) {
    const auto first = d.event("cuEventElapsedTime", number_of(start));
    const auto last = d.event("cuEventElapsedTime", number_of(end));
    if (first == nullptr || last == nullptr) return standin::kInvalidHandle;
    if (first->mark == nullptr || last->mark == nullptr || !first->timing || !last->timing) {
      d.violation("cuEventElapsedTime: an event was never recorded, or keeps no time");
      return standin::kInvalidHandle;
    }
    if (first->mark->milliseconds < 0 || last->mark->milliseconds < 0) return standin::kNotReady;
    *milliseconds = static_cast<float>(last->mark->milliseconds - first->mark->milliseconds);
    return 0;
  });
}

}  // extern "C"

// Every function has the type that the library declares.
namespace {
template <class Function, class Member>
constexpr bool same(Function*, Member cuda::DriverApi::*) {
  return std::is_same_v<Function*, Member>;
}
static_assert(same(&cuInit, &cuda::DriverApi::init) &&
              same(&cuDriverGetVersion, &cuda::DriverApi::driver_get_version));
static_assert(same(&cuDeviceGet, &cuda::DriverApi::device_get) &&
              same(&cuDeviceGetName, &cuda::DriverApi::device_get_name) &&
              same(&cuDeviceGetUuid_v2, &cuda::DriverApi::device_get_uuid) &&
              same(&cuDeviceTotalMem_v2, &cuda::DriverApi::device_total_mem) &&
              same(&cuDeviceGetAttribute, &cuda::DriverApi::device_get_attribute));
static_assert(same(&cuDevicePrimaryCtxRetain, &cuda::DriverApi::device_primary_ctx_retain) &&
              same(&cuCtxPushCurrent_v2, &cuda::DriverApi::ctx_push_current) &&
              same(&cuCtxPopCurrent_v2, &cuda::DriverApi::ctx_pop_current));
static_assert(same(&cuMemGetInfo_v2, &cuda::DriverApi::mem_get_info) &&
              same(&cuMemAlloc_v2, &cuda::DriverApi::mem_alloc) &&
              same(&cuMemFree_v2, &cuda::DriverApi::mem_free) &&
              same(&cuMemHostAlloc, &cuda::DriverApi::mem_host_alloc) &&
              same(&cuMemFreeHost, &cuda::DriverApi::mem_free_host) &&
              same(&cuPointerGetAttribute, &cuda::DriverApi::pointer_get_attribute));
static_assert(same(&cuStreamCreate, &cuda::DriverApi::stream_create) &&
              same(&cuStreamWaitEvent, &cuda::DriverApi::stream_wait_event) &&
              same(&cuLaunchHostFunc, &cuda::DriverApi::launch_host_func) &&
              same(&cuEventRecord, &cuda::DriverApi::event_record) &&
              same(&cuEventElapsedTime, &cuda::DriverApi::event_elapsed_time));
}  // namespace

// NOLINTEND(performance-no-int-to-ptr)
