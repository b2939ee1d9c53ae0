// SPDX-License-Identifier: Apache-2.0
// The process's configuration: a plain value that the FULCRUM_* variables fill once, at the first
// call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/types.hpp"

namespace fulcrum {

// SIMD targets that kernels are compiled for.
enum class Isa : std::uint8_t { Scalar, Sse4, Avx2, Avx512, Neon, Sve, Sve2 };

// The name that FULCRUM_ISA takes: "avx512".
FULCRUM_API std::string_view to_string(Isa isa);

struct Config {
  Backend backend;  // FULCRUM_BACKEND
  // FULCRUM_WEIGH: platforms that are weighed though their devices share the host's processors, or
  // are processes: host, worker, opencl
  std::vector<Backend> weigh;
  std::string device;          // FULCRUM_DEVICE: an index or a part of the name; empty: any
  std::optional<Isa> isa;      // FULCRUM_ISA; empty: the best that the processor has
  int num_threads = 0;         // FULCRUM_NUM_THREADS; 0: OMP_NUM_THREADS, else the processors
  bool verbose_calls = false;  // FULCRUM_VERBOSE has "calls": one line per call on stderr
  bool verbose_offload =
      false;  // FULCRUM_VERBOSE has "offload": discovery, fallbacks, device errors
  // FULCRUM_PROFILE: machine profile file, or a bundled profile's name; "none": the priors; empty:
  // what `fulcrum tune` has left for this machine, else the priors
  std::string profile;
  bool strict = false;            // FULCRUM_STRICT
  std::string cuda_library_path;  // FULCRUM_CUDA_LIBRARY_PATH: searched before the system's folders
  std::string opencl_library_path;  // FULCRUM_OPENCL_LIBRARY_PATH: the same for OpenCL and CLBlast
  std::string worker_program;  // FULCRUM_WORKER: the program fulcrum-worker; empty: the one beside
                               // the library
};

// The configuration in force. Throws Error(InvalidOption) when an environment value is not
// understood. Thread-safe; costs one atomic load after the first call.
FULCRUM_API const Config& config();

// One row of the table of options, from which the documentation and `fulcrum info` are printed.
struct OptionInfo {
  std::string_view variable, default_value, help;
  std::string type;       // what it takes
  std::string value;      // what is in force, as text
  bool from_environment;  // set by the environment (and understood)
};
FULCRUM_API std::vector<OptionInfo> options();

// Name of the SIMD target in force, and all that this build and this processor can run, best first.
FULCRUM_API Isa active_isa();
FULCRUM_API std::vector<Isa> available_isas();

// SIMD threads that a large call made from this thread now would use: CallOptions::threads is asked
// first, then set_num_threads_local(), set_num_threads(), FULCRUM_NUM_THREADS, OMP_NUM_THREADS, the
// processors of the affinity mask, or as many as the control group's CPU quota pays for. 1 inside a
// parallel region and in a child after fork() of a process that had other threads. A call has fewer
// where threads cannot be created, and where all calls together would have more than twice the
// processors beside their callers.
FULCRUM_API int num_threads();

// SIMD threads of the calls that follow: of all threads of the process, and of the calling thread
// alone, which goes before. 0 takes the setting back. Returns the setting that was replaced, 0 for
// none. Throws Error(InvalidArgument) for a negative number. Thread-safe; a call under way keeps
// its number. No result depends on it. The C ABI has fulcrum_set_num_threads and
// fulcrum_set_num_threads_local.
FULCRUM_API int set_num_threads(int threads);
FULCRUM_API int set_num_threads_local(int threads);

FULCRUM_API std::string_view version();

}  // namespace fulcrum
