// SPDX-License-Identifier: Apache-2.0
// How a test steers the stand-in driver and asks what it saw: one table of functions, found with
// dlsym(libcuda, "standin_control"). Plain types only, because the test never links the stand-in.
#pragma once

#include <cstdint>

namespace standin {

enum class FaultMode : std::int32_t {
  Once,     // this call fails, the next one works
  Forever,  // this call and every later one that matches fails
  Sticky,   // the context is lost: every later call on it fails with the same code
  Async,    // the call succeeds; its work fails when it runs, which loses the context at the next
            // synchronisation
};

// Fails the nth call (counted from 1 since clear()) of one function, or of all functions if
// `function` is empty. A CUDA call returns `cuda_code`, one of cuBLAS or NVRTC `cublas_code`. A
// failed call does nothing, except that one that frees or destroys has done so: there the code
// stands for an error of earlier work, as the manual warns.
struct Fault {
  const char* function;
  std::int64_t nth;
  std::int32_t cuda_code;
  std::int32_t cublas_code;
  FaultMode mode;
};

enum class CopyKind : std::int32_t { None, HostToDevice, DeviceToHost, DeviceToDevice };

struct LoggedCall {
  char function[48];          // as exported: "cuMemAlloc_v2"
  std::int32_t result;        // what it returned
  std::int32_t faulted;       // 1: an injected fault or a lost context answered, not the function
  CopyKind copy;              // None where it is no copy
  std::int32_t pageable;      // 1: a copy whose host side is not pinned
  std::uint64_t bytes;        // size of an allocation or copy
  std::uint64_t destination;  // first argument that is an address, 0 where there is none
  std::uint64_t source;       // where a copy reads
};

// What is alive now.
struct Live {
  std::int64_t device_allocations, device_bytes, pinned_allocations, pinned_bytes;
  std::int64_t streams, events, blas_handles, contexts,
      queued_work;  // the last: operations that touch memory
  std::int64_t modules;
};

struct Control {
  void (*clear)();  // forgets faults, log, counters and violations; leaves what is alive
  void (*fail)(const Fault* fault);
  std::int64_t (*faults_fired)();
  std::int64_t (*calls)();  // since clear()
  std::int64_t (*log_size)();
  int (*log_entry)(std::int64_t index, LoggedCall* entry);  // 0 where there is no such entry
  void (*live)(Live* live);
  std::int64_t (*violations)();  // misuse since clear(): races, freed or foreign handles, leaks
  const char* (*violation)(std::int64_t index);   // valid until the next clear()
  std::int64_t (*context_depth)();                // of the calling thread's context stack
  void (*set_memory_bytes)(std::uint64_t bytes);  // of every device, for allocations to come
};

}  // namespace standin
