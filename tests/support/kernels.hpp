// SPDX-License-Identifier: Apache-2.0
// Kernels in CUDA C and PTX for the tests of the CUDA platform. cuda_nvrtc_test compiles each with
// the real compiler where there is one.
#pragma once

#include <array>

namespace fulcrum::test {

struct CudaSource {
  const char *name, *code;
};

// scale: x[i] *= a. FACTOR tells which of several codes was taken.
inline constexpr char kScale[] = R"(
#ifndef FACTOR
#define FACTOR 1.0f
#endif
extern "C" __global__ void scale(unsigned n, float a, float* x) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= a * FACTOR;
}
)";

// The same, for compute capability 7.5 and later.
inline constexpr char kScalePtx[] = R"(
.version 6.4
.target sm_75
.address_size 64
.visible .entry scale(.param .u32 scale_n, .param .f32 scale_a, .param .u64 scale_x)
{
  .reg .pred %outside;
  .reg .f32 %a, %value;
  .reg .b32 %n, %block, %blocks, %i;
  .reg .b64 %x, %at;
  ld.param.u32 %n, [scale_n];
  ld.param.f32 %a, [scale_a];
  ld.param.u64 %x, [scale_x];
  mov.u32 %block, %ctaid.x;
  mov.u32 %blocks, %ntid.x;
  mov.u32 %i, %tid.x;
  mad.lo.s32 %i, %block, %blocks, %i;
  setp.ge.u32 %outside, %i, %n;
  @%outside ret;
  cvta.to.global.u64 %x, %x;
  mad.wide.u32 %at, %i, 4, %x;
  ld.global.f32 %value, [%at];
  mul.f32 %value, %value, %a;
  st.global.f32 [%at], %value;
  ret;
}
)";

// sums[block] = sum of the block's part of x, through shared memory of the launch: as many doubles
// as items.
inline constexpr char kBlockSums[] = R"(
extern "C" __global__ void block_sums(const double* __restrict__ x, double* __restrict__ sums) {
  extern __shared__ double part[];
  const unsigned i = threadIdx.x;
  part[i] = x[blockIdx.x * blockDim.x + i];
  __syncthreads();
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    if (i < half) part[i] += part[i + half];
    __syncthreads();
  }
  if (i == 0) sums[blockIdx.x] = part[0];
}
)";

// Fills `count` words of shared memory and adds them up: one sum a block.
inline constexpr char kMuchShared[] = R"(
extern "C" __global__ void much_shared(unsigned count, unsigned long long* sums) {
  extern __shared__ unsigned word[];
  for (unsigned i = threadIdx.x; i < count; i += blockDim.x) word[i] = i + blockIdx.x;
  __syncthreads();
  if (threadIdx.x != 0) return;
  unsigned long long sum = 0;
  for (unsigned i = 0; i < count; ++i) sum += word[i];
  sums[blockIdx.x] = sum;
}
)";

// out[item] = its number, over grids and blocks of three dimensions.
inline constexpr char kNumbers[] = R"(
extern "C" __global__ void numbers(unsigned* out) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const unsigned item = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  const unsigned i = block * blockDim.x * blockDim.y * blockDim.z + item;
  out[i] = i;
}
)";

// Values of every size, a struct among them; static shared memory; at most 128 items.
inline constexpr char kMixed[] = R"(
struct Pair { int first; double second; };
extern "C" __global__ void __launch_bounds__(128)
    mixed(char a, short b, Pair pair, bool flag, long long c, double* out) {
  __shared__ double kept[32];
  if (threadIdx.x == 0) kept[0] = a + b + pair.first + pair.second + (flag ? 0.5 : 0.0) + (double)c;
  __syncthreads();
  if (threadIdx.x == blockDim.x - 1) out[blockIdx.x] = kept[0];
}
)";

// Writes where nobody may, or stops itself.
inline constexpr char kFaults[] = R"(
extern "C" __global__ void write_to_nothing(int offset) {
  *(int*)(unsigned long long)(unsigned)offset = 1;
}
extern "C" __global__ void trap(int* out) {
  out[0] = 1;
  __trap();
}
)";

inline constexpr std::array kCudaKernels = {
    CudaSource{"scale", kScale},     CudaSource{"block_sums", kBlockSums},
    CudaSource{"numbers", kNumbers}, CudaSource{"much_shared", kMuchShared},
    CudaSource{"mixed", kMixed},     CudaSource{"faults", kFaults},
};

// Does not compile: a name that nobody declared, in line 3.
inline constexpr char kBroken[] =
    "\nextern \"C\" __global__ void scale(unsigned n, float a, float* x) {\n"
    "  x[threadIdx.x] = never_declared;\n}\n";

// Has a name of C++'s.
inline constexpr char kNotExternC[] = R"(
__global__ void scale(unsigned n, float a, float* x) { if (threadIdx.x < n) x[threadIdx.x] *= a; }
)";

}  // namespace fulcrum::test
