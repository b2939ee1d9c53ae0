// SPDX-License-Identifier: Apache-2.0
// The exported functions of the stand-in's libcuda.so.1. Their signatures are those of
// offload/cuda/cuda_api.hpp, which a test compares with the real headers. Here those about the
// machine: what the driver and the devices are, errors, contexts.
#include <dlfcn.h>

#include <cstdio>
#include <cstring>

#include "kernel_abi.hpp"
#include "libcuda.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::Result;
using standin::call;
using standin::CallInfo;
using standin::Driver;
using standin::number_of;
using standin::same;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace {

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

}  // extern "C"

// Every function has the type that the library declares.
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

// NOLINTEND(performance-no-int-to-ptr)
