// SPDX-License-Identifier: Apache-2.0
// Our declarations of the CUDA driver API, of cuBLAS and of NVRTC against the real headers: every
// size, value, signature and table entry. Built where the toolkit's headers are found; nearly all
// of it is checked by the compiler.
#include "offload/cuda/cuda_api.hpp"

#include <cublas_v2.h>
#include <cuda.h>
#include <cudaTypedefs.h>
#include <gtest/gtest.h>
#include <nvrtc.h>

#include <complex>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "offload/cuda/nvrtc_api.hpp"

namespace fulcrum::offload::cuda {
namespace {

template <class T>
concept Complete = requires {
  sizeof(T);
};

template <class T>
struct IsComplex : std::false_type {};
template <class R>
struct IsComplex<std::complex<R>> : std::true_type {};

// True where a value of either type is passed in the same way: the same type, enumerations of one
// size, pointers to compatible types (opaque structs match each other), integers of one size and
// sign.
template <class Ours, class Theirs>
struct Compatible {
  static constexpr bool same() {
    if constexpr (std::is_same_v<Ours, Theirs>) {
      return true;
    } else if constexpr (std::is_enum_v<Theirs> &&
                         (std::is_enum_v<Ours> || std::is_integral_v<Ours>)) {
      return sizeof(Ours) == sizeof(Theirs);
    } else if constexpr (std::is_integral_v<Ours> && std::is_integral_v<Theirs>) {
      return sizeof(Ours) == sizeof(Theirs) && std::is_signed_v<Ours> == std::is_signed_v<Theirs>;
    } else if constexpr (IsComplex<Ours>::value) {
      // Theirs are aligned to their size; the launches see to that.
      return std::is_class_v<Theirs> && sizeof(Ours) == sizeof(Theirs);
    } else if constexpr (std::is_class_v<Ours> && std::is_class_v<Theirs>) {
      if constexpr (Complete<Ours> && Complete<Theirs>) {
        return sizeof(Ours) == sizeof(Theirs) && alignof(Ours) == alignof(Theirs);
      } else {
        return !Complete<Ours> && !Complete<Theirs>;
      }
    } else {
      return false;
    }
  }
  static constexpr bool value = same();
};
template <class Ours, class Theirs>
struct Compatible<Ours*, Theirs*> {
  static constexpr bool value =
      std::is_const_v<Ours> == std::is_const_v<Theirs> &&
      Compatible<std::remove_const_t<Ours>, std::remove_const_t<Theirs>>::value;
};
template <class R1, class... A1, class R2, class... A2>
struct Compatible<R1(A1...), R2(A2...)> {
  static constexpr bool same() {
    if constexpr (sizeof...(A1) == sizeof...(A2)) {
      return (Compatible<R1, R2>::value && ... && Compatible<A1, A2>::value);
    } else {
      return false;
    }
  }
  static constexpr bool value = same();
};

// The check itself can fail.
static_assert(!Compatible<int (*)(int), int (*)(long)>::value);
static_assert(!Compatible<int (*)(int), int (*)(int, int)>::value);
static_assert(!Compatible<void (*)(const char*), void (*)(char*)>::value);
static_assert(!Compatible<unsigned (*)(int), float (*)(int)>::value);
static_assert(!Compatible<void (*)(DevicePtr), void (*)(unsigned)>::value);

template <class Api, std::size_t N>
constexpr const Symbol<Api>* entry(const Symbol<Api> (&table)[N], void (*store)(Api&, void*)) {
  for (const auto& symbol : table) {
    if (symbol.store == store) return &symbol;
  }
  return nullptr;
}

constexpr bool equal(const char* a, const char* b) { return std::string_view(a) == b; }

// The member has the signature of the driver's function in that version, and its table entry names
// both.
#define DRIVER_FUNCTION(member, function, abi_version)                                            \
  static_assert(Compatible<decltype(DriverApi::member), PFN_##function##_v##abi_version>::value); \
  static_assert(equal(entry(kDriverSymbols, kStore<&DriverApi::member>)->name, #function));       \
  static_assert(entry(kDriverSymbols, kStore<&DriverApi::member>)->version == (abi_version))

DRIVER_FUNCTION(init, cuInit, 2000);
DRIVER_FUNCTION(driver_get_version, cuDriverGetVersion, 2020);
DRIVER_FUNCTION(get_error_name, cuGetErrorName, 6000);
DRIVER_FUNCTION(get_error_string, cuGetErrorString, 6000);
DRIVER_FUNCTION(device_get_count, cuDeviceGetCount, 2000);
DRIVER_FUNCTION(device_get, cuDeviceGet, 2000);
DRIVER_FUNCTION(device_get_name, cuDeviceGetName, 2000);
DRIVER_FUNCTION(device_get_uuid, cuDeviceGetUuid, 11040);
DRIVER_FUNCTION(device_total_mem, cuDeviceTotalMem, 3020);
DRIVER_FUNCTION(device_get_attribute, cuDeviceGetAttribute, 2000);
DRIVER_FUNCTION(device_primary_ctx_retain, cuDevicePrimaryCtxRetain, 7000);
DRIVER_FUNCTION(ctx_push_current, cuCtxPushCurrent, 4000);
DRIVER_FUNCTION(ctx_pop_current, cuCtxPopCurrent, 4000);
DRIVER_FUNCTION(device_can_access_peer, cuDeviceCanAccessPeer, 4000);
DRIVER_FUNCTION(ctx_enable_peer_access, cuCtxEnablePeerAccess, 4000);
DRIVER_FUNCTION(mem_get_info, cuMemGetInfo, 3020);
DRIVER_FUNCTION(mem_alloc, cuMemAlloc, 3020);
DRIVER_FUNCTION(mem_free, cuMemFree, 3020);
DRIVER_FUNCTION(mem_alloc_managed, cuMemAllocManaged, 6000);
DRIVER_FUNCTION(mem_host_alloc, cuMemHostAlloc, 2020);
DRIVER_FUNCTION(mem_free_host, cuMemFreeHost, 2000);
DRIVER_FUNCTION(mem_host_register, cuMemHostRegister, 6050);
DRIVER_FUNCTION(mem_host_unregister, cuMemHostUnregister, 4000);
DRIVER_FUNCTION(pointer_get_attribute, cuPointerGetAttribute, 4000);
DRIVER_FUNCTION(memcpy_htod_async, cuMemcpyHtoDAsync, 3020);
DRIVER_FUNCTION(memcpy_dtoh_async, cuMemcpyDtoHAsync, 3020);
DRIVER_FUNCTION(memcpy_dtod_async, cuMemcpyDtoDAsync, 3020);
DRIVER_FUNCTION(memcpy_2d_async, cuMemcpy2DAsync, 3020);
DRIVER_FUNCTION(memcpy_peer_async, cuMemcpyPeerAsync, 4000);
DRIVER_FUNCTION(memcpy_3d_peer_async, cuMemcpy3DPeerAsync, 4000);
DRIVER_FUNCTION(memset_d8_async, cuMemsetD8Async, 3020);
DRIVER_FUNCTION(stream_create, cuStreamCreate, 2000);
DRIVER_FUNCTION(stream_destroy, cuStreamDestroy, 4000);
DRIVER_FUNCTION(stream_query, cuStreamQuery, 2000);
DRIVER_FUNCTION(stream_synchronize, cuStreamSynchronize, 2000);
DRIVER_FUNCTION(stream_wait_event, cuStreamWaitEvent, 3020);
DRIVER_FUNCTION(launch_host_func, cuLaunchHostFunc, 10000);
DRIVER_FUNCTION(module_load_data_ex, cuModuleLoadDataEx, 2010);
DRIVER_FUNCTION(module_unload, cuModuleUnload, 2000);
DRIVER_FUNCTION(module_get_function, cuModuleGetFunction, 2000);
DRIVER_FUNCTION(func_get_attribute, cuFuncGetAttribute, 2020);
DRIVER_FUNCTION(func_set_attribute, cuFuncSetAttribute, 9000);
#if CUDA_VERSION >= 12040
DRIVER_FUNCTION(func_get_param_info, cuFuncGetParamInfo, 12040);
#endif
DRIVER_FUNCTION(launch_kernel, cuLaunchKernel, 4000);
DRIVER_FUNCTION(event_create, cuEventCreate, 2000);
DRIVER_FUNCTION(event_destroy, cuEventDestroy, 4000);
DRIVER_FUNCTION(event_record, cuEventRecord, 2000);
DRIVER_FUNCTION(event_query, cuEventQuery, 2000);
DRIVER_FUNCTION(event_synchronize, cuEventSynchronize, 2000);
DRIVER_FUNCTION(event_elapsed_time, cuEventElapsedTime, 2000);
static_assert(Compatible<GetProcAddress, PFN_cuGetProcAddress_v12000>::value);
#undef DRIVER_FUNCTION

// Every member has a line: the table is as long as the struct of pointers.
static_assert(std::size(kDriverSymbols) == sizeof(DriverApi) / sizeof(void*));
// There is no rotm of complex types.
constexpr std::size_t kBlasRoutines =
    (sizeof(BlasApi) - offsetof(BlasApi, s)) / sizeof(BlasFunction<>) - 4;
static_assert(std::size(kBlasSymbols) == offsetof(BlasApi, s) / sizeof(void*) + kBlasRoutines);

#define BLAS_FUNCTION(member, function)                                               \
  static_assert(Compatible<decltype(BlasApi::member), decltype(&(function))>::value); \
  static_assert(equal(entry(kBlasSymbols, kStore<&BlasApi::member>)->exported, #function))

BLAS_FUNCTION(create, cublasCreate_v2);
BLAS_FUNCTION(destroy, cublasDestroy_v2);
BLAS_FUNCTION(get_version, cublasGetVersion_v2);
BLAS_FUNCTION(get_property, cublasGetProperty);
BLAS_FUNCTION(set_stream, cublasSetStream_v2);
BLAS_FUNCTION(set_workspace, cublasSetWorkspace_v2);
BLAS_FUNCTION(set_pointer_mode, cublasSetPointerMode_v2);
BLAS_FUNCTION(set_atomics_mode, cublasSetAtomicsMode);
BLAS_FUNCTION(set_math_mode, cublasSetMathMode);
BLAS_FUNCTION(get_status_string, cublasGetStatusString);
#undef BLAS_FUNCTION

// The routines: the list from which the loader's table is made names both.
#define BLAS_ROUTINE(member, T, function, version) \
  static_assert(                                   \
      Compatible<decltype(BlasRoutines<T, int>::member)::Pointer, decltype(&(function))>::value);
FULCRUM_CUBLAS_ROUTINES(BLAS_ROUTINE)
FULCRUM_CUBLAS_SYNONYMS(BLAS_ROUTINE)
#undef BLAS_ROUTINE
#if CUBLAS_VER_MAJOR >= 12
#define BLAS_ROUTINE(member, T, function, version)                                   \
  static_assert(Compatible<decltype(BlasRoutines<T, std::int64_t>::member)::Pointer, \
                           decltype(&(function##_64))>::value);
FULCRUM_CUBLAS_ROUTINES(BLAS_ROUTINE)
FULCRUM_CUBLAS_SYNONYMS(BLAS_ROUTINE)
#undef BLAS_ROUTINE
#endif

// The table fills the members that it names, each with its own name.
TEST(Declarations, TheTableFillsEveryRoutine) {
  BlasApi api{};
  for (const auto& symbol : kBlasSymbols) symbol.store(api, reinterpret_cast<void*>(&api));
#define BLAS_ROUTINE(member, T, function, version)                 \
  EXPECT_STREQ((routines_of<T, int>(api).member.name), #function); \
  EXPECT_STREQ((routines_of<T, std::int64_t>(api).member.name), #function "_64");
  FULCRUM_CUBLAS_ROUTINES(BLAS_ROUTINE)
  FULCRUM_CUBLAS_SYNONYMS(BLAS_ROUTINE)
#undef BLAS_ROUTINE
}

#define NVRTC_FUNCTION(member, function)                                               \
  static_assert(Compatible<decltype(NvrtcApi::member), decltype(&(function))>::value); \
  static_assert(equal(entry(kNvrtcSymbols, kStore<&NvrtcApi::member>)->exported, #function))

NVRTC_FUNCTION(version, nvrtcVersion);
NVRTC_FUNCTION(get_error_string, nvrtcGetErrorString);
NVRTC_FUNCTION(get_arch_count, nvrtcGetNumSupportedArchs);
NVRTC_FUNCTION(get_archs, nvrtcGetSupportedArchs);
NVRTC_FUNCTION(create_program, nvrtcCreateProgram);
NVRTC_FUNCTION(destroy_program, nvrtcDestroyProgram);
NVRTC_FUNCTION(compile_program, nvrtcCompileProgram);
NVRTC_FUNCTION(get_log_size, nvrtcGetProgramLogSize);
NVRTC_FUNCTION(get_log, nvrtcGetProgramLog);
NVRTC_FUNCTION(get_cubin_size, nvrtcGetCUBINSize);
NVRTC_FUNCTION(get_cubin, nvrtcGetCUBIN);
NVRTC_FUNCTION(get_ptx_size, nvrtcGetPTXSize);
NVRTC_FUNCTION(get_ptx, nvrtcGetPTX);
#undef NVRTC_FUNCTION
static_assert(std::size(kNvrtcSymbols) == sizeof(NvrtcApi) / sizeof(void*));

template <class Ours, class Theirs>
constexpr bool same_value(Ours ours, Theirs theirs) {
  return static_cast<std::uint64_t>(ours) == static_cast<std::uint64_t>(theirs);
}

static_assert(same_value(Result::Success, CUDA_SUCCESS));
static_assert(same_value(Result::InvalidValue, CUDA_ERROR_INVALID_VALUE));
static_assert(same_value(Result::OutOfMemory, CUDA_ERROR_OUT_OF_MEMORY));
static_assert(same_value(Result::NotInitialized, CUDA_ERROR_NOT_INITIALIZED));
static_assert(same_value(Result::Deinitialized, CUDA_ERROR_DEINITIALIZED));
static_assert(same_value(Result::StubLibrary, CUDA_ERROR_STUB_LIBRARY));
static_assert(same_value(Result::DeviceUnavailable, CUDA_ERROR_DEVICE_UNAVAILABLE));
static_assert(same_value(Result::NoDevice, CUDA_ERROR_NO_DEVICE));
static_assert(same_value(Result::InvalidDevice, CUDA_ERROR_INVALID_DEVICE));
static_assert(same_value(Result::InvalidImage, CUDA_ERROR_INVALID_IMAGE));
static_assert(same_value(Result::InvalidContext, CUDA_ERROR_INVALID_CONTEXT));
static_assert(same_value(Result::NoBinaryForGpu, CUDA_ERROR_NO_BINARY_FOR_GPU));
static_assert(same_value(Result::PeerAccessUnsupported, CUDA_ERROR_PEER_ACCESS_UNSUPPORTED));
static_assert(same_value(Result::PeerAccessAlreadyEnabled, CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED));
static_assert(same_value(Result::InvalidPtx, CUDA_ERROR_INVALID_PTX));
static_assert(same_value(Result::UnsupportedPtxVersion, CUDA_ERROR_UNSUPPORTED_PTX_VERSION));
static_assert(same_value(Result::EccUncorrectable, CUDA_ERROR_ECC_UNCORRECTABLE));
static_assert(same_value(Result::NvlinkUncorrectable, CUDA_ERROR_NVLINK_UNCORRECTABLE));
#if CUDA_VERSION >= 13000
static_assert(same_value(Result::Contained, CUDA_ERROR_CONTAINED));
#endif
static_assert(same_value(Result::JitCompilerNotFound, CUDA_ERROR_JIT_COMPILER_NOT_FOUND));
static_assert(same_value(Result::JitCompilationDisabled, CUDA_ERROR_JIT_COMPILATION_DISABLED));
static_assert(same_value(Result::InvalidSource, CUDA_ERROR_INVALID_SOURCE));
static_assert(same_value(Result::SharedObjectSymbolNotFound,
                         CUDA_ERROR_SHARED_OBJECT_SYMBOL_NOT_FOUND));
static_assert(same_value(Result::SharedObjectInitFailed, CUDA_ERROR_SHARED_OBJECT_INIT_FAILED));
static_assert(same_value(Result::OperatingSystem, CUDA_ERROR_OPERATING_SYSTEM));
static_assert(same_value(Result::InvalidHandle, CUDA_ERROR_INVALID_HANDLE));
static_assert(same_value(Result::NotFound, CUDA_ERROR_NOT_FOUND));
static_assert(same_value(Result::NotReady, CUDA_ERROR_NOT_READY));
static_assert(same_value(Result::IllegalAddress, CUDA_ERROR_ILLEGAL_ADDRESS));
static_assert(same_value(Result::LaunchOutOfResources, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES));
static_assert(same_value(Result::LaunchTimeout, CUDA_ERROR_LAUNCH_TIMEOUT));
static_assert(same_value(Result::ContextIsDestroyed, CUDA_ERROR_CONTEXT_IS_DESTROYED));
static_assert(same_value(Result::Assert, CUDA_ERROR_ASSERT));
static_assert(same_value(Result::HardwareStackError, CUDA_ERROR_HARDWARE_STACK_ERROR));
static_assert(same_value(Result::IllegalInstruction, CUDA_ERROR_ILLEGAL_INSTRUCTION));
static_assert(same_value(Result::MisalignedAddress, CUDA_ERROR_MISALIGNED_ADDRESS));
static_assert(same_value(Result::InvalidAddressSpace, CUDA_ERROR_INVALID_ADDRESS_SPACE));
static_assert(same_value(Result::InvalidPc, CUDA_ERROR_INVALID_PC));
static_assert(same_value(Result::LaunchFailed, CUDA_ERROR_LAUNCH_FAILED));
static_assert(same_value(Result::NotPermitted, CUDA_ERROR_NOT_PERMITTED));
static_assert(same_value(Result::NotSupported, CUDA_ERROR_NOT_SUPPORTED));
static_assert(same_value(Result::SystemNotReady, CUDA_ERROR_SYSTEM_NOT_READY));
static_assert(same_value(Result::SystemDriverMismatch, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH));
static_assert(same_value(Result::CompatNotSupportedOnDevice,
                         CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE));
static_assert(same_value(Result::MpsConnectionFailed, CUDA_ERROR_MPS_CONNECTION_FAILED));
static_assert(same_value(Result::MpsServerNotReady, CUDA_ERROR_MPS_SERVER_NOT_READY));
static_assert(same_value(Result::Unknown, CUDA_ERROR_UNKNOWN));

static_assert(same_value(DeviceAttribute::MaxThreadsPerBlock,
                         CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
static_assert(same_value(DeviceAttribute::MaxBlockX, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X));
static_assert(same_value(DeviceAttribute::MaxBlockY, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y));
static_assert(same_value(DeviceAttribute::MaxBlockZ, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z));
static_assert(same_value(DeviceAttribute::MaxGridX, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X));
static_assert(same_value(DeviceAttribute::MaxGridY, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y));
static_assert(same_value(DeviceAttribute::MaxGridZ, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z));
static_assert(same_value(DeviceAttribute::MaxSharedBytes,
                         CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK));
static_assert(same_value(DeviceAttribute::MaxSharedBytesOptin,
                         CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
static_assert(same_value(DeviceAttribute::ManagedMemory, CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY));
static_assert(same_value(FunctionAttribute::MaxThreadsPerBlock,
                         CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
static_assert(same_value(FunctionAttribute::SharedBytes, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES));
static_assert(same_value(FunctionAttribute::MaxDynamicSharedBytes,
                         CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES));
static_assert(same_value(JitOption::ErrorLog, CU_JIT_ERROR_LOG_BUFFER));
static_assert(same_value(JitOption::ErrorLogBytes, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES));
static_assert(same_value(kMemAttachGlobal, CU_MEM_ATTACH_GLOBAL));
static_assert(same_value(DeviceAttribute::MaxPitch, CU_DEVICE_ATTRIBUTE_MAX_PITCH));
static_assert(same_value(DeviceAttribute::ClockRate, CU_DEVICE_ATTRIBUTE_CLOCK_RATE));
static_assert(same_value(DeviceAttribute::MultiprocessorCount,
                         CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT));
static_assert(same_value(DeviceAttribute::Integrated, CU_DEVICE_ATTRIBUTE_INTEGRATED));
static_assert(same_value(DeviceAttribute::ComputeMode, CU_DEVICE_ATTRIBUTE_COMPUTE_MODE));
static_assert(same_value(DeviceAttribute::MemoryClockRate, CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE));
static_assert(same_value(DeviceAttribute::GlobalMemoryBusWidth,
                         CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH));
static_assert(same_value(DeviceAttribute::AsyncEngineCount,
                         CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT));
static_assert(same_value(DeviceAttribute::UnifiedAddressing,
                         CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING));
static_assert(same_value(DeviceAttribute::ComputeCapabilityMajor,
                         CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR));
static_assert(same_value(DeviceAttribute::ComputeCapabilityMinor,
                         CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
static_assert(same_value(DeviceAttribute::PageableMemoryAccess,
                         CU_DEVICE_ATTRIBUTE_PAGEABLE_MEMORY_ACCESS));

static_assert(same_value(MemoryType::Host, CU_MEMORYTYPE_HOST));
static_assert(same_value(MemoryType::Device, CU_MEMORYTYPE_DEVICE));
static_assert(same_value(MemoryType::Array, CU_MEMORYTYPE_ARRAY));
static_assert(same_value(MemoryType::Unified, CU_MEMORYTYPE_UNIFIED));
static_assert(same_value(PointerAttribute::MemoryType, CU_POINTER_ATTRIBUTE_MEMORY_TYPE));
static_assert(same_value(PointerAttribute::IsManaged, CU_POINTER_ATTRIBUTE_IS_MANAGED));
static_assert(same_value(ProcAddressStatus::Success, CU_GET_PROC_ADDRESS_SUCCESS));
static_assert(same_value(ProcAddressStatus::SymbolNotFound, CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND));
static_assert(same_value(ProcAddressStatus::VersionNotSufficient,
                         CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT));
static_assert(same_value(kMemHostAllocPortable, CU_MEMHOSTALLOC_PORTABLE));
static_assert(same_value(kMemHostRegisterPortable, CU_MEMHOSTREGISTER_PORTABLE));
static_assert(same_value(kStreamNonBlocking, CU_STREAM_NON_BLOCKING));
static_assert(same_value(kEventDefault, CU_EVENT_DEFAULT));
static_assert(same_value(kEventDisableTiming, CU_EVENT_DISABLE_TIMING));
static_assert(same_value(kProcAddressDefault, CU_GET_PROC_ADDRESS_DEFAULT));

static_assert(same_value(BlasStatus::Success, CUBLAS_STATUS_SUCCESS));
static_assert(same_value(BlasStatus::NotInitialized, CUBLAS_STATUS_NOT_INITIALIZED));
static_assert(same_value(BlasStatus::AllocFailed, CUBLAS_STATUS_ALLOC_FAILED));
static_assert(same_value(BlasStatus::InvalidValue, CUBLAS_STATUS_INVALID_VALUE));
static_assert(same_value(BlasStatus::ArchMismatch, CUBLAS_STATUS_ARCH_MISMATCH));
static_assert(same_value(BlasStatus::MappingError, CUBLAS_STATUS_MAPPING_ERROR));
static_assert(same_value(BlasStatus::ExecutionFailed, CUBLAS_STATUS_EXECUTION_FAILED));
static_assert(same_value(BlasStatus::InternalError, CUBLAS_STATUS_INTERNAL_ERROR));
static_assert(same_value(BlasStatus::NotSupported, CUBLAS_STATUS_NOT_SUPPORTED));
static_assert(same_value(BlasStatus::LicenseError, CUBLAS_STATUS_LICENSE_ERROR));
static_assert(same_value(BlasOperation::N, CUBLAS_OP_N) &&
              same_value(BlasOperation::T, CUBLAS_OP_T) &&
              same_value(BlasOperation::C, CUBLAS_OP_C));
static_assert(same_value(BlasFill::Lower, CUBLAS_FILL_MODE_LOWER) &&
              same_value(BlasFill::Upper, CUBLAS_FILL_MODE_UPPER));
static_assert(same_value(BlasDiagonal::NonUnit, CUBLAS_DIAG_NON_UNIT) &&
              same_value(BlasDiagonal::Unit, CUBLAS_DIAG_UNIT));
static_assert(same_value(BlasSide::Left, CUBLAS_SIDE_LEFT) &&
              same_value(BlasSide::Right, CUBLAS_SIDE_RIGHT));
static_assert(same_value(PointerMode::Host, CUBLAS_POINTER_MODE_HOST) &&
              same_value(PointerMode::Device, CUBLAS_POINTER_MODE_DEVICE));
static_assert(same_value(AtomicsMode::NotAllowed, CUBLAS_ATOMICS_NOT_ALLOWED) &&
              same_value(AtomicsMode::Allowed, CUBLAS_ATOMICS_ALLOWED));
static_assert(same_value(MathMode::Default, CUBLAS_DEFAULT_MATH) &&
              same_value(MathMode::Pedantic, CUBLAS_PEDANTIC_MATH));
static_assert(MAJOR_VERSION == 0 && MINOR_VERSION == 1 && PATCH_LEVEL == 2);

static_assert(sizeof(Uuid) == sizeof(CUuuid) && sizeof(DevicePtr) == sizeof(CUdeviceptr) &&
              sizeof(DeviceHandle) == sizeof(CUdevice) &&
              sizeof(Memcpy2D) == sizeof(CUDA_MEMCPY2D) &&
              sizeof(Memcpy3DPeer) == sizeof(CUDA_MEMCPY3D_PEER));

// offsetof of the driver's struct, whose fields have other names.
#define SAME_OFFSET(ours, theirs) \
  static_assert(offsetof(Memcpy2D, ours) == offsetof(CUDA_MEMCPY2D, theirs))
SAME_OFFSET(src_x_bytes, srcXInBytes);
SAME_OFFSET(src_y, srcY);
SAME_OFFSET(src_type, srcMemoryType);
SAME_OFFSET(src_host, srcHost);
SAME_OFFSET(src_device, srcDevice);
SAME_OFFSET(src_array, srcArray);
SAME_OFFSET(src_pitch, srcPitch);
SAME_OFFSET(dst_x_bytes, dstXInBytes);
SAME_OFFSET(dst_y, dstY);
SAME_OFFSET(dst_type, dstMemoryType);
SAME_OFFSET(dst_host, dstHost);
SAME_OFFSET(dst_device, dstDevice);
SAME_OFFSET(dst_array, dstArray);
SAME_OFFSET(dst_pitch, dstPitch);
SAME_OFFSET(width_bytes, WidthInBytes);
SAME_OFFSET(height, Height);
#undef SAME_OFFSET
#define SAME_OFFSET(ours, theirs) \
  static_assert(offsetof(Memcpy3DPeer, ours) == offsetof(CUDA_MEMCPY3D_PEER, theirs))
SAME_OFFSET(src_x_bytes, srcXInBytes);
SAME_OFFSET(src_y, srcY);
SAME_OFFSET(src_z, srcZ);
SAME_OFFSET(src_lod, srcLOD);
SAME_OFFSET(src_type, srcMemoryType);
SAME_OFFSET(src_host, srcHost);
SAME_OFFSET(src_device, srcDevice);
SAME_OFFSET(src_array, srcArray);
SAME_OFFSET(src_context, srcContext);
SAME_OFFSET(src_pitch, srcPitch);
SAME_OFFSET(src_height, srcHeight);
SAME_OFFSET(dst_x_bytes, dstXInBytes);
SAME_OFFSET(dst_y, dstY);
SAME_OFFSET(dst_z, dstZ);
SAME_OFFSET(dst_lod, dstLOD);
SAME_OFFSET(dst_type, dstMemoryType);
SAME_OFFSET(dst_host, dstHost);
SAME_OFFSET(dst_device, dstDevice);
SAME_OFFSET(dst_array, dstArray);
SAME_OFFSET(dst_context, dstContext);
SAME_OFFSET(dst_pitch, dstPitch);
SAME_OFFSET(dst_height, dstHeight);
SAME_OFFSET(width_bytes, WidthInBytes);
SAME_OFFSET(height, Height);
SAME_OFFSET(depth, Depth);
#undef SAME_OFFSET

// What the header's macros make of a plain name is the ABI that we ask dlsym for.
#define TEXT_OF(x) #x
#define EXPANDED(x) TEXT_OF(x)
TEST(Declarations, ExportedNamesAreThoseOfTheHeader) {
  const auto exported = [](std::string_view name) -> std::string_view {
    for (const auto& symbol : kDriverSymbols) {
      if (name == symbol.name) return symbol.exported;
    }
    return {};
  };
  EXPECT_EQ(exported("cuMemAlloc"), EXPANDED(cuMemAlloc));
  EXPECT_EQ(exported("cuMemFree"), EXPANDED(cuMemFree));
  EXPECT_EQ(exported("cuMemAllocManaged"), EXPANDED(cuMemAllocManaged));
  EXPECT_EQ(exported("cuMemHostAlloc"), EXPANDED(cuMemHostAlloc));
  EXPECT_EQ(exported("cuMemHostRegister"), EXPANDED(cuMemHostRegister));
  EXPECT_EQ(exported("cuMemGetInfo"), EXPANDED(cuMemGetInfo));
  EXPECT_EQ(exported("cuDeviceTotalMem"), EXPANDED(cuDeviceTotalMem));
  EXPECT_EQ(exported("cuDeviceGetUuid"), EXPANDED(cuDeviceGetUuid));
  EXPECT_EQ(exported("cuMemcpyHtoDAsync"), EXPANDED(cuMemcpyHtoDAsync));
  EXPECT_EQ(exported("cuMemcpyDtoHAsync"), EXPANDED(cuMemcpyDtoHAsync));
  EXPECT_EQ(exported("cuMemcpyDtoDAsync"), EXPANDED(cuMemcpyDtoDAsync));
  EXPECT_EQ(exported("cuMemcpy2DAsync"), EXPANDED(cuMemcpy2DAsync));
  EXPECT_EQ(exported("cuMemcpyPeerAsync"), EXPANDED(cuMemcpyPeerAsync));
  EXPECT_EQ(exported("cuMemcpy3DPeerAsync"), EXPANDED(cuMemcpy3DPeerAsync));
  EXPECT_EQ(exported("cuModuleLoadDataEx"), EXPANDED(cuModuleLoadDataEx));
  EXPECT_EQ(exported("cuModuleGetFunction"), EXPANDED(cuModuleGetFunction));
  EXPECT_EQ(exported("cuLaunchKernel"), EXPANDED(cuLaunchKernel));
  EXPECT_EQ(exported("cuMemsetD8Async"), EXPANDED(cuMemsetD8Async));
  EXPECT_EQ(exported("cuStreamDestroy"), EXPANDED(cuStreamDestroy));
  EXPECT_EQ(exported("cuEventDestroy"), EXPANDED(cuEventDestroy));
  EXPECT_EQ(exported("cuCtxPushCurrent"), EXPANDED(cuCtxPushCurrent));
  EXPECT_EQ(exported("cuCtxPopCurrent"), EXPANDED(cuCtxPopCurrent));
}

}  // namespace
}  // namespace fulcrum::offload::cuda
