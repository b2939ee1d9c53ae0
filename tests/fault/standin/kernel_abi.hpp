// SPDX-License-Identifier: Apache-2.0
// What a compiled kernel of the stand-in exports: a shared object for the host, made by the
// stand-in's NVRTC from CUDA C and kernel_shim.inc, which declares the same structs.
#pragma once

namespace standin {

struct Index3 {
  unsigned x, y, z;
};

// The state that a kernel's items see, exported as `standin_state`. One item at a time runs.
struct KernelState {
  int layout, architecture;
  Index3 thread, block, block_size, grid;
  void (*barrier)();
  void (*stop)(int code);                 // does not return
  unsigned char* dynamic;                 // shared memory of a block
  unsigned dynamic_bytes;                 // that there is room for, a canary behind it included
  const char *shared_begin, *shared_end;  // shared memory that kernels declare
};

enum class ParameterKind : unsigned char { Value, ConstPointer, Pointer };

// Exported as `standin_kernel_NAME`.
struct KernelEntry {
  unsigned count;
  const unsigned* bytes;  // of each parameter
  const ParameterKind* kinds;
  void (*item)(void* const* values);
  unsigned max_items;  // of a block, as __launch_bounds__ says
  int has_barrier;
};

inline constexpr int kKernelLayout = 1;
inline constexpr int kMaxSharedBytes = 232448,
                     kUsualSharedBytes = 49152;  // as compute capability 9.0
inline constexpr unsigned kSharedCanary = 1024;

// The first line of what the stand-in takes for PTX; the shared object follows, two hexadecimal
// digits a byte.
inline constexpr char kPtxLine[] = "// PTX of the stand-in, compute_";

}  // namespace standin
