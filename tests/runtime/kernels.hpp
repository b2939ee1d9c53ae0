// SPDX-License-Identifier: Apache-2.0
// Kernels of the runtime's suite, each for every platform.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "fulcrum/runtime/kernel.hpp"
#include "tests/runtime/beside.hpp"

namespace fulcrum::test {

void saxpy_blocks(const Block& block, float a, const float* x, float* y, std::uint32_t n);
void sums_blocks(const Block& block, const std::int32_t* x, std::int32_t* sums);
void places_blocks(const Block& block, std::uint32_t* out);
void mixed_blocks(const Block& block, std::int8_t a, double b, std::uint64_t c, std::int16_t d,
                  double* out);
void nothing_blocks(const Block& block);
void throws_blocks(const Block& block);

// y += a x.
inline constexpr const char* kSaxpyCuda = R"(
extern "C" __global__ void saxpy(float a, const float* x, float* y, unsigned n) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] += a * x[i];
})";
inline constexpr const char* kSaxpyOpenCl = R"(
kernel void saxpy(float a, global const float* x, global float* y, uint n) {
  const size_t i = get_global_id(0);
  if (i < n) y[i] += a * x[i];
})";

// The sum of each block's elements, which its first item forms in the block's own memory.
inline constexpr const char* kSumsCuda = R"(
extern "C" __global__ void sums(const int* x, int* sums) {
  extern __shared__ int part[];
  if (threadIdx.x != 0) return;
  for (unsigned i = 0; i < blockDim.x; ++i) part[i] = x[blockIdx.x * blockDim.x + i];
  int sum = 0;
  for (unsigned i = 0; i < blockDim.x; ++i) sum += part[i];
  sums[blockIdx.x] = sum;
})";
inline constexpr const char* kSumsOpenCl = R"(
kernel void sums(global const int* x, global int* sums, local int* part) {
  if (get_local_id(0) != 0) return;
  for (size_t i = 0; i < get_local_size(0); ++i) part[i] = x[get_global_id(0) + i];
  int sum = 0;
  for (size_t i = 0; i < get_local_size(0); ++i) sum += part[i];
  sums[get_group_id(0)] = sum;
})";

// Where every work item of a grid in three dimensions stands.
inline constexpr const char* kPlacesCuda = R"(
extern "C" __global__ void places(unsigned* out) {
  const unsigned x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y,
                 z = blockIdx.z * blockDim.z + threadIdx.z;
  out[x + gridDim.x * blockDim.x * (y + gridDim.y * blockDim.y * z)] = x + 100 * y + 10000 * z;
})";
inline constexpr const char* kPlacesOpenCl = R"(
kernel void places(global uint* out) {
  const uint x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  out[x + get_global_size(0) * (y + get_global_size(1) * z)] = x + 100 * y + 10000 * z;
})";

// Arguments of several sizes.
inline constexpr const char* kMixedCuda = R"(
extern "C" __global__ void mixed(signed char a, double b, unsigned long long c, short d, double* out) {
  if (blockIdx.x != 0 || threadIdx.x != 0) return;
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
})";
inline constexpr const char* kMixedOpenCl = R"(
kernel void mixed(char a, double b, ulong c, short d, global double* out) {
  if (get_global_id(0) != 0) return;
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
})";

inline constexpr const char* kNothingCuda = R"(extern "C" __global__ void nothing() {})";
inline constexpr const char* kNothingOpenCl = R"(kernel void nothing() {})";

// All of them, for who compiles them for architectures that are not here.
inline constexpr std::array kCudaSources = {kSaxpyCuda, kSumsCuda, kPlacesCuda, kMixedCuda,
                                            kNothingCuda};

// The shared library with the host kernels.
inline std::string kernel_library() { return beside("libfulcrum_test_kernels.so"); }

template <auto Function>
KernelSource source(const char* name, const char* cuda, const char* opencl) {
  KernelSource source(name);
  source.host(host_kernel<Function>()).library(kernel_library());
  source.code(KernelFormat::CudaC, cuda).code(KernelFormat::OpenClC, opencl);
  return source;
}
inline KernelSource saxpy_source() {
  return source<&saxpy_blocks>("saxpy", kSaxpyCuda, kSaxpyOpenCl);
}
inline KernelSource sums_source() { return source<&sums_blocks>("sums", kSumsCuda, kSumsOpenCl); }
inline KernelSource places_source() {
  return source<&places_blocks>("places", kPlacesCuda, kPlacesOpenCl);
}
inline KernelSource mixed_source() {
  return source<&mixed_blocks>("mixed", kMixedCuda, kMixedOpenCl);
}
inline KernelSource nothing_source() {
  return source<&nothing_blocks>("nothing", kNothingCuda, kNothingOpenCl);
}

}  // namespace fulcrum::test
