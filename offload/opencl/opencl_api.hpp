// SPDX-License-Identifier: Apache-2.0
// The functions of OpenCL that the library calls. Types and signatures are Khronos's headers'; the
// functions come from the ICD loader, which is opened when the program runs.
#pragma once

// What a 1.2 device is asked for is deprecated in later versions' headers.
#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>

namespace fulcrum::offload::opencl {

// V(name, required): OpenCL 1.2 has those that are required. Every loader exports what is newer,
// and a call of it is made only on a device whose version has it.
#define FULCRUM_OPENCL_FUNCTIONS(V)     \
  V(clGetPlatformIDs, true)             \
  V(clGetPlatformInfo, true)            \
  V(clGetDeviceIDs, true)               \
  V(clGetDeviceInfo, true)              \
  V(clCreateContext, true)              \
  V(clReleaseContext, true)             \
  V(clCreateCommandQueue, true)         \
  V(clReleaseCommandQueue, true)        \
  V(clFlush, true)                      \
  V(clFinish, true)                     \
  V(clCreateBuffer, true)               \
  V(clCreateSubBuffer, true)            \
  V(clReleaseMemObject, true)           \
  V(clEnqueueMapBuffer, true)           \
  V(clEnqueueUnmapMemObject, true)      \
  V(clEnqueueReadBuffer, true)          \
  V(clEnqueueReadBufferRect, true)      \
  V(clEnqueueWriteBuffer, true)         \
  V(clEnqueueWriteBufferRect, true)     \
  V(clEnqueueCopyBuffer, true)          \
  V(clEnqueueCopyBufferRect, true)      \
  V(clEnqueueFillBuffer, true)          \
  V(clEnqueueNDRangeKernel, true)       \
  V(clEnqueueMarkerWithWaitList, true)  \
  V(clEnqueueBarrierWithWaitList, true) \
  V(clWaitForEvents, true)              \
  V(clGetEventInfo, true)               \
  V(clGetEventProfilingInfo, true)      \
  V(clRetainEvent, true)                \
  V(clReleaseEvent, true)               \
  V(clCreateProgramWithSource, true)    \
  V(clCreateProgramWithBinary, true)    \
  V(clCreateProgramWithIL, false)       \
  V(clBuildProgram, true)               \
  V(clGetProgramBuildInfo, true)        \
  V(clReleaseProgram, true)             \
  V(clCreateKernel, true)               \
  V(clReleaseKernel, true)              \
  V(clGetKernelInfo, true)              \
  V(clGetKernelArgInfo, true)           \
  V(clSetKernelArg, true)

struct Api {
#define FULCRUM_OPENCL_MEMBER(name, required) decltype(&::name) name = nullptr;
  FULCRUM_OPENCL_FUNCTIONS(FULCRUM_OPENCL_MEMBER)
#undef FULCRUM_OPENCL_MEMBER
};

}  // namespace fulcrum::offload::opencl
