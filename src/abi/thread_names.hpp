// SPDX-License-Identifier: Apache-2.0
// The names of other libraries under which the C ABI lets its number of threads be set: X(name).
// Setters take the number by value, those of Fortran its address. libfulcrum_blas64 adds name64_
// and name_64, as libblastrampoline and threadpoolctl ask for them beside suffixed routines.
#pragma once

// clang-format off
#define FULCRUM_THREAD_SETTERS(X) \
  X(openblas_set_num_threads)     \
  X(MKL_Set_Num_Threads)          \
  X(bli_thread_set_num_threads)   \
  X(flexiblas_backend_set_num_threads)

// MKL's name in lower case takes an address too: its header makes it the other one for C.
#define FULCRUM_THREAD_FORTRAN_SETTERS(X) \
  X(openblas_set_num_threads_)            \
  X(mkl_set_num_threads)                  \
  X(mkl_set_num_threads_)

// The last but one is FlexiBLAS's documented name, the last how its loader spells it.
#define FULCRUM_THREAD_GETTERS(X)      \
  X(openblas_get_num_threads)          \
  X(openblas_get_num_threads_)         \
  X(MKL_Get_Max_Threads)               \
  X(mkl_get_max_threads)               \
  X(mkl_get_max_threads_)              \
  X(bli_thread_get_num_threads)        \
  X(flexiblas_backend_get_num_threads) \
  X(flexiblas_backend_ge_num_threads)

// All, with those that threads.cc defines one by one.
#define FULCRUM_THREAD_NAMES(X)     \
  FULCRUM_THREAD_SETTERS(X)         \
  FULCRUM_THREAD_FORTRAN_SETTERS(X) \
  FULCRUM_THREAD_GETTERS(X)         \
  X(openblas_set_num_threads_local) \
  X(MKL_Set_Num_Threads_Local)      \
  X(openblas_get_config)
// clang-format on
