// SPDX-License-Identifier: Apache-2.0
// gemm, gemv, axpy and dot of the stand-in's cuBLAS: checks as cuBLAS makes them, then one
// operation in the stream of the handle that computes with plain loops. Where the manual does not
// promise that an operand is left alone (alpha == 0), it is read.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "driver.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace standin {

namespace cuda = fulcrum::offload::cuda;
using cuda::BlasOperation;
using cuda::BlasStatus;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
inline bool legal(BlasOperation trans) { return static_cast<unsigned>(trans) <= 2; }

// Collects what one routine touches. A range that is not the device's makes the kernel fail when it
// runs, as on a GPU.
class Kernel {
 public:
  Kernel(Driver& driver, const BlasHandle& handle, const char* what)
      : driver_(driver), handle_(handle) {
    operation_.what = what;
    stream_ = driver.stream(what, handle.stream);
    if (handle.workspace != 0)
      touch(reinterpret_cast<void*>(handle.workspace), handle.workspace_bytes, true);
  }

  template <class T>
  T* touch(T* address, std::size_t bytes, bool write) {
    const auto access = driver_.access(operation_.what.c_str(),
                                       reinterpret_cast<std::uint64_t>(address), bytes, write);
    if (!access) {
      operation_.fails_with = kIllegalAddress;
      return nullptr;
    }
    operation_.accesses.push_back(*access);
    return reinterpret_cast<T*>(access->data());
  }

  template <class T>
  T* matrix(T* address, std::int64_t rows, std::int64_t columns, std::int64_t ld, bool write) {
    if (rows == 0 || columns == 0) return nullptr;
    return touch(address, static_cast<std::size_t>((columns - 1) * ld + rows) * sizeof(T), write);
  }

  template <class T>
  T* vector(T* address, std::int64_t n, std::int64_t inc, bool write) {
    if (n == 0) return nullptr;
    T* low =
        touch(address, static_cast<std::size_t>((n - 1) * std::abs(inc) + 1) * sizeof(T), write);
    return low == nullptr || inc >= 0 ? low : low - (n - 1) * inc;
  }

  // A scalar, read now (host pointer mode) or when the kernel runs (device pointer mode).
  template <class T>
  std::function<T()> scalar(const T* address) {
    if (handle_.pointer_mode == 0) return [value = *address] { return value; };
    const T* at = touch(address, sizeof(T), false);
    return [at] { return *at; };
  }

  int launch(std::function<void()> run) {
    if (stream_ == nullptr) return kBlasExecutionFailed;
    operation_.run = std::move(run);
    driver_.enqueue(stream_, std::move(operation_));
    return 0;
  }

  int synchronize() { return driver_.synchronize(stream_) == 0 ? 0 : kBlasExecutionFailed; }

 private:
  Driver& driver_;
  const BlasHandle& handle_;
  Operation operation_;
  std::shared_ptr<Stream> stream_;
};

template <class Body>
BlasStatus run_routine(const char* name, cuda::BlasHandle handle, Body&& body) {
  Driver& driver = Driver::get();
  return static_cast<BlasStatus>(
      driver.call({.library = Library::Cublas, .function = name}, [&]() -> int {
        const BlasHandle* found = driver.blas_handle(name, reinterpret_cast<std::uint64_t>(handle));
        if (found == nullptr) return kBlasNotInitialized;
        Kernel kernel(driver, *found, name);
        return body(kernel, found->pointer_mode);
      }));
}

// The new value of an output: beta == 0 does not read the old one.
template <class T>
T updated(T value, T beta, const T& old) {
  return beta == T{} ? value : value + beta * old;
}

template <class T>
BlasStatus gemm(const char* name, cuda::BlasHandle handle, BlasOperation trans_a,
                BlasOperation trans_b, std::int64_t m, std::int64_t n, std::int64_t k,
                const T* alpha, const T* a, std::int64_t lda, const T* b, std::int64_t ldb,
                const T* beta, T* c, std::int64_t ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const bool ta = trans_a != BlasOperation::N, tb = trans_b != BlasOperation::N;
    const std::int64_t one = 1, rows_a = ta ? k : m, rows_b = tb ? n : k;
    if (!legal(trans_a) || !legal(trans_b) || m < 0 || n < 0 || k < 0 ||
        lda < std::max(one, rows_a) || ldb < std::max(one, rows_b) || ldc < std::max(one, m) ||
        alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const T* da = kernel.matrix(a, rows_a, ta ? m : k, lda, false);
    const T* db = kernel.matrix(b, rows_b, tb ? k : n, ldb, false);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      const T al = alpha_at(), be = beta_at();
      const std::int64_t a_row = ta ? lda : 1, a_column = ta ? 1 : lda, b_row = tb ? ldb : 1,
                         b_column = tb ? 1 : ldb;
      for (std::int64_t j = 0; j < n; ++j) {
        for (std::int64_t i = 0; i < m; ++i) {
          T sum{};
          for (std::int64_t l = 0; l < k; ++l)
            sum += da[i * a_row + l * a_column] * db[l * b_row + j * b_column];
          T& out = dc[i + j * ldc];
          out = updated(k == 0 ? T{} : al * sum, be, out);
        }
      }
    });
  });
}

template <class T>
BlasStatus gemv(const char* name, cuda::BlasHandle handle, BlasOperation trans, std::int64_t m,
                std::int64_t n, const T* alpha, const T* a, std::int64_t lda, const T* x,
                std::int64_t incx, const T* beta, T* y, std::int64_t incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal(trans) || m < 0 || n < 0 || lda < std::max<std::int64_t>(1, m) || incx == 0 ||
        incy == 0 || alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const bool t = trans != BlasOperation::N;
    const std::int64_t rows = t ? n : m, columns = t ? m : n, row_step = t ? lda : 1,
                       column_step = t ? 1 : lda;
    const T* da = kernel.matrix(a, m, n, lda, false);
    const T* dx = kernel.vector(x, columns, incx, false);
    T* dy = kernel.vector(y, rows, incy, true);
    auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      const T al = alpha_at(), be = beta_at();
      for (std::int64_t i = 0; i < rows; ++i) {
        T sum{};
        for (std::int64_t l = 0; l < columns; ++l)
          sum += da[i * row_step + l * column_step] * dx[l * incx];
        dy[i * incy] = updated(al * sum, be, dy[i * incy]);
      }
    });
  });
}

template <class T>
BlasStatus axpy(const char* name, cuda::BlasHandle handle, std::int64_t n, const T* alpha,
                const T* x, std::int64_t incx, T* y, std::int64_t incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (alpha == nullptr) return kBlasInvalidValue;
    if (n <= 0) return 0;
    const T* dx = kernel.vector(x, n, incx, false);
    T* dy = kernel.vector(y, n, incy, true);
    auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] {
      const T al = alpha_at();
      for (std::int64_t i = 0; i < n; ++i) dy[i * incy] += al * dx[i * incx];
    });
  });
}

// In host pointer mode the call waits for the sum, as cuBLAS does.
template <class T>
BlasStatus dot(const char* name, cuda::BlasHandle handle, std::int64_t n, const T* x,
               std::int64_t incx, const T* y, std::int64_t incy, T* result) {
  return run_routine(name, handle, [&](Kernel& kernel, int pointer_mode) -> int {
    if (result == nullptr) return kBlasInvalidValue;
    const std::int64_t count = std::max<std::int64_t>(n, 0);
    const T* dx = kernel.vector(x, count, incx, false);
    const T* dy = kernel.vector(y, count, incy, false);
    auto sum_on_host = std::make_shared<T>();
    T* out = pointer_mode == 0 ? sum_on_host.get() : kernel.touch(result, sizeof(T), true);
    const int launched = kernel.launch([=] {
      T sum{};
      for (std::int64_t i = 0; i < count; ++i) sum += dx[i * incx] * dy[i * incy];
      *out = sum;
      (void)sum_on_host;  // kept alive until here
    });
    if (launched != 0 || pointer_mode != 0) return launched;
    const int status = kernel.synchronize();
    if (status == 0) *result = *sum_on_host;
    return status;
  });
}

}  // namespace standin

// NOLINTEND(performance-no-int-to-ptr)
