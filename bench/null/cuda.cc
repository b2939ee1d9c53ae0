// SPDX-License-Identifier: Apache-2.0
// A CUDA driver that does nothing and answers "success": what is left of a call is our layer. Its
// functions take no parameters, which a caller that passes some does not notice on the ABIs that we
// build for; those that must answer have theirs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#define FULCRUM_NULL_EXPORT extern "C" __attribute__((visibility("default"), used))
#define FULCRUM_NULL_CALL(name) \
  FULCRUM_NULL_EXPORT int name() { return 0; }

FULCRUM_NULL_CALL(cuInit)
FULCRUM_NULL_CALL(cuCtxPushCurrent_v2)
FULCRUM_NULL_CALL(cuCtxPopCurrent_v2)
FULCRUM_NULL_CALL(cuMemFree_v2)
FULCRUM_NULL_CALL(cuPointerGetAttribute)
FULCRUM_NULL_CALL(cuMemcpyHtoDAsync_v2)
FULCRUM_NULL_CALL(cuMemcpyDtoHAsync_v2)
FULCRUM_NULL_CALL(cuMemcpyDtoDAsync_v2)
FULCRUM_NULL_CALL(cuMemcpyPeerAsync)
FULCRUM_NULL_CALL(cuMemcpy3DPeerAsync)
FULCRUM_NULL_CALL(cuMemcpy2DAsync_v2)
FULCRUM_NULL_CALL(cuMemsetD8Async)
FULCRUM_NULL_CALL(cuStreamDestroy_v2)
FULCRUM_NULL_CALL(cuStreamQuery)
FULCRUM_NULL_CALL(cuStreamSynchronize)
FULCRUM_NULL_CALL(cuStreamWaitEvent)
FULCRUM_NULL_CALL(cuLaunchHostFunc)
FULCRUM_NULL_CALL(cuEventDestroy_v2)
FULCRUM_NULL_CALL(cuEventRecord)
FULCRUM_NULL_CALL(cuEventQuery)
FULCRUM_NULL_CALL(cuEventSynchronize)
FULCRUM_NULL_CALL(cuLaunchKernel)
FULCRUM_NULL_CALL(cuModuleUnload)
FULCRUM_NULL_CALL(cuFuncSetAttribute)
FULCRUM_NULL_CALL(cuCtxEnablePeerAccess)

FULCRUM_NULL_EXPORT int cuDriverGetVersion(int* version) { return *version = 13000, 0; }
FULCRUM_NULL_EXPORT int cuGetErrorName(int, const char** text) { return *text = "none", 0; }
FULCRUM_NULL_EXPORT int cuGetErrorString(int, const char** text) { return *text = "none", 0; }
FULCRUM_NULL_EXPORT int cuDeviceGetCount(int* count) { return *count = 1, 0; }
FULCRUM_NULL_EXPORT int cuDeviceGet(int* device, int) { return *device = 0, 0; }
FULCRUM_NULL_EXPORT int cuDeviceGetName(char* name, int size, int) {
  return std::strncpy(name, "does nothing", static_cast<std::size_t>(size)), 0;
}
FULCRUM_NULL_EXPORT int cuDeviceTotalMem_v2(std::size_t* bytes, int) {
  return *bytes = std::size_t{1} << 30, 0;
}
FULCRUM_NULL_EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
  constexpr int kComputeMode = 20;
  return *value = attribute == kComputeMode ? 0 : 1024, 0;
}
FULCRUM_NULL_EXPORT int cuDeviceCanAccessPeer(int* can, int, int) { return *can = 0, 0; }
FULCRUM_NULL_EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
  static int only;
  return *context = &only, 0;
}
FULCRUM_NULL_EXPORT int cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  return *free = *total = std::size_t{1} << 30, 0;
}
FULCRUM_NULL_EXPORT int cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  return *pointer = std::aligned_alloc(256, (bytes + 255) / 256 * 256), 0;
}
FULCRUM_NULL_EXPORT int cuMemHostRegister_v2(void*, std::size_t, unsigned) { return 0; }
FULCRUM_NULL_EXPORT int cuMemHostUnregister(void*) { return 0; }
FULCRUM_NULL_EXPORT int cuMemFreeHost(void* pointer) { return std::free(pointer), 0; }
FULCRUM_NULL_EXPORT int cuMemAlloc_v2(std::uintptr_t* pointer, std::size_t bytes) {
  static std::uintptr_t next = std::uintptr_t{1} << 48;
  *pointer = next;
  next += (bytes + 4095) / 4096 * 4096;
  return 0;
}
FULCRUM_NULL_EXPORT int cuMemAllocManaged(std::uintptr_t* pointer, std::size_t bytes, unsigned) {
  return cuMemAlloc_v2(pointer, bytes);
}
FULCRUM_NULL_EXPORT int cuStreamCreate(void** stream, unsigned) {
  static int only;
  return *stream = &only, 0;
}
FULCRUM_NULL_EXPORT int cuEventCreate(void** event, unsigned) {
  static int only;
  return *event = &only, 0;
}
FULCRUM_NULL_EXPORT int cuEventElapsedTime(float* milliseconds, void*, void*) {
  return *milliseconds = 0, 0;
}
FULCRUM_NULL_EXPORT int cuFuncGetAttribute(int* value, int, void*) { return *value = 1024, 0; }
FULCRUM_NULL_EXPORT int cuModuleLoadDataEx(void** module, const void*, unsigned, void*, void**) {
  static int only;
  return *module = &only, 0;
}
FULCRUM_NULL_EXPORT int cuModuleGetFunction(void** function, void*, const char*) {
  static int only;
  return *function = &only, 0;
}
