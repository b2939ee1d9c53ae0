// SPDX-License-Identifier: Apache-2.0
// The number of threads, for programs that know only the C ABI.
#include "fulcrum/config.hpp"
#include "src/abi/abi.hpp"
#include "src/api/execute.hpp"

FULCRUM_BLAS_EXPORT int fulcrum_set_num_threads(int threads) {
  return fulcrum::set_num_threads(threads > 0 ? threads : 0);
}

FULCRUM_BLAS_EXPORT int fulcrum_set_num_threads_local(int threads) {
  return fulcrum::set_num_threads_local(threads > 0 ? threads : 0);
}

FULCRUM_BLAS_EXPORT int fulcrum_get_num_threads() {
  return fulcrum::api::threads_of_a_large_call();
}
