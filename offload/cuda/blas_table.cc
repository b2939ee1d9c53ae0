// SPDX-License-Identifier: Apache-2.0
// The table of CUDA: one launch of cuBLAS for each type of problem.
#include "offload/cuda/blas_table.hpp"

#include <array>
#include <type_traits>

#include "offload/blas/cross.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/cuda_lane.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"

namespace fulcrum::offload::cuda {
namespace {

template <class T>
const BlasRoutines<T, int>& routines(const BlasApi& api) {
  if constexpr (std::is_same_v<T, float>) {
    return api.s;
  } else {
    return api.d;
  }
}
template <class T>
const BlasRoutines<T, std::int64_t>& routines_64(const BlasApi& api) {
  if constexpr (std::is_same_v<T, float>) {
    return api.s64;
  } else {
    return api.d64;
  }
}

// call(routines, as_int): as_int converts a size to the integer type of those routines. Sizes have
// been cut to Lane::max_size() before.
template <class T, class Call>
void call_blas(CudaLane& lane, const char* name, const Call& call) {
  const Libraries& libraries = lane.device().libraries();
  const BlasStatus status =
      libraries.blas_has_64
          ? call(routines_64<T>(libraries.blas), [](std::int64_t size) { return size; })
          : call(routines<T>(libraries.blas),
                 [](std::int64_t size) { return static_cast<int>(size); });
  lane.check_blas(status, name);
}

BlasOperation operation(bool transposed) {
  return transposed ? BlasOperation::T : BlasOperation::N;
}

template <class T>
constexpr const char* named(const char* single, const char* double_precision) {
  return std::is_same_v<T, float> ? single : double_precision;
}

CudaLane& own(blas::Lane& lane) { return static_cast<CudaLane&>(lane); }

template <class T>
void launch(blas::Lane& any, const GemmProblem<T>& p) {
  CudaLane& lane = own(any);
  call_blas<T>(lane, named<T>("cublasSgemm", "cublasDgemm"), [&](const auto& blas, auto as_int) {
    return blas.gemm(lane.blas(), operation(p.trans_a), operation(p.trans_b), as_int(p.m),
                     as_int(p.n), as_int(p.k), &p.alpha, p.a, as_int(p.lda), p.b, as_int(p.ldb),
                     &p.beta, p.c, as_int(p.ldc));
  });
}

template <class T>
void launch(blas::Lane& any, const GemvProblem<T>& p) {
  CudaLane& lane = own(any);
  call_blas<T>(lane, named<T>("cublasSgemv", "cublasDgemv"), [&](const auto& blas, auto as_int) {
    return blas.gemv(lane.blas(), operation(p.trans), as_int(p.m), as_int(p.n), &p.alpha, p.a,
                     as_int(p.lda), p.x, as_int(p.incx), &p.beta, p.y, as_int(p.incy));
  });
}

template <class T>
void launch(blas::Lane& any, const AxpyProblem<T>& p) {
  CudaLane& lane = own(any);
  call_blas<T>(lane, named<T>("cublasSaxpy", "cublasDaxpy"), [&](const auto& blas, auto as_int) {
    return blas.axpy(lane.blas(), as_int(p.n), &p.alpha, p.x, as_int(p.incx), p.y, as_int(p.incy));
  });
}

// Sets the pointer mode for one scope; back to the host's at its end.
class DevicePointers {
 public:
  explicit DevicePointers(CudaLane& lane) : lane_(lane) { set(PointerMode::Device); }
  ~DevicePointers() {
    // A handle left in the other mode would take the next call's alpha for a device address.
    const BlasStatus status =
        lane_.device().libraries().blas.set_pointer_mode(lane_.blas(), PointerMode::Host);
    if (status != BlasStatus::Success) lane_.spoil();
  }
  DevicePointers(const DevicePointers&) = delete;
  DevicePointers& operator=(const DevicePointers&) = delete;

 private:
  void set(PointerMode mode) {
    lane_.check_blas(lane_.device().libraries().blas.set_pointer_mode(lane_.blas(), mode),
                     "cublasSetPointerMode_v2");
  }
  CudaLane& lane_;
};

template <class T>
void launch(blas::Lane& any, const DotProblem<T>& p) {
  CudaLane& lane = own(any);
  const DevicePointers result_on_device(lane);
  call_blas<T>(lane, named<T>("cublasSdot", "cublasDdot"), [&](const auto& blas, auto as_int) {
    return blas.dot(lane.blas(), as_int(p.n), p.x, as_int(p.incx), p.y, as_int(p.incy), p.result);
  });
}

// Products may be cut along their depth too; the others go in pieces.
template <class P>
Outcome cross_one(blas::Pipelined& device, const P& p) {
  if constexpr (requires { blas::cross(device, p, &launch<Element<P>>); }) {
    return blas::cross(device, p, &launch<Element<P>>);
  } else {
    return blas::cross_in_pieces(device, p, simd::targets().front(), &launch<Element<P>>);
  }
}

// A row for each type of problem.
struct Row {
  const ProblemOps* type;
  Outcome (*cross)(blas::Pipelined& device, const void* problem);
};

template <class... Problems>
constexpr auto rows_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Row{&kProblemOps<Problems>, [](blas::Pipelined& device, const void* problem) {
                          return cross_one(device, *static_cast<const Problems*>(problem));
                        }}...};
}

using Computed = InRealTypes<GemmProblem, GemvProblem, AxpyProblem, DotProblem>;

}  // namespace

constinit const BlasPlatform kBlasPlatform = {"cuda", paths_of(Computed{}), &discover};

Outcome cross(blas::Pipelined& device, const AnyProblem& problem) noexcept {
  static constexpr auto kRows = rows_of(Computed{});
  for (const Row& row : kRows) {
    if (row.type == &problem.ops()) return row.cross(device, problem.get());
  }
  return blas::failed(ErrorCode::BackendUnavailable, "no path on CUDA", 0);
}

}  // namespace fulcrum::offload::cuda
