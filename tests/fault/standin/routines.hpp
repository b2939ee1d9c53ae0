// SPDX-License-Identifier: Apache-2.0
// What the routines of the stand-in's cuBLAS share (routines_level1.hpp and its siblings): checks
// as cuBLAS makes them, then one operation in the stream of the handle that computes with plain
// loops. Where the manual does not promise that an operand is left alone (alpha == 0), it is read;
// an imaginary part that is only said to be zero (a Hermitian diagonal's) is used. The other
// triangle and a unit diagonal are not read.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "driver.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace standin {

namespace cuda = fulcrum::offload::cuda;
using cuda::BlasDiagonal;
using cuda::BlasFill;
using cuda::BlasOperation;
using cuda::BlasSide;
using cuda::BlasStatus;
using I64 = std::int64_t;

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
inline bool legal(BlasOperation trans) { return static_cast<unsigned>(trans) <= 2; }
template <class... Enums>
bool legal(Enums... values) {
  return ((static_cast<unsigned>(values) <= 1) && ...);
}
inline bool transposes(BlasOperation op) { return op != BlasOperation::N; }

// The type of a scalar that is real whatever the elements are.
template <class T>
using RealOf = typename cuda::PartOf<T>::Type;
template <class T>
inline constexpr bool kComplex = !std::is_same_v<T, RealOf<T>>;

template <class T>
T conjugate(const T& value) {
  if constexpr (kComplex<T>) {
    return std::conj(value);
  } else {
    return value;
  }
}
template <class T>
T conjugate_if(bool really, const T& value) {
  return really ? conjugate(value) : value;
}

// op(A): element (i, j) of it.
template <class T>
struct General {
  const T* a;
  I64 ld;
  BlasOperation op;

  T operator()(I64 i, I64 j) const {
    const T& value = transposes(op) ? a[j + i * ld] : a[i + j * ld];
    return conjugate_if(op == BlasOperation::C, value);
  }
};

// How a triangle of an n x n matrix is stored: in a full matrix, as the k diagonals beside the main
// one, or column behind column.
enum class Kind : std::uint8_t { Full, Band, Packed };
struct Stored {
  Kind kind;
  BlasFill fill;
  I64 n, k, ld;

  bool has(I64 i, I64 j) const {
    const I64 off = fill == BlasFill::Upper ? j - i : i - j;
    return off >= 0 && (kind != Kind::Band || off <= k);
  }
  I64 at(I64 i, I64 j) const {
    const bool upper = fill == BlasFill::Upper;
    if (kind == Kind::Full) return i + j * ld;
    if (kind == Kind::Band) return (upper ? k + i - j : i - j) + j * ld;
    return upper ? i + j * (j + 1) / 2 : i + j * (2 * n - j - 1) / 2;
  }
  I64 size() const {
    if (n == 0) return 0;
    if (kind == Kind::Packed) return n * (n + 1) / 2;
    return (n - 1) * ld + (kind == Kind::Band ? k + 1 : n);
  }
  bool legal() const {
    return standin::legal(fill) && n >= 0 && k >= 0 &&
           (kind == Kind::Packed || ld >= std::max<I64>(1, kind == Kind::Band ? k + 1 : n));
  }
};
inline Stored full(BlasFill fill, I64 n, I64 ld) { return {Kind::Full, fill, n, 0, ld}; }
inline Stored band(BlasFill fill, I64 n, I64 k, I64 ld) { return {Kind::Band, fill, n, k, ld}; }
inline Stored packed(BlasFill fill, I64 n) { return {Kind::Packed, fill, n, 0, 1}; }

// A symmetric or Hermitian matrix, of which a triangle is stored.
template <class T>
struct Structured {
  const T* a;
  Stored stored;
  bool hermitian;

  T operator()(I64 i, I64 j) const {
    if (stored.has(i, j)) return a[stored.at(i, j)];
    return stored.has(j, i) ? conjugate_if(hermitian, a[stored.at(j, i)]) : T{};
  }
};

// op(A) of a triangular matrix: has() says where elements are that are not known to be zero.
template <class T>
struct Triangular {
  const T* a;
  Stored stored;
  BlasOperation op;
  BlasDiagonal diagonal;

  bool has(I64 i, I64 j) const { return transposes(op) ? stored.has(j, i) : stored.has(i, j); }
  bool unit() const { return diagonal == BlasDiagonal::Unit; }
  bool is_upper() const { return (stored.fill == BlasFill::Upper) != transposes(op); }
  I64 size() const { return stored.n; }
  T operator()(I64 i, I64 j) const {
    if (i == j && unit()) return T{1};
    const T& value = a[transposes(op) ? stored.at(j, i) : stored.at(i, j)];
    return conjugate_if(op == BlasOperation::C, value);
  }
};

// The same transposed, without conjugation.
template <class T>
struct Turned {
  Triangular<T> inner;

  bool has(I64 i, I64 j) const { return inner.has(j, i); }
  bool unit() const { return inner.unit(); }
  bool is_upper() const { return !inner.is_upper(); }
  I64 size() const { return inner.size(); }
  T operator()(I64 i, I64 j) const { return inner(j, i); }
};

// x = A x, or the solution of A x = b in the place of b; element i lies at x[i * inc].
template <class Matrix, class T>
void triangular(const Matrix& a, bool solve, T* x, I64 inc) {
  const I64 n = a.size();
  // Row by row, in the order in which nothing that is still needed is overwritten.
  const bool from_first = a.is_upper() != solve;
  for (I64 step = 0; step < n; ++step) {
    const I64 i = from_first ? step : n - 1 - step;
    T sum = solve || a.unit() ? x[i * inc] : a(i, i) * x[i * inc];
    for (I64 j = 0; j < n; ++j) {
      if (j == i || !a.has(i, j)) continue;
      sum += (solve ? -a(i, j) : a(i, j)) * x[j * inc];
    }
    x[i * inc] = solve && !a.unit() ? sum / a(i, i) : sum;
  }
}

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

  template <class T>
  T* structured(T* address, const Stored& stored, bool write) {
    if (stored.n == 0) return nullptr;
    return touch(address, static_cast<std::size_t>(stored.size()) * sizeof(T), write);
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

  void violation(const std::string& text) { driver_.violation(operation_.what + ": " + text); }
  Driver& driver() { return driver_; }

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
template <class T, class Beta>
T updated(T value, Beta beta, const T& old) {
  return beta == Beta{} ? value : value + beta * old;
}

// A diagonal that a Hermitian update leaves real.
template <class T>
void make_real(T& value) {
  value = T(std::real(value));
}

}  // namespace standin

// NOLINTEND(performance-no-int-to-ptr)
