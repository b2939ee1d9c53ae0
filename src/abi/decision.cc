// SPDX-License-Identifier: Apache-2.0
// The names of fulcrum/decision.h. Compiled into the libraries of the C ABI and into libfulcrum, so
// that a program needs neither beside the one that it has; nothing else is defined here, so that of
// several archives the first has them.
#include "src/abi/abi.hpp"
#include "src/api/c_decision.hpp"

FULCRUM_BLAS_EXPORT int fulcrum_explain(const fulcrum_call* call, int format, char* buffer,
                                        size_t size) {
  return fulcrum::api::c_explain(call, format, buffer, size);
}

FULCRUM_BLAS_EXPORT int fulcrum_last_decision(int format, char* buffer, size_t size) {
  return fulcrum::api::c_last_decision(format, buffer, size);
}

FULCRUM_BLAS_EXPORT int fulcrum_call_counts(fulcrum_counts* counts) {
  return fulcrum::api::c_call_counts(counts);
}
