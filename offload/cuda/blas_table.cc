// SPDX-License-Identifier: Apache-2.0
// The table of CUDA: one launch of cuBLAS for each type of problem.
#include "offload/cuda/blas_table.hpp"

#include <array>
#include <string>
#include <type_traits>
#include <utility>

#include "offload/blas/crossings.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/cuda_lane.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::offload::cuda {
namespace {

// Can cuBLAS compute it? A routine of which it has not even the plain problem has no path. Of
// real types it can all of them.
template <class P>
constexpr bool is_served(const P& p) {
  if constexpr (!ComplexScalar<Element<P>>) {
    return true;
  } else if constexpr (requires { p.conj_a; }) {
    // It conjugates together with a transposition only.
    return (p.trans_a || !p.conj_a) && (p.trans_b || !p.conj_b);
  } else if constexpr (requires { p.trans, p.conj; }) {
    return p.trans || !p.conj;
  } else if constexpr (requires { p.hermitian, p.storage, p.conj; }) {
    // No symmetric band and no symmetric packed triangle, and nothing conjugated on top.
    return (p.hermitian || p.storage == Storage::Full) && !p.conj;
  } else if constexpr (requires { p.conj_x; }) {
    return !p.conj_x;  // gerc conjugates y
  } else {
    return true;
  }
}

// Its axpy conjugates nothing.
template <class T>
constexpr bool is_served(const AxpyProblem<T>& p) {
  return !p.conj;
}

// All problems of it.
template <class Group>
constexpr bool is_served(const simd::Batch<Group>& batch) {
  bool all = true;
  batch.for_each([&](const Group& group) { all = all && is_served(group.item); });
  return all;
}

// What is absent has its reason in kAbsent.
using Computed =
    typename Joined<InAllTypes<AxpyProblem, AxpbyProblem, ScalProblem, CopyProblem, SwapProblem,
                               RotProblem, DotProblem, Nrm2Problem, AsumProblem>,
                    InRealTypes<RotmProblem>, InComplexTypes<RealScalProblem>, Level2Problems,
                    InAllTypes<GemmProblem, SymmProblem, SyrkProblem, Syr2kProblem, TrmProblem>,
                    MatcopyProblems, ProductBatches>::List;

CudaLane& own(blas::Lane& lane) { return static_cast<CudaLane&>(lane); }

// call(blas, size): blas(routine, args...) calls one of `routines` on the lane's handle and throws
// where it fails; size() converts a size to the integers of those routines. Products have been cut
// to Lane::max_size() before; of the others a size that does not fit is an error.
template <class T, class Int, class Call>
void call_routines(CudaLane& lane, const BlasRoutines<T, Int>& routines, const Call& call) {
  const auto blas = [&lane](const auto& routine, auto... args) {
    lane.check_blas(routine(lane.blas(), args...), routine.name);
  };
  const auto size = [](std::int64_t value) {
    if (!std::in_range<Int>(value)) {
      throw Error(ErrorCode::BackendUnavailable, "cuBLAS",
                  std::to_string(value) + " is more than this version takes");
    }
    return static_cast<Int>(value);
  };
  call(routines, blas, size);
}

// With sizes of 64 bits where the cuBLAS at hand has them.
template <class T, class Call>
void on(blas::Lane& any, const Call& call) {
  CudaLane& lane = own(any);
  const Libraries& libraries = lane.device().libraries();
  if (libraries.blas_has_64) {
    call_routines(lane, routines_of<T, std::int64_t>(libraries.blas), call);
  } else {
    call_routines(lane, routines_of<T, int>(libraries.blas), call);
  }
}

constexpr BlasOperation kPlain = BlasOperation::N;

// Of real types never C, which not every routine takes.
template <class T>
BlasOperation operation(bool trans, bool conj) {
  if (!trans) return kPlain;
  return ComplexScalar<T> && conj ? BlasOperation::C : BlasOperation::T;
}
BlasFill fill(bool upper) { return upper ? BlasFill::Upper : BlasFill::Lower; }
BlasDiagonal diagonal(bool unit) { return unit ? BlasDiagonal::Unit : BlasDiagonal::NonUnit; }
BlasSide side(bool right) { return right ? BlasSide::Right : BlasSide::Left; }

// A scalar in host memory, aligned as cuBLAS reads it: complex ones in one access.
template <class T>
class Scalar {
 public:
  explicit Scalar(const T& value) : value_(value) {}
  operator const T*() const { return &value_; }  // NOLINT(google-explicit-constructor)

 private:
  alignas(sizeof(T)) T value_;
};

// Level 1.

template <class T>
void launch(blas::Lane& lane, const CopyProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.copy, size(p.n), p.x, size(p.incx), p.y, size(p.incy));
  });
}

template <class T>
void launch(blas::Lane& lane, const SwapProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.swap, size(p.n), p.x, size(p.incx), p.y, size(p.incy));
  });
}

template <class T>
void launch(blas::Lane& lane, const ScalProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.scal, size(p.n), Scalar(p.alpha), p.x, size(p.incx));
  });
}

template <class T>
void launch(blas::Lane& lane, const RealScalProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.real_scal, size(p.n), Scalar(p.alpha), p.x, size(p.incx));
  });
}

template <class T>
void launch(blas::Lane& lane, const AxpyProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.axpy, size(p.n), Scalar(p.alpha), p.x, size(p.incx), p.y, size(p.incy));
  });
}

// As a sum of matrices with one column, which does not read y where beta is 0. Increments are 1.
template <class T>
void launch(blas::Lane& lane, const AxpbyProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const auto n = size(p.n), one = size(1);
    blas(r.geam, kPlain, kPlain, n, one, Scalar(p.alpha), p.x, n, Scalar(p.beta), p.y, n, p.y, n);
  });
}

template <class T>
void launch(blas::Lane& lane, const RotProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.rot, size(p.n), p.x, size(p.incx), p.y, size(p.incy), Scalar(p.c), Scalar(p.s));
  });
}

// param stays in host memory.
template <class T>
void launch(blas::Lane& lane, const RotmProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.rotm, size(p.n), p.x, size(p.incx), p.y, size(p.incy), p.param);
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

// Calls a reduction that leaves its result on the device.
template <class T, class Call>
void reduce_on(blas::Lane& lane, const Call& call) {
  const DevicePointers result_on_device(own(lane));
  on<T>(lane, call);
}

template <class T>
void launch(blas::Lane& lane, const DotProblem<T>& p) {
  reduce_on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(p.conj ? r.dotc : r.dot, size(p.n), p.x, size(p.incx), p.y, size(p.incy), p.result);
  });
}

template <class T>
void launch(blas::Lane& lane, const Nrm2Problem<T>& p) {
  reduce_on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.nrm2, size(p.n), p.x, size(p.incx), p.result);
  });
}

template <class T>
void launch(blas::Lane& lane, const AsumProblem<T>& p) {
  reduce_on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.asum, size(p.n), p.x, size(p.incx), p.result);
  });
}

// Level 2.

template <class T>
void launch(blas::Lane& lane, const GemvProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.gemv, operation<T>(p.trans, p.conj), size(p.m), size(p.n), Scalar(p.alpha), p.a,
         size(p.lda), p.x, size(p.incx), Scalar(p.beta), p.y, size(p.incy));
  });
}

template <class T>
void launch(blas::Lane& lane, const GbmvProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.gbmv, operation<T>(p.trans, p.conj), size(p.m), size(p.n), size(p.kl), size(p.ku),
         Scalar(p.alpha), p.a, size(p.lda), p.x, size(p.incx), Scalar(p.beta), p.y, size(p.incy));
  });
}

template <class T>
void launch(blas::Lane& lane, const SymvProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const Scalar alpha(p.alpha), beta(p.beta);
    const auto n = size(p.n), lda = size(p.lda), incx = size(p.incx), incy = size(p.incy);
    switch (p.storage) {
      case Storage::Full:
        return blas(p.hermitian ? r.hemv : r.symv, uplo, n, alpha, p.a, lda, p.x, incx, beta, p.y,
                    incy);
      case Storage::Band:
        return blas(r.hbmv, uplo, n, size(p.k), alpha, p.a, lda, p.x, incx, beta, p.y, incy);
      case Storage::Packed:
        return blas(r.hpmv, uplo, n, alpha, p.a, p.x, incx, beta, p.y, incy);
    }
  });
}

template <class T>
void launch(blas::Lane& lane, const TrvProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const BlasOperation op = operation<T>(p.trans, p.conj);
    const BlasDiagonal diag = diagonal(p.unit);
    const auto n = size(p.n), lda = size(p.lda), incx = size(p.incx);
    switch (p.storage) {
      case Storage::Full:
        return blas(p.solve ? r.trsv : r.trmv, uplo, op, diag, n, p.a, lda, p.x, incx);
      case Storage::Band:
        return blas(p.solve ? r.tbsv : r.tbmv, uplo, op, diag, n, size(p.k), p.a, lda, p.x, incx);
      case Storage::Packed:
        return blas(p.solve ? r.tpsv : r.tpmv, uplo, op, diag, n, p.a, p.x, incx);
    }
  });
}

template <class T>
void launch(blas::Lane& lane, const GerProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(p.conj_y ? r.gerc : r.ger, size(p.m), size(p.n), Scalar(p.alpha), p.x, size(p.incx), p.y,
         size(p.incy), p.a, size(p.lda));
  });
}

// alpha is real where the matrix is Hermitian.
template <class T>
void launch(blas::Lane& lane, const SyrProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const auto n = size(p.n), incx = size(p.incx);
    if (p.storage == Storage::Packed) {
      blas(r.hpr, uplo, n, Scalar(std::real(p.alpha)), p.x, incx, p.a);
    } else if (p.hermitian) {
      blas(r.her, uplo, n, Scalar(std::real(p.alpha)), p.x, incx, p.a, size(p.lda));
    } else {
      blas(r.syr, uplo, n, Scalar(p.alpha), p.x, incx, p.a, size(p.lda));
    }
  });
}

template <class T>
void launch(blas::Lane& lane, const Syr2Problem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const Scalar alpha(p.alpha);
    const auto n = size(p.n), incx = size(p.incx), incy = size(p.incy);
    if (p.storage == Storage::Packed) {
      blas(r.hpr2, uplo, n, alpha, p.x, incx, p.y, incy, p.a);
    } else {
      blas(p.hermitian ? r.her2 : r.syr2, uplo, n, alpha, p.x, incx, p.y, incy, p.a, size(p.lda));
    }
  });
}

// Level 3, and matrices that are copied or added.

template <class T>
void launch(blas::Lane& lane, const GemmProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.gemm, operation<T>(p.trans_a, p.conj_a), operation<T>(p.trans_b, p.conj_b), size(p.m),
         size(p.n), size(p.k), Scalar(p.alpha), p.a, size(p.lda), p.b, size(p.ldb), Scalar(p.beta),
         p.c, size(p.ldc));
  });
}

template <class T>
void launch(blas::Lane& lane, const SymmProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(p.hermitian ? r.hemm : r.symm, side(p.right), fill(p.upper), size(p.m), size(p.n),
         Scalar(p.alpha), p.a, size(p.lda), p.b, size(p.ldb), Scalar(p.beta), p.c, size(p.ldc));
  });
}

template <class T>
void launch(blas::Lane& lane, const SyrkProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const BlasOperation op = operation<T>(p.trans, p.hermitian);
    const auto n = size(p.n), k = size(p.k), lda = size(p.lda), ldc = size(p.ldc);
    if (p.hermitian) {
      blas(r.herk, uplo, op, n, k, Scalar(std::real(p.alpha)), p.a, lda, Scalar(std::real(p.beta)),
           p.c, ldc);
    } else {
      blas(r.syrk, uplo, op, n, k, Scalar(p.alpha), p.a, lda, Scalar(p.beta), p.c, ldc);
    }
  });
}

template <class T>
void launch(blas::Lane& lane, const Syr2kProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const BlasFill uplo = fill(p.upper);
    const BlasOperation op = operation<T>(p.trans, p.hermitian);
    const Scalar alpha(p.alpha);
    const auto n = size(p.n), k = size(p.k), lda = size(p.lda), ldb = size(p.ldb),
               ldc = size(p.ldc);
    if (p.hermitian) {
      blas(r.her2k, uplo, op, n, k, alpha, p.a, lda, p.b, ldb, Scalar(std::real(p.beta)), p.c, ldc);
    } else {
      blas(r.syr2k, uplo, op, n, k, alpha, p.a, lda, p.b, ldb, Scalar(p.beta), p.c, ldc);
    }
  });
}

template <class T>
void launch(blas::Lane& lane, const TrmProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const Scalar alpha(p.alpha);
    const auto m = size(p.m), n = size(p.n), lda = size(p.lda), ldb = size(p.ldb);
    const auto compute = [&](const auto& routine, auto... c) {
      blas(routine, side(p.right), fill(p.upper), operation<T>(p.trans, p.conj), diagonal(p.unit),
           m, n, alpha, p.a, lda, p.b, ldb, c...);
    };
    if (p.solve) {
      compute(r.trsm);
    } else {
      compute(r.trmm, p.b, ldb);
    }
  });
}

// B = alpha op(A) + 0 B, which does not read B.
template <class T>
void launch(blas::Lane& lane, const OmatcopyProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const auto ldb = size(p.ldb);
    const auto rows = size(p.trans ? p.n : p.m), columns = size(p.trans ? p.m : p.n);
    blas(r.geam, operation<T>(p.trans, p.conj), kPlain, rows, columns, Scalar(p.alpha), p.a,
         size(p.lda), Scalar(T{}), p.b, ldb, p.b, ldb);
  });
}

template <class T>
void launch(blas::Lane& lane, const GeaddProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    const auto ldc = size(p.ldc);
    blas(r.geam, kPlain, kPlain, size(p.m), size(p.n), Scalar(p.alpha), p.a, size(p.lda),
         Scalar(p.beta), p.c, ldc, p.c, ldc);
  });
}

// On the device the elements of a column lie next to one another.
template <class T>
void launch(blas::Lane& lane, const Omatcopy2Problem<T>& p) {
  launch(lane, OmatcopyProblem<T>{p.trans, p.conj, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb});
}

template <class T>
void launch(blas::Lane& lane, const OmataddProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.geam, operation<T>(p.trans_a, p.conj_a), operation<T>(p.trans_b, p.conj_b), size(p.m),
         size(p.n), Scalar(p.alpha), p.a, size(p.lda), Scalar(p.beta), p.b, size(p.ldb), p.c,
         size(p.ldc));
  });
}

template <class T>
void launch(blas::Lane& lane, const DgmmProblem<T>& p) {
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.dgmm, side(p.right), size(p.m), size(p.n), p.a, size(p.lda), p.x, size(p.incx), p.c,
         size(p.ldc));
  });
}

// Batches: problems of one shape, a stride apart.

template <class T>
void launch(blas::Lane& lane, const simd::GemmGroup<T>& group) {
  const GemmProblem<T>& p = group.item;
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.gemm_strided_batched, operation<T>(p.trans_a, p.conj_a),
         operation<T>(p.trans_b, p.conj_b), size(p.m), size(p.n), size(p.k), Scalar(p.alpha), p.a,
         size(p.lda), group.stride_a, p.b, size(p.ldb), group.stride_b, Scalar(p.beta), p.c,
         size(p.ldc), group.stride_c, size(group.count));
  });
}

// A cuBLAS before CUDA 11.6 has them one by one only.
template <class T>
void launch(blas::Lane& lane, const simd::GemvGroup<T>& group) {
  const GemvProblem<T>& p = group.item;
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    if (r.gemv_strided_batched.pointer == nullptr) {
      for (std::int64_t i = 0; i < group.count; ++i) launch(lane, group.at(i));
      return;
    }
    blas(r.gemv_strided_batched, operation<T>(p.trans, p.conj), size(p.m), size(p.n),
         Scalar(p.alpha), p.a, size(p.lda), group.stride_a, p.x, size(p.incx), group.stride_x,
         Scalar(p.beta), p.y, size(p.incy), group.stride_y, size(group.count));
  });
}

// cuBLAS wants the addresses of the matrices, in device memory.
template <class T>
void launch(blas::Lane& lane, const simd::TrsmGroup<T>& group) {
  const TrmProblem<T>& p = group.item;
  const std::int64_t count = group.count;
  const auto all = own(lane).addresses(2 * count, [&](std::int64_t i) {
    return i < count ? reinterpret_cast<std::uintptr_t>(group.at(i).a)
                     : reinterpret_cast<std::uintptr_t>(group.at(i - count).b);
  });
  const auto* const a = pointer_to<const T* const>(all.address());
  auto* const b = pointer_to<T* const>(all.part(static_cast<std::size_t>(count), 1).address());
  on<T>(lane, [&](const auto& r, const auto& blas, auto size) {
    blas(r.trsm_batched, side(p.right), fill(p.upper), operation<T>(p.trans, p.conj),
         diagonal(p.unit), size(p.m), size(p.n), Scalar(p.alpha), a, size(p.lda), b, size(p.ldb),
         size(count));
  });
  lane.compute().use(all);
}

// A row for each type of problem.
struct Row {
  const ProblemOps* type;
  bool (*serves)(const void* problem);
};

template <class... Problems>
constexpr auto rows_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Row{&kProblemOps<Problems>, [](const void* problem) {
                          return is_served(*static_cast<const Problems*>(problem));
                        }}...};
}

constexpr auto kRows = rows_of(Computed{});

constexpr std::array kAbsent = {
    Absent{paths_of(InAllTypes<IamaxProblem, ExtremeIndexProblem>{}),
           "the reference has a rule for NaN, and cuBLAS promises none"},
    Absent{paths_of(ProblemList<WideDotProblem>{}), "cuBLAS sums products of float in float"},
    Absent{paths_of(InAllTypes<SumProblem, ExtremeProblem, GemmtProblem>{}),
           "cuBLAS has no such routine"},
    Absent{paths_of(StreamBatches{}), "cuBLAS has no batch of them"},
    Absent{paths_of(InComplexTypes<SymvProblem, SyrProblem, Syr2Problem>{}),
           "of complex banded and packed matrices cuBLAS has the Hermitian routines alone"},
    Absent{paths_of(InRealTypes<PackedProduct>{}),
           "the packed operand lies in the tiles of the host's kernels, not as a matrix"},
    Absent{paths_of(InRealTypes<EpilogueProduct>{}),
           "the vectors of an epilogue are not among the operands that a pipeline knows"},
    Absent{paths_of(MixedProducts{}), "operands of several types: a pipeline moves those of one"},
};

const Row* row_of(const AnyProblem& problem) {
  for (const Row& row : kRows)
    if (row.type == &problem.ops()) return &row;
  return nullptr;
}

}  // namespace

constinit const BlasPlatform kBlasPlatform = {
    .name = "cuda",
    .paths = paths_of(Computed{}, [](const auto& problem) { return is_served(problem); }),
    .discover = &discover,
    .absent = kAbsent};

constinit const blas::Launches kLaunches = blas::launches_of(
    Computed{}, [](blas::Lane& lane, const auto& problem) { launch(lane, problem); });

bool serves(const AnyProblem& problem) noexcept {
  const Row* const row = row_of(problem);
  return row != nullptr && row->serves(problem.get());
}

Outcome cross(blas::Pipelined& device, const AnyProblem& problem) noexcept {
  if (!serves(problem)) return blas::failed(ErrorCode::BackendUnavailable, "no path on CUDA", 0);
  return blas::cross(device, problem, simd::targets().front(), kLaunches);
}

}  // namespace fulcrum::offload::cuda
