// SPDX-License-Identifier: Apache-2.0
// The table of OpenCL: one launch of CLBlast for each type of problem.
#include "offload/opencl/blas_table.hpp"

#include <array>
#include <atomic>
#include <limits>
#include <string>
#include <type_traits>

#include "offload/blas/crossings.hpp"
#include "offload/opencl/clblast_api.hpp"
#include "offload/opencl/opencl_lane.hpp"
#include "offload/opencl/opencl_platform.hpp"
#include "offload/routines/products.hpp"
#include "offload/routines/with_problem.hpp"
#include "offload/runtime/selection.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload::opencl {
namespace {

// Can CLBlast compute it? Of real types it can all of them.
template <class P>
constexpr bool is_served(const P& p) {
  if constexpr (!ComplexScalar<Element<P>>) {
    return true;
  } else if constexpr (requires { p.conj_a; }) {
    // It conjugates together with a transposition only.
    return (p.trans_a || !p.conj_a) && (p.trans_b || !p.conj_b);
  } else if constexpr (requires { p.trans, p.conj; }) {
    return p.trans || !p.conj;
  } else if constexpr (requires { p.hermitian, p.conj; }) {
    return !p.conj;
  } else if constexpr (requires { p.conj_x; }) {
    return !p.conj_x;
  } else {
    return true;
  }
}

// Its axpy conjugates nothing.
template <class T>
constexpr bool is_served(const AxpyProblem<T>& p) {
  return !p.conj;
}

// What is absent has its reason in kAbsent.
using Computed = InAllTypes<AxpyProblem, ScalProblem, CopyProblem, DotProblem, GemvProblem,
                            GerProblem, GemmProblem, SymmProblem, SyrkProblem>;

// What a launch needs: CLBlast's routines of one type, and how it names operands.
template <class T>
class Call {
 public:
  explicit Call(blas::Lane& lane)
      : lane_(static_cast<OpenClLane&>(lane)), routines(routines_of<T>(lane_.device().blas())) {}

  struct Operand {
    cl_mem buffer;
    std::size_t offset;  // elements
  };
  // Of a buffer whose elements 32 bits cannot count CLBlast would compute wrong indexes: told as
  // too little memory, which makes the pieces smaller.
  Operand at(const T* pointer) const {
    const auto address = reinterpret_cast<std::uintptr_t>(pointer);
    const Memory memory = lane_.device().memory("CLBlast", address, sizeof(T));
    const std::size_t elements = address::find(address).block->bytes / sizeof(T);
    if (elements > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw Error(ErrorCode::OutOfMemory, lane_.device().info().name,
                  "CLBlast counts the elements of a buffer with 32 bits, and there are " +
                      std::to_string(elements));
    }
    return {memory.buffer, memory.offset / sizeof(T)};
  }

  template <class... Args, class... Given>
  void operator()(const BlasFunction<Args...>& function, const Given&... given) const {
    cl_command_queue queue = lane_.queue().handle();
    lane_.queue().note_queued();
    lane_.check_blas(function.pointer(static_cast<Args>(given)..., &queue, nullptr), function.name);
  }

 private:
  OpenClLane& lane_;

 public:
  const BlasRoutines<T>& routines;
};

constexpr BlasLayout kColumns = BlasLayout::Columns;

template <class T>
BlasOperation operation(bool trans, bool conj) {
  if (!trans) return BlasOperation::N;
  return ComplexScalar<T> && conj ? BlasOperation::C : BlasOperation::T;
}
BlasFill fill(bool upper) { return upper ? BlasFill::Upper : BlasFill::Lower; }
BlasSide side(bool right) { return right ? BlasSide::Right : BlasSide::Left; }
template <class T>
auto scalar(const T& value) {
  return ScalarOf<T>::of(value);
}

template <class T>
void launch(blas::Lane& lane, const ScalProblem<T>& p) {
  const Call<T> call(lane);
  const auto x = call.at(p.x);
  call(call.routines.scal, p.n, scalar(p.alpha), x.buffer, x.offset, p.incx);
}

template <class T>
void launch(blas::Lane& lane, const CopyProblem<T>& p) {
  const Call<T> call(lane);
  const auto x = call.at(p.x), y = call.at(p.y);
  call(call.routines.copy, p.n, x.buffer, x.offset, p.incx, y.buffer, y.offset, p.incy);
}

template <class T>
void launch(blas::Lane& lane, const AxpyProblem<T>& p) {
  const Call<T> call(lane);
  const auto x = call.at(p.x), y = call.at(p.y);
  call(call.routines.axpy, p.n, scalar(p.alpha), x.buffer, x.offset, p.incx, y.buffer, y.offset,
       p.incy);
}

template <class T>
void launch(blas::Lane& lane, const DotProblem<T>& p) {
  const Call<T> call(lane);
  const auto x = call.at(p.x), y = call.at(p.y), result = call.at(p.result);
  call(p.conj ? call.routines.dotc : call.routines.dot, p.n, result.buffer, result.offset, x.buffer,
       x.offset, p.incx, y.buffer, y.offset, p.incy);
}

template <class T>
void launch(blas::Lane& lane, const GemvProblem<T>& p) {
  const Call<T> call(lane);
  const auto a = call.at(p.a), x = call.at(p.x), y = call.at(p.y);
  call(call.routines.gemv, kColumns, operation<T>(p.trans, p.conj), p.m, p.n, scalar(p.alpha),
       a.buffer, a.offset, p.lda, x.buffer, x.offset, p.incx, scalar(p.beta), y.buffer, y.offset,
       p.incy);
}

template <class T>
void launch(blas::Lane& lane, const GerProblem<T>& p) {
  const Call<T> call(lane);
  const auto a = call.at(p.a), x = call.at(p.x), y = call.at(p.y);
  call(p.conj_y ? call.routines.gerc : call.routines.ger, kColumns, p.m, p.n, scalar(p.alpha),
       x.buffer, x.offset, p.incx, y.buffer, y.offset, p.incy, a.buffer, a.offset, p.lda);
}

template <class T>
void launch(blas::Lane& lane, const GemmProblem<T>& p) {
  const Call<T> call(lane);
  const auto a = call.at(p.a), b = call.at(p.b), c = call.at(p.c);
  call(call.routines.gemm, kColumns, operation<T>(p.trans_a, p.conj_a),
       operation<T>(p.trans_b, p.conj_b), p.m, p.n, p.k, scalar(p.alpha), a.buffer, a.offset, p.lda,
       b.buffer, b.offset, p.ldb, scalar(p.beta), c.buffer, c.offset, p.ldc);
}

template <class T>
void launch(blas::Lane& lane, const SymmProblem<T>& p) {
  const Call<T> call(lane);
  const auto a = call.at(p.a), b = call.at(p.b), c = call.at(p.c);
  call(p.hermitian ? call.routines.hemm : call.routines.symm, kColumns, side(p.right),
       fill(p.upper), p.m, p.n, scalar(p.alpha), a.buffer, a.offset, p.lda, b.buffer, b.offset,
       p.ldb, scalar(p.beta), c.buffer, c.offset, p.ldc);
}

// alpha and beta are real where the matrix is Hermitian.
template <class T>
void launch(blas::Lane& lane, const SyrkProblem<T>& p) {
  const Call<T> call(lane);
  const auto a = call.at(p.a), c = call.at(p.c);
  const auto compute = [&](const auto& routine, auto alpha, auto beta) {
    call(routine, kColumns, fill(p.upper), operation<T>(p.trans, p.hermitian), p.n, p.k, alpha,
         a.buffer, a.offset, p.lda, beta, c.buffer, c.offset, p.ldc);
  };
  if (p.hermitian) {
    compute(call.routines.herk, std::real(p.alpha), std::real(p.beta));
  } else {
    compute(call.routines.syrk, scalar(p.alpha), scalar(p.beta));
  }
}

// A row for each type of problem.
struct Row {
  const ProblemOps* type;
  bool needs_double;
  bool (*serves)(const void* problem);
};

template <class P>
constexpr bool kHasDoubles =
    std::is_same_v<Element<P>, double> || std::is_same_v<Element<P>, std::complex<double>>;

template <class... Problems>
constexpr auto rows_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Row{&kProblemOps<Problems>, kHasDoubles<Problems>, [](const void* problem) {
                          return is_served(*static_cast<const Problems*>(problem));
                        }}...};
}

constexpr auto kRows = rows_of(Computed{});

const Row* row_of(const AnyProblem& problem) {
  for (const Row& row : kRows)
    if (row.type == &problem.ops()) return &row;
  return nullptr;
}

constexpr std::array kAbsent = {
    Absent{
        paths_of(typename Joined<InAllTypes<AxpbyProblem, RotProblem, ExtremeProblem, GemmtProblem>,
                                 InRealTypes<RotmProblem>>::List{}),
        "CLBlast has no such routine"},
    Absent{paths_of(InAllTypes<IamaxProblem, ExtremeIndexProblem>{}),
           "the reference has a rule for NaN, and CLBlast promises none"},
    Absent{paths_of(InComplexTypes<RealScalProblem>{}),
           "CLBlast scales complex elements by complex numbers alone"},
    Absent{paths_of(ProblemList<WideDotProblem>{}), "CLBlast sums products of float in float"},
    Absent{paths_of(typename Joined<InAllTypes<SwapProblem, Nrm2Problem, AsumProblem, SumProblem,
                                               Syr2kProblem, TrmProblem>,
                                    Level2Problems, MatcopyProblems>::List{}),
           "not taken up yet: the table has nine routines of CLBlast"},
    Absent{paths_of(BatchProblems{}), "the table has no batches of CLBlast"},
    Absent{paths_of(InRealTypes<PackedProduct>{}),
           "the packed operand lies in the tiles of the host's kernels, not as a matrix"},
    Absent{paths_of(InRealTypes<EpilogueProduct>{}),
           "the vectors of an epilogue are not among the operands that a pipeline knows"},
    Absent{paths_of(MixedProducts{}), "operands of several types: a pipeline moves those of one"},
};

constinit std::atomic<const Discovery*> g_found{nullptr}, g_in_child{nullptr};

std::unique_ptr<const Discovery> look(const Config& config) {
  auto discovery = std::make_unique<Discovery>();
  const Found& there = found(config);
  discovery->problem = there.problem;
  if (there.devices.empty()) return discovery;
  const BlasLoadResult blas = load_blas(config);
  if (blas.library == nullptr) {
    add_sentence(discovery->problem, blas.problem);
    return discovery;
  }
  for (const auto& device : there.devices) {
    device->set_blas(blas.library->api);
    discovery->devices.push_back(std::make_shared<OpenClBlas>(device));
  }
  return discovery;
}

const Discovery& discover(const Config& config) {
  const auto make = [&config] { return look(config); };
  const Discovery& once = simd::published(g_found, make);
  if (once.devices.empty() || once.devices.front()->closed_because().empty() ||
      !found(config).devices.empty())
    return once;
  return simd::published(g_in_child, make);  // of fork(): there are none
}

}  // namespace

constinit const BlasPlatform kBlasPlatform = {
    .name = "opencl",
    .paths = paths_of(Computed{}, [](const auto& problem) { return is_served(problem); }),
    .discover = &discover,
    .weighed = false,
    .eager = false,
    .absent = kAbsent};

constinit const blas::Launches kLaunches = blas::launches_of(
    Computed{}, [](blas::Lane& lane, const auto& problem) { launch(lane, problem); });

bool serves(const AnyProblem& problem, bool has_double) noexcept {
  const Row* const row = row_of(problem);
  return row != nullptr && row->serves(problem.get()) && (!row->needs_double || has_double);
}

bool OpenClBlas::serves(const AnyProblem& problem) const noexcept {
  return opencl::serves(problem, device_->facts().has_double);
}

Outcome OpenClBlas::run(const AnyProblem& problem) noexcept {
  if (!serves(problem)) return blas::failed(ErrorCode::BackendUnavailable, "no path on OpenCL", 0);
  return blas::cross(*this, problem, simd::targets().front(), kLaunches);
}

}  // namespace fulcrum::offload::opencl
