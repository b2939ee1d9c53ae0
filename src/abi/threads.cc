// SPDX-License-Identifier: Apache-2.0
// The number of threads, for programs that know only the C ABI: our own names, and those of
// OpenBLAS, MKL, BLIS and FlexiBLAS's backends (src/abi/thread_names.hpp), by which clients and
// loaders look for a BLAS library's threads.
#include "fulcrum/config.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/thread_names.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

int set_process(int threads) { return set_num_threads(threads > 0 ? threads : 0); }
int set_local(int threads) { return set_num_threads_local(threads > 0 ? threads : 0); }
int get() { return execute::threads_of_a_large_call(); }

// OpenBLAS returns the number that was in effect, and callers hand it back to restore it. Where it
// is what the process uses anyway, the thread is left without a setting of its own, so that it
// follows later changes.
int set_local_as_openblas(int threads) {
  const int before = get();
  set_local(0);
  if (get() != threads) set_local(threads);
  return before;
}

// The first word is not "OpenBLAS": clients that read a version out of it must not take ours for
// one.
#ifdef FULCRUM_BLAS_INT64
constexpr char kConfig[] = "Fulcrum " FULCRUM_VERSION " USE64BITINT USE_OPENMP";
#else
constexpr char kConfig[] = "Fulcrum " FULCRUM_VERSION " USE_OPENMP";
#endif

}  // namespace
}  // namespace fulcrum::abi

FULCRUM_BLAS_EXPORT int fulcrum_set_num_threads(int threads) {
  return fulcrum::abi::set_process(threads);
}

FULCRUM_BLAS_EXPORT int fulcrum_set_num_threads_local(int threads) {
  return fulcrum::abi::set_local(threads);
}

FULCRUM_BLAS_EXPORT int fulcrum_get_num_threads() { return fulcrum::abi::get(); }

FULCRUM_BLAS_EXPORT int openblas_set_num_threads_local(int threads) {
  return fulcrum::abi::set_local_as_openblas(threads);
}

FULCRUM_BLAS_EXPORT int MKL_Set_Num_Threads_Local(int threads) {
  return fulcrum::abi::set_local(threads);
}

FULCRUM_BLAS_EXPORT char* openblas_get_config() {
  return const_cast<char*>(fulcrum::abi::kConfig);  // as OpenBLAS declares it
}

// A getter returns 64 bits, for callers that expect BLIS's dim_t or a 64-bit INTEGER; others read
// the lower half. A setter reads the lower half alone of what either hands over.
#define FULCRUM_THREAD_SETTER(NAME) \
  FULCRUM_BLAS_EXPORT void NAME(int threads) { fulcrum::abi::set_process(threads); }
#define FULCRUM_THREAD_FORTRAN_SETTER(NAME) \
  FULCRUM_BLAS_EXPORT void NAME(const int* threads) { fulcrum::abi::set_process(*threads); }
#define FULCRUM_THREAD_GETTER(NAME) \
  FULCRUM_BLAS_EXPORT long long NAME() { return fulcrum::abi::get(); }

FULCRUM_THREAD_SETTERS(FULCRUM_THREAD_SETTER)
FULCRUM_THREAD_FORTRAN_SETTERS(FULCRUM_THREAD_FORTRAN_SETTER)
FULCRUM_THREAD_GETTERS(FULCRUM_THREAD_GETTER)

#ifdef FULCRUM_BLAS_INT64
#define FULCRUM_THREAD_64(NAME)       \
  FULCRUM_BLAS_ALIAS(NAME, NAME##64_) \
  FULCRUM_BLAS_ALIAS(NAME, NAME##_64)
FULCRUM_THREAD_NAMES(FULCRUM_THREAD_64)
#endif
