// SPDX-License-Identifier: Apache-2.0
// What the programs on single routines share: other BLAS libraries to time beside our kernels, and
// the registration of one call.
//
// FULCRUM_BENCH_PEERS lists shared libraries, "name=path[@pattern]" with commas between; the
// pattern turns a Fortran routine into its symbol ("%s_" unless given):
// FULCRUM_BENCH_PEERS=openblas=libopenblas.so.0,blis=libblis.so.4 The peers read their own
// variables for threads and kernels (OPENBLAS_NUM_THREADS, OPENBLAS_CORETYPE, ...); ours uses
// OMP_NUM_THREADS.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/values.hpp"
#include "fulcrum/config.hpp"
#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::bench {

class Peer {
 public:
  Peer(std::string name, void* handle, std::string pattern)
      : name_(std::move(name)), handle_(handle), pattern_(std::move(pattern)) {}

  const std::string& name() const { return name_; }

  // The routine's entry, f32 or f64 as T says: routine<double>("axpy") is daxpy. Ends the program
  // if there is none.
  template <class T, class Function>
  Function* routine(const std::string& stem) const {
    Function* const entry = routine_or_null<T, Function>(stem);
    if (entry == nullptr) lacks((sizeof(T) == 4 ? "s" : "d") + stem);
    return entry;
  }
  // The same by the routine's full name: entry<decltype(daxpy_)>("daxpy").
  template <class Function>
  Function* entry(const std::string& routine) const {
    Function* const found = entry_or_null<Function>(routine);
    if (found == nullptr) lacks(routine);
    return found;
  }
  template <class Function>
  Function* entry_or_null(const std::string& routine) const {
    return reinterpret_cast<Function*>(symbol(routine));
  }
  // The same for a routine that not every library has: null if there is none.
  template <class T, class Function>
  Function* routine_or_null(const std::string& stem) const {
    return reinterpret_cast<Function*>(symbol((sizeof(T) == 4 ? "s" : "d") + stem));
  }

 private:
  void* symbol(const std::string& routine) const;
  [[noreturn]] void lacks(const std::string& routine) const;

  std::string name_;
  void* handle_;
  std::string pattern_;
};

// The libraries of FULCRUM_BENCH_PEERS, loaded once. Ends the program with a message where one
// cannot be loaded.
const std::vector<Peer>& peers();

template <class T>
const char* type_name() {
  return sizeof(T) == 4 ? "f32" : "f64";
}

// Registers "stem/type/who/shape": setup() makes the operands and returns the call that is timed.
// With --benchmark_repetitions, "best" is the fastest repetition: what the machine does
// undisturbed.
template <class T, class Setup>
void add(const std::string& stem, const std::string& who, const std::string& shape, double flops,
         Setup setup) {
  const std::string name = stem + "/" + type_name<T>() + "/" + who + "/" + shape;
  benchmark::RegisterBenchmark(name.c_str(), [flops, setup](benchmark::State& state) {
    auto call = setup();
    for (auto _ : state) call();
    state.counters["flops"] =
        benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
  })->ComputeStatistics("best", [](const std::vector<double>& v) {
    return *std::min_element(v.begin(), v.end());
  });
}

}  // namespace fulcrum::bench
