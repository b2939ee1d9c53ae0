// SPDX-License-Identifier: Apache-2.0
// The part of the CUDA driver API and of cuBLAS that the library uses, declared by us: no CUDA
// header is needed to build, and the libraries are found when the program runs. Where the toolkit
// is installed, tests/cuda/declarations_test.cc compares every size, value and signature here with
// the real headers.
//
// kDriverSymbols and kBlasSymbols are the tables from which the loader fills DriverApi and BlasApi.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "offload/cuda/cublas_routines.hpp"

namespace fulcrum::offload::cuda {

// ---- Driver API: types
// -------------------------------------------------------------------------------------------

// CUresult: the values that the library tells apart. Any other value is carried along as a number.
enum class Result : unsigned {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  NotInitialized = 3,
  Deinitialized = 4,
  StubLibrary = 34,
  DeviceUnavailable = 46,
  NoDevice = 100,
  InvalidDevice = 101,
  InvalidImage = 200,
  InvalidContext = 201,
  NoBinaryForGpu = 209,
  EccUncorrectable = 214,
  PeerAccessUnsupported = 217,
  InvalidPtx = 218,
  NvlinkUncorrectable = 220,
  JitCompilerNotFound = 221,
  UnsupportedPtxVersion = 222,
  JitCompilationDisabled = 223,
  Contained = 226,
  InvalidSource = 300,
  SharedObjectSymbolNotFound = 302,
  SharedObjectInitFailed = 303,
  OperatingSystem = 304,
  InvalidHandle = 400,
  NotFound = 500,
  NotReady = 600,
  IllegalAddress = 700,
  LaunchOutOfResources = 701,
  LaunchTimeout = 702,
  PeerAccessAlreadyEnabled = 704,
  ContextIsDestroyed = 709,
  Assert = 710,
  HardwareStackError = 714,
  IllegalInstruction = 715,
  MisalignedAddress = 716,
  InvalidAddressSpace = 717,
  InvalidPc = 718,
  LaunchFailed = 719,
  NotPermitted = 800,
  NotSupported = 801,
  SystemNotReady = 802,
  SystemDriverMismatch = 803,
  CompatNotSupportedOnDevice = 804,
  MpsConnectionFailed = 805,
  MpsServerNotReady = 807,
  Unknown = 999,
};

using DeviceHandle = int;               // CUdevice
using DevicePtr = unsigned long long;   // CUdeviceptr
using Context = struct ContextOpaque*;  // CUcontext
using StreamHandle = struct StreamOpaque*;
using EventHandle = struct EventOpaque*;
using ArrayHandle = struct ArrayOpaque*;
using ModuleHandle = struct ModuleOpaque*;       // CUmodule
using FunctionHandle = struct FunctionOpaque*;   // CUfunction
using HostFunction = void (*)(void* user_data);  // CUhostFn

struct Uuid {
  char bytes[16];
};

// CUdevice_attribute
enum class DeviceAttribute : unsigned {
  MaxThreadsPerBlock = 1,
  MaxBlockX = 2,
  MaxBlockY = 3,
  MaxBlockZ = 4,
  MaxGridX = 5,
  MaxGridY = 6,
  MaxGridZ = 7,
  MaxSharedBytes = 8,  // of a block
  MaxPitch = 11,       // largest pitch of a 2D copy, bytes
  ClockRate = 13,      // kHz
  MultiprocessorCount = 16,
  Integrated = 18,
  ComputeMode = 20,
  MemoryClockRate = 36,       // kHz
  GlobalMemoryBusWidth = 37,  // bits
  AsyncEngineCount = 40,
  UnifiedAddressing = 41,
  ComputeCapabilityMajor = 75,
  ComputeCapabilityMinor = 76,
  ManagedMemory = 83,
  PageableMemoryAccess = 88,
  MaxSharedBytesOptin = 97,  // where a kernel asks for it
};

// CUfunction_attribute
enum class FunctionAttribute : unsigned {
  MaxThreadsPerBlock = 0,  // as many as its registers leave
  SharedBytes = 1,         // what it declares itself
  MaxDynamicSharedBytes = 8,
};

// CUjit_option
enum class JitOption : unsigned { ErrorLog = 5, ErrorLogBytes = 6 };

// CUmemorytype
enum class MemoryType : unsigned { Host = 1, Device = 2, Array = 3, Unified = 4 };

// CUpointer_attribute
enum class PointerAttribute : unsigned { MemoryType = 2, IsManaged = 8 };

// CUDA_MEMCPY2D_v2
struct Memcpy2D {
  std::size_t src_x_bytes, src_y;
  MemoryType src_type;
  const void* src_host;
  DevicePtr src_device;
  ArrayHandle src_array;
  std::size_t src_pitch;
  std::size_t dst_x_bytes, dst_y;
  MemoryType dst_type;
  void* dst_host;
  DevicePtr dst_device;
  ArrayHandle dst_array;
  std::size_t dst_pitch;
  std::size_t width_bytes, height;
};

// CUDA_MEMCPY3D_PEER
struct Memcpy3DPeer {
  std::size_t src_x_bytes, src_y, src_z, src_lod;
  MemoryType src_type;
  const void* src_host;
  DevicePtr src_device;
  ArrayHandle src_array;
  Context src_context;
  std::size_t src_pitch, src_height;
  std::size_t dst_x_bytes, dst_y, dst_z, dst_lod;
  MemoryType dst_type;
  void* dst_host;
  DevicePtr dst_device;
  ArrayHandle dst_array;
  Context dst_context;
  std::size_t dst_pitch, dst_height;
  std::size_t width_bytes, height, depth;
};

// CUdriverProcAddressQueryResult
enum class ProcAddressStatus : unsigned {
  Success = 0,
  SymbolNotFound = 1,
  VersionNotSufficient = 2
};

inline constexpr unsigned kMemHostAllocPortable = 1;     // CU_MEMHOSTALLOC_PORTABLE
inline constexpr unsigned kMemHostRegisterPortable = 1;  // CU_MEMHOSTREGISTER_PORTABLE
inline constexpr unsigned kMemAttachGlobal = 1;          // CU_MEM_ATTACH_GLOBAL
inline constexpr unsigned kStreamNonBlocking = 1;        // CU_STREAM_NON_BLOCKING
inline constexpr unsigned kEventDefault = 0;             // CU_EVENT_DEFAULT: with a time stamp
inline constexpr unsigned kEventDisableTiming = 2;       // CU_EVENT_DISABLE_TIMING
inline constexpr std::uint64_t kProcAddressDefault = 0;  // CU_GET_PROC_ADDRESS_DEFAULT

// ---- Driver API: functions
// ---------------------------------------------------------------------------------------

// cuGetProcAddress of CUDA 12.0 and newer, looked up with dlsym under the name kGetProcAddress.
using GetProcAddress = Result (*)(const char* symbol, void** function, int version,
                                  std::uint64_t flags, ProcAddressStatus* status);
inline constexpr const char* kGetProcAddress = "cuGetProcAddress_v2";

struct DriverApi {
  Result (*init)(unsigned flags);
  Result (*driver_get_version)(int* version);
  Result (*get_error_name)(Result error, const char** text);
  Result (*get_error_string)(Result error, const char** text);

  Result (*device_get_count)(int* count);
  Result (*device_get)(DeviceHandle* device, int ordinal);
  Result (*device_get_name)(char* name, int size, DeviceHandle device);
  Result (*device_get_uuid)(Uuid* uuid, DeviceHandle device);  // may be null
  Result (*device_total_mem)(std::size_t* bytes, DeviceHandle device);
  Result (*device_get_attribute)(int* value, DeviceAttribute attribute, DeviceHandle device);

  Result (*device_primary_ctx_retain)(Context* context, DeviceHandle device);
  Result (*ctx_push_current)(Context context);
  Result (*ctx_pop_current)(Context* context);

  Result (*device_can_access_peer)(int* can, DeviceHandle device, DeviceHandle peer);
  Result (*ctx_enable_peer_access)(Context peer, unsigned flags);

  Result (*mem_get_info)(std::size_t* free, std::size_t* total);
  Result (*mem_alloc)(DevicePtr* pointer, std::size_t bytes);
  Result (*mem_free)(DevicePtr pointer);
  Result (*mem_alloc_managed)(DevicePtr* pointer, std::size_t bytes, unsigned flags);
  Result (*mem_host_alloc)(void** pointer, std::size_t bytes, unsigned flags);
  Result (*mem_free_host)(void* pointer);
  Result (*mem_host_register)(void* pointer, std::size_t bytes, unsigned flags);
  Result (*mem_host_unregister)(void* pointer);
  Result (*pointer_get_attribute)(void* data, PointerAttribute attribute, DevicePtr pointer);

  Result (*memcpy_htod_async)(DevicePtr dst, const void* src, std::size_t bytes,
                              StreamHandle stream);
  Result (*memcpy_dtoh_async)(void* dst, DevicePtr src, std::size_t bytes, StreamHandle stream);
  Result (*memcpy_dtod_async)(DevicePtr dst, DevicePtr src, std::size_t bytes, StreamHandle stream);
  Result (*memcpy_2d_async)(const Memcpy2D* copy, StreamHandle stream);
  Result (*memcpy_peer_async)(DevicePtr dst, Context dst_context, DevicePtr src,
                              Context src_context, std::size_t bytes, StreamHandle stream);
  Result (*memcpy_3d_peer_async)(const Memcpy3DPeer* copy, StreamHandle stream);
  Result (*memset_d8_async)(DevicePtr dst, unsigned char value, std::size_t bytes,
                            StreamHandle stream);

  Result (*stream_create)(StreamHandle* stream, unsigned flags);
  Result (*stream_destroy)(StreamHandle stream);
  Result (*stream_query)(StreamHandle stream);
  Result (*stream_synchronize)(StreamHandle stream);
  Result (*stream_wait_event)(StreamHandle stream, EventHandle event, unsigned flags);
  Result (*launch_host_func)(StreamHandle stream, HostFunction function, void* user_data);

  Result (*module_load_data_ex)(ModuleHandle* module, const void* image, unsigned count,
                                JitOption* options, void** values);
  Result (*module_unload)(ModuleHandle module);
  Result (*module_get_function)(FunctionHandle* function, ModuleHandle module, const char* name);
  Result (*func_get_attribute)(int* value, FunctionAttribute attribute, FunctionHandle function);
  Result (*func_set_attribute)(FunctionHandle function, FunctionAttribute attribute, int value);
  // May be null: InvalidValue says that there is no such parameter.
  Result (*func_get_param_info)(FunctionHandle function, std::size_t index, std::size_t* offset,
                                std::size_t* bytes);
  Result (*launch_kernel)(FunctionHandle function, unsigned grid_x, unsigned grid_y,
                          unsigned grid_z, unsigned block_x, unsigned block_y, unsigned block_z,
                          unsigned shared_bytes, StreamHandle stream, void** parameters,
                          void** extra);

  Result (*event_create)(EventHandle* event, unsigned flags);
  Result (*event_destroy)(EventHandle event);
  Result (*event_record)(EventHandle event, StreamHandle stream);
  Result (*event_query)(EventHandle event);
  Result (*event_synchronize)(EventHandle event);
  Result (*event_elapsed_time)(float* milliseconds, EventHandle start, EventHandle end);
};

// One line of a table of symbols.
template <class Api>
struct Symbol {
  const char* name;      // for cuGetProcAddress (driver)
  const char* exported;  // for dlsym: the ABI that we declare, version suffix included
  int version;  // the CUDA version that brought this ABI, as cuGetProcAddress counts: 11030 is 11.3
  bool required;  // false: the pointer may stay null
  void (*store)(Api& api, void* function);
};

template <auto Member>
struct StoreIn;
template <class Api, class Function, Function Api::*Member>
struct StoreIn<Member> {
  static void store(Api& api, void* function) {
    api.*Member = reinterpret_cast<Function>(function);
  }
};
template <auto Member>
inline constexpr auto kStore = &StoreIn<Member>::store;

inline constexpr Symbol<DriverApi> kDriverSymbols[] = {
    {"cuInit", "cuInit", 2000, true, kStore<&DriverApi::init>},
    {"cuDriverGetVersion", "cuDriverGetVersion", 2020, true,
     kStore<&DriverApi::driver_get_version>},
    {"cuGetErrorName", "cuGetErrorName", 6000, true, kStore<&DriverApi::get_error_name>},
    {"cuGetErrorString", "cuGetErrorString", 6000, true, kStore<&DriverApi::get_error_string>},
    {"cuDeviceGetCount", "cuDeviceGetCount", 2000, true, kStore<&DriverApi::device_get_count>},
    {"cuDeviceGet", "cuDeviceGet", 2000, true, kStore<&DriverApi::device_get>},
    {"cuDeviceGetName", "cuDeviceGetName", 2000, true, kStore<&DriverApi::device_get_name>},
    {"cuDeviceGetUuid", "cuDeviceGetUuid_v2", 11040, false, kStore<&DriverApi::device_get_uuid>},
    {"cuDeviceTotalMem", "cuDeviceTotalMem_v2", 3020, true, kStore<&DriverApi::device_total_mem>},
    {"cuDeviceGetAttribute", "cuDeviceGetAttribute", 2000, true,
     kStore<&DriverApi::device_get_attribute>},
    {"cuDevicePrimaryCtxRetain", "cuDevicePrimaryCtxRetain", 7000, true,
     kStore<&DriverApi::device_primary_ctx_retain>},
    {"cuCtxPushCurrent", "cuCtxPushCurrent_v2", 4000, true, kStore<&DriverApi::ctx_push_current>},
    {"cuCtxPopCurrent", "cuCtxPopCurrent_v2", 4000, true, kStore<&DriverApi::ctx_pop_current>},
    {"cuDeviceCanAccessPeer", "cuDeviceCanAccessPeer", 4000, true,
     kStore<&DriverApi::device_can_access_peer>},
    {"cuCtxEnablePeerAccess", "cuCtxEnablePeerAccess", 4000, true,
     kStore<&DriverApi::ctx_enable_peer_access>},
    {"cuMemGetInfo", "cuMemGetInfo_v2", 3020, true, kStore<&DriverApi::mem_get_info>},
    {"cuMemAlloc", "cuMemAlloc_v2", 3020, true, kStore<&DriverApi::mem_alloc>},
    {"cuMemFree", "cuMemFree_v2", 3020, true, kStore<&DriverApi::mem_free>},
    {"cuMemAllocManaged", "cuMemAllocManaged", 6000, true, kStore<&DriverApi::mem_alloc_managed>},
    {"cuMemHostAlloc", "cuMemHostAlloc", 2020, true, kStore<&DriverApi::mem_host_alloc>},
    {"cuMemFreeHost", "cuMemFreeHost", 2000, true, kStore<&DriverApi::mem_free_host>},
    {"cuMemHostRegister", "cuMemHostRegister_v2", 6050, true,
     kStore<&DriverApi::mem_host_register>},
    {"cuMemHostUnregister", "cuMemHostUnregister", 4000, true,
     kStore<&DriverApi::mem_host_unregister>},
    {"cuPointerGetAttribute", "cuPointerGetAttribute", 4000, true,
     kStore<&DriverApi::pointer_get_attribute>},
    {"cuMemcpyHtoDAsync", "cuMemcpyHtoDAsync_v2", 3020, true,
     kStore<&DriverApi::memcpy_htod_async>},
    {"cuMemcpyDtoHAsync", "cuMemcpyDtoHAsync_v2", 3020, true,
     kStore<&DriverApi::memcpy_dtoh_async>},
    {"cuMemcpyDtoDAsync", "cuMemcpyDtoDAsync_v2", 3020, true,
     kStore<&DriverApi::memcpy_dtod_async>},
    {"cuMemcpy2DAsync", "cuMemcpy2DAsync_v2", 3020, true, kStore<&DriverApi::memcpy_2d_async>},
    {"cuMemcpyPeerAsync", "cuMemcpyPeerAsync", 4000, true, kStore<&DriverApi::memcpy_peer_async>},
    {"cuMemcpy3DPeerAsync", "cuMemcpy3DPeerAsync", 4000, true,
     kStore<&DriverApi::memcpy_3d_peer_async>},
    {"cuMemsetD8Async", "cuMemsetD8Async", 3020, true, kStore<&DriverApi::memset_d8_async>},
    {"cuStreamCreate", "cuStreamCreate", 2000, true, kStore<&DriverApi::stream_create>},
    {"cuStreamDestroy", "cuStreamDestroy_v2", 4000, true, kStore<&DriverApi::stream_destroy>},
    {"cuStreamQuery", "cuStreamQuery", 2000, true, kStore<&DriverApi::stream_query>},
    {"cuStreamSynchronize", "cuStreamSynchronize", 2000, true,
     kStore<&DriverApi::stream_synchronize>},
    {"cuStreamWaitEvent", "cuStreamWaitEvent", 3020, true, kStore<&DriverApi::stream_wait_event>},
    {"cuLaunchHostFunc", "cuLaunchHostFunc", 10000, true, kStore<&DriverApi::launch_host_func>},
    {"cuModuleLoadDataEx", "cuModuleLoadDataEx", 2010, true,
     kStore<&DriverApi::module_load_data_ex>},
    {"cuModuleUnload", "cuModuleUnload", 2000, true, kStore<&DriverApi::module_unload>},
    {"cuModuleGetFunction", "cuModuleGetFunction", 2000, true,
     kStore<&DriverApi::module_get_function>},
    {"cuFuncGetAttribute", "cuFuncGetAttribute", 2020, true,
     kStore<&DriverApi::func_get_attribute>},
    {"cuFuncSetAttribute", "cuFuncSetAttribute", 9000, true,
     kStore<&DriverApi::func_set_attribute>},
    {"cuFuncGetParamInfo", "cuFuncGetParamInfo", 12040, false,
     kStore<&DriverApi::func_get_param_info>},
    {"cuLaunchKernel", "cuLaunchKernel", 4000, true, kStore<&DriverApi::launch_kernel>},
    {"cuEventCreate", "cuEventCreate", 2000, true, kStore<&DriverApi::event_create>},
    {"cuEventDestroy", "cuEventDestroy_v2", 4000, true, kStore<&DriverApi::event_destroy>},
    {"cuEventRecord", "cuEventRecord", 2000, true, kStore<&DriverApi::event_record>},
    {"cuEventQuery", "cuEventQuery", 2000, true, kStore<&DriverApi::event_query>},
    {"cuEventSynchronize", "cuEventSynchronize", 2000, true, kStore<&DriverApi::event_synchronize>},
    {"cuEventElapsedTime", "cuEventElapsedTime", 2000, true,
     kStore<&DriverApi::event_elapsed_time>},
};

// ---- cuBLAS: functions
// -------------------------------------------------------------------------------------------

struct BlasApi {
  BlasStatus (*create)(BlasHandle* handle);
  BlasStatus (*destroy)(BlasHandle handle);
  BlasStatus (*get_version)(BlasHandle handle, int* version);
  BlasStatus (*get_property)(int property,
                             int* value);  // libraryPropertyType: 0 major, 1 minor, 2 patch
  BlasStatus (*set_stream)(BlasHandle handle, StreamHandle stream);
  BlasStatus (*set_workspace)(BlasHandle handle, void* workspace, std::size_t bytes);
  BlasStatus (*set_pointer_mode)(BlasHandle handle, PointerMode mode);
  BlasStatus (*set_atomics_mode)(BlasHandle handle, AtomicsMode mode);
  BlasStatus (*set_math_mode)(BlasHandle handle, MathMode mode);
  const char* (*get_status_string)(BlasStatus status);  // may be null (cuBLAS before 11.4.2)

  // By the letter of the type in BLAS, with sizes of 32 and of 64 bits.
  BlasRoutines<float, int> s;
  BlasRoutines<double, int> d;
  BlasRoutines<std::complex<float>, int> c;
  BlasRoutines<std::complex<double>, int> z;
  BlasRoutines<float, std::int64_t> s64;
  BlasRoutines<double, std::int64_t> d64;
  BlasRoutines<std::complex<float>, std::int64_t> c64;
  BlasRoutines<std::complex<double>, std::int64_t> z64;
};

// The routines of one element type and one integer type.
template <class T, class Int, class Api>
constexpr auto& routines_of(Api& api) {
  constexpr auto groups = [] {
    if constexpr (std::is_same_v<T, float>) {
      return std::pair(&BlasApi::s, &BlasApi::s64);
    } else if constexpr (std::is_same_v<T, double>) {
      return std::pair(&BlasApi::d, &BlasApi::d64);
    } else if constexpr (std::is_same_v<T, std::complex<float>>) {
      return std::pair(&BlasApi::c, &BlasApi::c64);
    } else {
      return std::pair(&BlasApi::z, &BlasApi::z64);
    }
  }();
  if constexpr (std::is_same_v<Int, std::int64_t>) {
    return api.*groups.second;
  } else {
    return api.*groups.first;
  }
}

inline constexpr int kBlas64Version = 12000;  // the CUDA version that brought sizes of 64 bits

// The lines of one routine, with sizes of 32 and of 64 bits.
#define FULCRUM_CUBLAS_LINE(member, T, Int, exported, version, required)        \
  {exported, exported, version, required, +[](BlasApi& api, void* function) {   \
     auto& target = routines_of<T, Int>(api).member;                            \
     target = {reinterpret_cast<decltype(target.pointer)>(function), exported}; \
   }},
#define FULCRUM_CUBLAS_LINES(member, T, exported, version)                    \
  FULCRUM_CUBLAS_LINE(member, T, int, #exported, version, (version) <= 11000) \
  FULCRUM_CUBLAS_LINE(member, T, std::int64_t, #exported "_64", kBlas64Version, false)

inline constexpr Symbol<BlasApi> kBlasSymbols[] = {
    {"cublasCreate", "cublasCreate_v2", 0, true, kStore<&BlasApi::create>},
    {"cublasDestroy", "cublasDestroy_v2", 0, true, kStore<&BlasApi::destroy>},
    {"cublasGetVersion", "cublasGetVersion_v2", 0, true, kStore<&BlasApi::get_version>},
    {"cublasGetProperty", "cublasGetProperty", 0, true, kStore<&BlasApi::get_property>},
    {"cublasSetStream", "cublasSetStream_v2", 0, true, kStore<&BlasApi::set_stream>},
    {"cublasSetWorkspace", "cublasSetWorkspace_v2", 11000, true, kStore<&BlasApi::set_workspace>},
    {"cublasSetPointerMode", "cublasSetPointerMode_v2", 0, true,
     kStore<&BlasApi::set_pointer_mode>},
    {"cublasSetAtomicsMode", "cublasSetAtomicsMode", 0, true, kStore<&BlasApi::set_atomics_mode>},
    {"cublasSetMathMode", "cublasSetMathMode", 0, true, kStore<&BlasApi::set_math_mode>},
    {"cublasGetStatusString", "cublasGetStatusString", 11042, false,
     kStore<&BlasApi::get_status_string>},
    FULCRUM_CUBLAS_ROUTINES(FULCRUM_CUBLAS_LINES) FULCRUM_CUBLAS_SYNONYMS(FULCRUM_CUBLAS_LINES)};

#undef FULCRUM_CUBLAS_LINES
#undef FULCRUM_CUBLAS_LINE

}  // namespace fulcrum::offload::cuda
