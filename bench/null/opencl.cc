// SPDX-License-Identifier: Apache-2.0
// An OpenCL loader that does nothing and answers "success", with one device: what is left of a call
// is our layer. Signatures are those of the headers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

// The headers leave this empty on Linux: their declarations then export what is defined here.
#pragma GCC visibility push(default)
#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#pragma GCC visibility pop

namespace {

int g_thing;  // every handle points here
template <class Handle>
Handle handle() {
  return reinterpret_cast<Handle>(&g_thing);
}
template <class Handle>
Handle made(cl_int* result) {
  if (result != nullptr) *result = CL_SUCCESS;
  return handle<Handle>();
}

cl_int text(const char* answer, std::size_t bytes, void* value, std::size_t* needed) {
  const std::size_t size = std::strlen(answer) + 1;
  if (needed != nullptr) *needed = size;
  if (value != nullptr && bytes >= size) std::memcpy(value, answer, size);
  return CL_SUCCESS;
}

}  // namespace

extern "C" {

cl_int clGetPlatformIDs(cl_uint, cl_platform_id* platforms, cl_uint* count) {
  if (platforms != nullptr) *platforms = handle<cl_platform_id>();
  if (count != nullptr) *count = 1;
  return CL_SUCCESS;
}
cl_int clGetPlatformInfo(cl_platform_id, cl_platform_info, std::size_t bytes, void* value,
                         std::size_t* needed) {
  return text("OpenCL 1.2 of nothing", bytes, value, needed);
}
cl_int clGetDeviceIDs(cl_platform_id, cl_device_type, cl_uint, cl_device_id* devices,
                      cl_uint* count) {
  if (devices != nullptr) *devices = handle<cl_device_id>();
  if (count != nullptr) *count = 1;
  return CL_SUCCESS;
}
cl_int clGetDeviceInfo(cl_device_id, cl_device_info name, std::size_t bytes, void* value,
                       std::size_t* needed) {
  switch (name) {
    case CL_DEVICE_NAME:
    case CL_DEVICE_VENDOR:
    case CL_DRIVER_VERSION:
      return text("does nothing", bytes, value, needed);
    case CL_DEVICE_VERSION:
      return text("OpenCL 1.2 of nothing", bytes, value, needed);
    default:
      break;
  }
  if (value == nullptr || bytes < sizeof(cl_uint)) return CL_INVALID_VALUE;
  std::uint64_t number = name == CL_DEVICE_ADDRESS_BITS          ? 64
                         : name == CL_DEVICE_MEM_BASE_ADDR_ALIGN ? 1024
                                                                 : std::uint64_t{1} << 30;
  std::memcpy(value, &number, bytes < sizeof number ? bytes : sizeof number);
  return CL_SUCCESS;
}
cl_context clCreateContext(const cl_context_properties*, cl_uint, const cl_device_id*,
                           void (*)(const char*, const void*, std::size_t, void*), void*,
                           cl_int* result) {
  return made<cl_context>(result);
}
cl_command_queue clCreateCommandQueue(cl_context, cl_device_id, cl_command_queue_properties,
                                      cl_int* result) {
  return made<cl_command_queue>(result);
}
cl_mem clCreateBuffer(cl_context, cl_mem_flags, std::size_t, void*, cl_int* result) {
  return made<cl_mem>(result);
}
cl_mem clCreateSubBuffer(cl_mem, cl_mem_flags, cl_buffer_create_type, const void*, cl_int* result) {
  return made<cl_mem>(result);
}
void* clEnqueueMapBuffer(cl_command_queue, cl_mem, cl_bool, cl_map_flags, std::size_t,
                         std::size_t bytes, cl_uint, const cl_event*, cl_event*, cl_int* result) {
  *result = CL_SUCCESS;
  return std::malloc(bytes);
}
cl_program clCreateProgramWithSource(cl_context, cl_uint, const char**, const std::size_t*,
                                     cl_int* result) {
  return made<cl_program>(result);
}
cl_program clCreateProgramWithBinary(cl_context, cl_uint, const cl_device_id*, const std::size_t*,
                                     const unsigned char**, cl_int*, cl_int* result) {
  return made<cl_program>(result);
}
cl_kernel clCreateKernel(cl_program, const char*, cl_int* result) {
  return made<cl_kernel>(result);
}
// Of the kernel of four arguments that runtime_bench launches.
cl_int clGetKernelInfo(cl_kernel, cl_kernel_info, std::size_t, void* value, std::size_t*) {
  const cl_uint count = 4;
  std::memcpy(value, &count, sizeof count);
  return CL_SUCCESS;
}
cl_int clGetKernelArgInfo(cl_kernel, cl_uint, cl_kernel_arg_info, std::size_t, void*,
                          std::size_t*) {
  return CL_KERNEL_ARG_INFO_NOT_AVAILABLE;
}
cl_int clEnqueueMarkerWithWaitList(cl_command_queue, cl_uint, const cl_event*, cl_event* event) {
  if (event != nullptr) *event = handle<cl_event>();
  return CL_SUCCESS;
}
cl_int clGetEventInfo(cl_event, cl_event_info, std::size_t, void* value, std::size_t*) {
  const cl_int complete = CL_COMPLETE;
  std::memcpy(value, &complete, sizeof complete);
  return CL_SUCCESS;
}

cl_int clReleaseContext(cl_context) { return CL_SUCCESS; }
cl_int clReleaseCommandQueue(cl_command_queue) { return CL_SUCCESS; }
cl_int clFlush(cl_command_queue) { return CL_SUCCESS; }
cl_int clFinish(cl_command_queue) { return CL_SUCCESS; }
cl_int clReleaseMemObject(cl_mem) { return CL_SUCCESS; }
cl_int clWaitForEvents(cl_uint, const cl_event*) { return CL_SUCCESS; }
cl_int clRetainEvent(cl_event) { return CL_SUCCESS; }
cl_int clReleaseEvent(cl_event) { return CL_SUCCESS; }
cl_int clReleaseProgram(cl_program) { return CL_SUCCESS; }
cl_int clReleaseKernel(cl_kernel) { return CL_SUCCESS; }
cl_int clSetKernelArg(cl_kernel, cl_uint, std::size_t, const void*) { return CL_SUCCESS; }
cl_int clBuildProgram(cl_program, cl_uint, const cl_device_id*, const char*,
                      void (*)(cl_program, void*), void*) {
  return CL_SUCCESS;
}
cl_int clGetProgramBuildInfo(cl_program, cl_device_id, cl_program_build_info, std::size_t, void*,
                             std::size_t*) {
  return CL_INVALID_VALUE;
}
cl_int clGetEventProfilingInfo(cl_event, cl_profiling_info, std::size_t, void* value,
                               std::size_t*) {
  std::memset(value, 0, sizeof(cl_ulong));
  return CL_SUCCESS;
}
cl_int clEnqueueUnmapMemObject(cl_command_queue, cl_mem, void*, cl_uint, const cl_event*,
                               cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueReadBuffer(cl_command_queue, cl_mem, cl_bool, std::size_t, std::size_t, void*,
                           cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueWriteBuffer(cl_command_queue, cl_mem, cl_bool, std::size_t, std::size_t,
                            const void*, cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueCopyBuffer(cl_command_queue, cl_mem, cl_mem, std::size_t, std::size_t, std::size_t,
                           cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueReadBufferRect(cl_command_queue, cl_mem, cl_bool, const std::size_t*,
                               const std::size_t*, const std::size_t*, std::size_t, std::size_t,
                               std::size_t, std::size_t, void*, cl_uint, const cl_event*,
                               cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueWriteBufferRect(cl_command_queue, cl_mem, cl_bool, const std::size_t*,
                                const std::size_t*, const std::size_t*, std::size_t, std::size_t,
                                std::size_t, std::size_t, const void*, cl_uint, const cl_event*,
                                cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueCopyBufferRect(cl_command_queue, cl_mem, cl_mem, const std::size_t*,
                               const std::size_t*, const std::size_t*, std::size_t, std::size_t,
                               std::size_t, std::size_t, cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueFillBuffer(cl_command_queue, cl_mem, const void*, std::size_t, std::size_t,
                           std::size_t, cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueNDRangeKernel(cl_command_queue, cl_kernel, cl_uint, const std::size_t*,
                              const std::size_t*, const std::size_t*, cl_uint, const cl_event*,
                              cl_event*) {
  return CL_SUCCESS;
}
cl_int clEnqueueBarrierWithWaitList(cl_command_queue, cl_uint, const cl_event*, cl_event*) {
  return CL_SUCCESS;
}

}  // extern "C"
