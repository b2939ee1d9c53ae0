// SPDX-License-Identifier: Apache-2.0
// Scratch memory of the calling thread, kept between calls so that no call pays for malloc and page
// faults.
#pragma once

#include <cstddef>

namespace fulcrum::simd {

// Returns at least `bytes` bytes, aligned to 4096, that stay valid until this thread's next
// workspace() call or its exit. Grows, never shrinks; blocks of 2 MiB and more ask the kernel for
// huge pages. Worker threads of a parallel region may use the caller's block. Throws
// Error(OutOfMemory) and keeps the old block. Works at any time of a thread: in destructors of its
// thread_local objects and of its pthread keys too.
void* workspace(std::size_t bytes);

// Bytes that this thread's block has now.
std::size_t workspace_size();

}  // namespace fulcrum::simd
