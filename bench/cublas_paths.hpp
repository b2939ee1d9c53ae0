// SPDX-License-Identifier: Apache-2.0
// One product along the six paths that cublas_bench compares, on a device.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "fulcrum/runtime/platform.hpp"
#include "offload/cuda/blas_device.hpp"
#include "offload/cuda/cuda_queue.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/harness.hpp"
#include "offload/measure/workload.hpp"
#include "simd/targets.hpp"

namespace fulcrum::bench {

// C(m,n) = A(m,k) B(k,n); gemv with n == 1.
struct Case {
  bool gemv;
  std::int64_t m, n, k;
  bool operator==(const Case&) const = default;
  double flops() const {
    return 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  }
};

enum PathIndex { kSimd, kFulcrum, kFulcrumLocked, kCublas, kCublasLocked, kResident, kPaths };
struct Path {
  const char *name, *memory;
};
inline constexpr Path kPathNames[kPaths] = {{"simd", "pageable"},       {"fulcrum", "pageable"},
                                            {"fulcrum", "page-locked"}, {"cublas", "pageable"},
                                            {"cublas", "page-locked"},  {"cublas", "resident"}};

struct PathResult {
  measure::Measurement time;
  measure::Check check;
  std::string failure;

  std::string status() const {
    if (!failure.empty()) return failure;
    if (check.mismatches == 0) return "ok";
    return "wrong result: " + std::to_string(check.mismatches) + " of " +
           std::to_string(check.elements) + " elements beyond the bound";
  }
};
using CaseResult = std::array<PathResult, kPaths>;

// cuBLAS as a program without Fulcrum would use it: one stream, one handle in its default modes.
class Cublas {
 public:
  explicit Cublas(std::shared_ptr<offload::cuda::CudaDevice> device)
      : device_(std::move(device)), stream_(device_) {
    const offload::cuda::ContextScope scope(*device_);
    device_->check(blas().create(&handle_), "cublasCreate_v2");
    device_->check(blas().set_stream(handle_, stream_.handle()), "cublasSetStream_v2");
  }
  ~Cublas() {
    const offload::cuda::ContextScope scope(*device_, std::nothrow);
    if (scope.active() && handle_ != nullptr) blas().destroy(handle_);
  }
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  offload::cuda::CudaDevice& device() { return *device_; }
  Device factory() const { return Device(device_); }

  void up(std::uintptr_t to, const void* from, std::size_t bytes) {
    device_->check(device_->driver().memcpy_htod_async(to, from, bytes, stream_.handle()),
                   "cuMemcpyHtoDAsync_v2");
  }
  void down(void* to, std::uintptr_t from, std::size_t bytes) {
    device_->check(device_->driver().memcpy_dtoh_async(to, from, bytes, stream_.handle()),
                   "cuMemcpyDtoHAsync_v2");
  }
  void spoil(std::uintptr_t address, std::size_t bytes) {  // all bits set: NaN
    device_->check(device_->driver().memset_d8_async(address, 0xFF, bytes, stream_.handle()),
                   "cuMemsetD8Async");
  }
  void wait() {
    device_->check(device_->driver().stream_synchronize(stream_.handle()), "cuStreamSynchronize");
  }

  template <class T>
  void launch(const Case& s, const T* a, const T* b, T* c) {
    const T one{1}, zero{0};
    const auto m = static_cast<int>(s.m), n = static_cast<int>(s.n), k = static_cast<int>(s.k);
    constexpr auto kN = offload::cuda::BlasOperation::N;
    const auto& routines = offload::cuda::routines_of<T, int>(blas());
    device_->check(s.gemv ? routines.gemv(handle_, kN, m, k, &one, a, m, b, 1, &zero, c, 1)
                          : routines.gemm(handle_, kN, kN, m, n, k, &one, a, m, b, k, &zero, c, m),
                   s.gemv ? "cuBLAS gemv" : "cuBLAS gemm");
  }

 private:
  const offload::cuda::BlasApi& blas() const { return device_->libraries().blas; }

  std::shared_ptr<offload::cuda::CudaDevice> device_;
  offload::cuda::CudaQueue stream_;
  offload::cuda::BlasHandle handle_ = nullptr;
};

// The operands of one path in host memory.
template <class T>
struct Host {
  const T *a = nullptr, *b = nullptr;
  T* c = nullptr;
};

// One case in one type: its operands everywhere, and its six paths.
template <class T>
class Cell {
 public:
  Cell(const Case& s, Cublas& cublas, measure::Operands<T>& memory)
      : s_(s),
        cublas_(cublas),
        work_(measure::make_call(Routine::Gemm, element_type_of<T>, {s.m, s.n, s.k},
                                 Location::Unknown, num_threads()),
              memory) {
    const Device factory = cublas.factory();
    make(factory, locked_, device_, s.m * s.k, s.k * s.n, s.m * s.n);
    work_.compute_reference(*simd::find_target(active_isa()), num_threads());
    const GemmProblem<T>& p = work_.other();
    pageable_ = {p.a, p.b, p.c};
    std::copy_n(pageable_.a, s.m * s.k, locked_[0].data());
    std::copy_n(pageable_.b, s.k * s.n, locked_[1].data());
    const offload::cuda::ContextScope scope(cublas.device());
    cublas.up(device_[0].view().address(), pageable_.a, device_[0].view().bytes());
    cublas.up(device_[1].view().address(), pageable_.b, device_[1].view().bytes());
    cublas.wait();
  }

  CaseResult run(const measure::Plan& plan) {
    CaseResult result;
    std::vector<measure::Contender> contenders;
    for (int path = 0; path < kPaths; ++path) {
      PathResult& r = result[static_cast<std::size_t>(path)];
      const auto calls_of = [this, path, &r](std::int64_t calls) {
        return attempt(r, [&] { run_path(path, calls); });
      };
      if (path != kSimd && attempt(r, [&] { spoil(path); }) && calls_of(1)) {
        attempt(r, [&] { r.check = check(path); });
      }
      contenders.emplace_back(
          [&r, calls_of](std::int64_t calls) { return r.failure.empty() && calls_of(calls); });
    }
    const auto times = measure::measure(contenders, plan);
    for (std::size_t i = 0; i < kPaths; ++i) result[i].time = times[i];
    return result;
  }

 private:
  using Locked = std::array<Buffer<T, memory::Pinned>, 3>;
  using OnDevice = std::array<Buffer<T, memory::Device>, 3>;

  static void make(const Device& factory, Locked& locked, OnDevice& device, std::int64_t a,
                   std::int64_t b, std::int64_t c) {
    const std::int64_t sizes[] = {a, b, c};
    for (std::size_t i = 0; i < 3; ++i) {
      locked[i] = factory.allocate<T, memory::Pinned>(static_cast<std::size_t>(sizes[i]));
      device[i] = factory.allocate<T, memory::Device>(static_cast<std::size_t>(sizes[i]));
    }
  }

  // False, with the reason in r, where `body` throws. What had been queued is waited for: the
  // operands are freed next.
  template <class Body>
  bool attempt(PathResult& r, const Body& body) {
    try {
      body();
      return true;
    } catch (const Error& error) {
      r.failure = error.what();
    }
    const offload::cuda::ContextScope scope(cublas_.device(), std::nothrow);
    try {
      if (scope.active()) cublas_.wait();
    } catch (const Error&) {
      return false;  // the error above stands
    }
    return false;
  }

  Host<T> host(int path) const {
    if (path == kFulcrumLocked || path == kCublasLocked) {
      return {locked_[0].data(), locked_[1].data(), locked_[2].data()};
    }
    return pageable_;
  }
  std::uintptr_t on_device(std::size_t i) const { return device_[i].view().address(); }
  std::size_t bytes(std::size_t i) const { return device_[i].view().bytes(); }

  void run_path(int path, std::int64_t calls) {
    const Host<T> h = host(path);
    if (path <= kFulcrumLocked) {
      for (; calls > 0; --calls) compute(h, path == kSimd ? Backend::Simd : Backend("cuda"));
      return;
    }
    const offload::cuda::ContextScope scope(cublas_.device());
    for (; calls > 0; --calls) {
      if (path != kResident) {
        cublas_.up(on_device(0), h.a, bytes(0));
        cublas_.up(on_device(1), h.b, bytes(1));
      }
      cublas_.launch(s_, pointer_to<const T>(on_device(0)), pointer_to<const T>(on_device(1)),
                     pointer_to<T>(on_device(2)));
      if (path != kResident) {
        cublas_.down(h.c, on_device(2), bytes(2));
        cublas_.wait();
      }
    }
    if (path == kResident) cublas_.wait();
  }

  void compute(const Host<T>& h, Backend backend) {
    CallOptions options;
    options.backend = backend;
    if (backend == Backend("cuda")) options.device = 0;
    constexpr auto kCol = Layout::ColMajor;
    constexpr auto kNo = Op::NoTrans;
    if (s_.gemv) {
      gemv<T>(kCol, kNo, s_.m, s_.k, 1, h.a, s_.m, h.b, 1, 0, h.c, 1, options);
    } else {
      gemm<T>(kCol, kNo, kNo, s_.m, s_.n, s_.k, 1, h.a, s_.m, h.b, s_.k, 0, h.c, s_.m, options);
    }
    // A device that fails half-way leaves the rest to SIMD: right, but no time of the device's.
    const Decision d = last_decision();
    if (d.backend != backend || d.reason == Reason::DeviceFailed) {
      throw Error(ErrorCode::DeviceFailed, to_string(d.call.routine), reason_text(d.reason));
    }
  }

  void spoil(int path) {
    T* c = host(path).c;
    std::fill_n(c, s_.m * s_.n, std::numeric_limits<T>::quiet_NaN());
    const offload::cuda::ContextScope scope(cublas_.device());
    cublas_.spoil(on_device(2), bytes(2));
    cublas_.wait();
  }

  measure::Check check(int path) {
    T* c = host(path).c;
    if (path == kResident) {
      const offload::cuda::ContextScope scope(cublas_.device());
      cublas_.down(c, on_device(2), bytes(2));
      cublas_.wait();
    }
    GemmProblem<T> result = work_.reference();
    result.c = c;
    return work_.compare(result);
  }

  const Case s_;
  Cublas& cublas_;
  measure::Workload<GemmProblem<T>> work_;
  Host<T> pageable_;
  Locked locked_;
  OnDevice device_;
};

}  // namespace fulcrum::bench
