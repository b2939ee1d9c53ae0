// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/blas_device.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <optional>

#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/product.hpp"
#include "offload/cuda/vectors.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level3.hpp"

namespace fulcrum::offload::cuda {
namespace {

// Calls in flight at once on one device. More lanes cost memory and bring nothing: one saturates
// the bus.
constexpr int kMostLanes = 4;
// Halvings of the memory taken before out of memory is the answer: down to 1/256.
constexpr int kMostShrinks = 8;
// Left free on the device for the driver's own needs and the rounding of blocks.
constexpr double kUsableShare = 0.9;

// Seeds of backlog_ns() only: a copy's rate on PCIe 4 (bytes per ns), and the least that a call
// takes.
constexpr double kCopyRate = 20.0, kLeastNs = 20e3;

template <class T>
double estimate_ns(double bytes) {
  return kLeastNs + bytes * sizeof(T) / kCopyRate;
}

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
void call_blas(Lane& lane, const char* name, const Call& call) {
  const Libraries& libraries = lane.device().libraries();
  const BlasStatus status =
      libraries.blas_has_64
          ? call(routines_64<T>(libraries.blas), [](std::int64_t size) { return size; })
          : call(routines<T>(libraries.blas),
                 [](std::int64_t size) { return static_cast<int>(size); });
  lane.check_blas(status, name);
}

template <class T>
const T* pointer(DeviceView<T> view) {
  return pointer_to<const T>(view.address());
}
template <class T>
T* output(DeviceView<T> view) {
  return pointer_to<T>(view.address());
}

BlasOperation operation(bool transposed) {
  return transposed ? BlasOperation::T : BlasOperation::N;
}

template <class T>
constexpr const char* named(const char* single, const char* double_precision) {
  return std::is_same_v<T, float> ? single : double_precision;
}

// C = beta C where neither A nor B is read: nothing that a device could help with.
template <class T>
void scale(const Region<T>& c, T beta) {
  for (std::int64_t j = 0; j < c.cols; ++j) {
    for (std::int64_t i = 0; i < c.rows; ++i) {
      T& element = c.data[i * c.row_stride + j * c.col_stride];
      element = beta == T{0} ? T{0} : beta * element;
    }
  }
}

template <class T>
std::size_t chunk_elements(const CudaDevice& device, double shrink) {
  const double bytes = std::min(static_cast<double>(device.limits().ring_bytes) * shrink,
                                static_cast<double>(device.limits().device_bytes) / 16 * shrink);
  return std::max<std::size_t>(1, static_cast<std::size_t>(bytes / sizeof(T)));
}

// What an eighth of the device holds is taken for granted: asking how much is free costs the driver
// more than a small product. If it is not there after all, the next attempt asks.
template <class T>
Tiles tiles_for(Lane& lane, const Product<T>& p, double shrink) {
  CudaDevice& device = lane.device();
  const ProductSize size{p.m, p.n, p.k};
  const auto plan = [&](double device_bytes) {
    const double staging_bytes = static_cast<double>(device.limits().staging_bytes) * shrink;
    return plan_tiles(size, sizeof(T), static_cast<std::size_t>(device_bytes),
                      static_cast<std::size_t>(staging_bytes), lane.max_size());
  };
  if (shrink == 1) {
    const Tiles tiles = plan(0x1p60);
    const auto eighth =
        static_cast<double>(std::min(device.info().memory_bytes / 8, device.room_within_limit()));
    if (tiles.device_elements() * sizeof(T) <= eighth) return tiles;
  }
  return plan(static_cast<double>(device.available_bytes()) * kUsableShare * shrink);
}

template <class T>
void run_product(Lane& lane, const Product<T>& p, double shrink,
                 const typename ProductPipeline<T>::Launch& launch, std::int64_t& completed) {
  ProductPipeline<T>(lane, p, tiles_for(lane, p, shrink), launch).run(completed);
}

template <class T>
void launch_gemm(Lane& lane, const GemmProblem<T>& p, const BlockProduct<T>& block) {
  const T beta = block.accumulate ? T{1} : p.beta;
  call_blas<T>(lane, named<T>("cublasSgemm", "cublasDgemm"), [&](const auto& blas, auto as_int) {
    return blas.gemm(lane.blas(), operation(p.trans_a), operation(p.trans_b), as_int(block.m),
                     as_int(block.n), as_int(block.k), &p.alpha, pointer(block.a),
                     as_int(p.trans_a ? block.k : block.m), pointer(block.b),
                     as_int(p.trans_b ? block.n : block.k), &beta, output(block.c),
                     as_int(block.m));
  });
}

// The product's m x k block of op(A) lies on the device as it does in the user's memory: k x m
// where transposed.
template <class T>
void launch_gemv(Lane& lane, const GemvProblem<T>& p, const BlockProduct<T>& block) {
  const T beta = block.accumulate ? T{1} : p.beta;
  const std::int64_t rows = p.trans ? block.k : block.m, cols = p.trans ? block.m : block.k;
  call_blas<T>(lane, named<T>("cublasSgemv", "cublasDgemv"), [&](const auto& blas, auto as_int) {
    return blas.gemv(lane.blas(), operation(p.trans), as_int(rows), as_int(cols), &p.alpha,
                     pointer(block.a), as_int(rows), pointer(block.b), as_int(1), &beta,
                     output(block.c), as_int(1));
  });
}

// Sets the pointer mode for one scope; back to the host's at its end.
class DevicePointers {
 public:
  explicit DevicePointers(Lane& lane) : lane_(lane) { set(PointerMode::Device); }
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
  Lane& lane_;
};

template <class T>
Region<const T> vector_region(const T* x, std::int64_t n, std::int64_t inc) {
  return {first(x, n, inc), n, 1, inc, 0};
}

Outcome complete(std::int64_t count) noexcept {
  Outcome outcome;
  outcome.completed = count;
  return outcome;
}

Outcome failed(ErrorCode code, const char* message, std::int64_t completed) noexcept {
  Outcome outcome;
  outcome.ok = false;
  outcome.code = code;
  outcome.completed = completed;
  try {
    outcome.message = message;
  } catch (...) {
    outcome.message.clear();
  }
  return outcome;
}

}  // namespace

// A lane for one call. Given back at the end; after an error the streams are brought to rest and
// the lane is dropped, since its handle may be in doubt.
class CudaBlas::Lease {
 public:
  explicit Lease(CudaBlas& blas) : blas_(blas) {
    {
      std::unique_lock lock(blas_.mutex_);
      blas_.lane_returned_.wait(
          lock, [&] { return !blas_.idle_lanes_.empty() || blas_.lanes_ < kMostLanes; });
      if (!blas_.idle_lanes_.empty()) {
        lane_ = std::move(blas_.idle_lanes_.back());
        blas_.idle_lanes_.pop_back();
        return;
      }
      blas_.idle_lanes_.reserve(kMostLanes);  // so that giving back never allocates
      ++blas_.lanes_;
    }
    try {
      lane_ = std::make_unique<Lane>(blas_.device_);
    } catch (...) {
      forget();
      throw;
    }
  }

  ~Lease() {
    if (!keep_) lane_->drain();
    if (keep_ && !lane_->spoilt()) {
      {
        const std::lock_guard lock(blas_.mutex_);
        blas_.idle_lanes_.push_back(std::move(lane_));
      }
      blas_.lane_returned_.notify_one();
    } else {
      lane_.reset();
      forget();
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Lane& lane() { return *lane_; }
  void keep() { keep_ = true; }

 private:
  void forget() {
    {
      const std::lock_guard lock(blas_.mutex_);
      --blas_.lanes_;
    }
    blas_.lane_returned_.notify_one();
  }

  CudaBlas& blas_;
  std::unique_ptr<Lane> lane_;
  bool keep_ = false;
};

template <class Body>
Outcome CudaBlas::on_lane(double estimated_ns, const std::int64_t& completed,
                          const Body& body) noexcept {
  struct Backlog {
    std::atomic<std::int64_t>& total;
    const std::int64_t ns;
    Backlog(std::atomic<std::int64_t>& t, double n) : total(t), ns(static_cast<std::int64_t>(n)) {
      total.fetch_add(ns);
    }
    ~Backlog() { total.fetch_sub(ns); }
  };
  if (!device_->usable()) {
    try {
      return failed(ErrorCode::DeviceLost, device_->closed_because().c_str(), completed);
    } catch (...) {
      return failed(ErrorCode::DeviceLost, "device closed", completed);
    }
  }
  const Backlog backlog(backlog_ns_, estimated_ns);
  try {
    const ContextScope scope(*device_);
    Lease lease(*this);
    double shrink = 1;
    for (int attempt = 0;; ++attempt, shrink /= 2) {
      try {
        lease.lane().reuse_events();
        body(lease.lane(), shrink);
        break;
      } catch (const Error& error) {
        const bool again = error.code() == ErrorCode::OutOfMemory && attempt < kMostShrinks;
        if (!again || !lease.lane().drain()) throw;
      }
    }
    lease.keep();
    return complete(completed);
  } catch (const Error& error) {
    return failed(error.code(), error.what(), completed);
  } catch (const std::bad_alloc&) {
    return failed(ErrorCode::OutOfMemory, "host memory ran out", completed);
  } catch (const std::exception& error) {
    return failed(ErrorCode::Internal, error.what(), completed);
  } catch (...) {
    return failed(ErrorCode::Internal, "unknown error", completed);
  }
}

namespace {

template <class T>
Product<T> product_of(const GemmProblem<T>& p) {
  Product<T> product{
      p.m, p.n, p.k, p.trans_a, p.trans_b, {}, {}, {p.c, p.m, p.n, 1, p.ldc}, p.beta != T{0}};
  product.a = {p.a, p.trans_a ? p.k : p.m, p.trans_a ? p.m : p.k, 1, p.lda};
  product.b = {p.b, p.trans_b ? p.n : p.k, p.trans_b ? p.k : p.n, 1, p.ldb};
  return product;
}

// y = alpha op(A) x + beta y as a product with one column.
template <class T>
Product<T> product_of(const GemvProblem<T>& p) {
  const std::int64_t m = p.y_size(), k = p.x_size();
  Product<T> product{m,
                     1,
                     k,
                     p.trans,
                     false,
                     {p.a, p.m, p.n, 1, p.lda},
                     vector_region(p.x, k, p.incx),
                     {first(p.y, m, p.incy), m, 1, p.incy, 0},
                     p.beta != T{0}};
  return product;
}

}  // namespace

template <class T>
Outcome CudaBlas::compute_on_device(const GemmProblem<T>& p) noexcept {
  const Product<T> product = product_of(p);
  if (p.alpha == T{0} || p.k == 0) {
    scale(product.c, p.beta);
    return complete(p.n);
  }
  std::int64_t completed = 0;
  const double m = static_cast<double>(p.m), n = static_cast<double>(p.n),
               k = static_cast<double>(p.k);
  return on_lane(estimate_ns<T>(m * k + k * n + m * n * (p.beta == T{0} ? 1 : 2)), completed,
                 [&](Lane& lane, double shrink) {
                   run_product<T>(
                       lane, product, shrink,
                       [&p](Lane& on, const BlockProduct<T>& block) { launch_gemm(on, p, block); },
                       completed);
                 });
}

template <class T>
Outcome CudaBlas::compute_on_device(const GemvProblem<T>& p) noexcept {
  const Product<T> product = product_of(p);
  if (p.alpha == T{0}) {
    scale(product.c, p.beta);
    return complete(p.y_size());
  }
  std::int64_t columns = 0;
  Outcome outcome = on_lane(
      estimate_ns<T>(static_cast<double>(p.m) * static_cast<double>(p.n)), columns,
      [&](Lane& lane, double shrink) {
        run_product<T>(
            lane, product, shrink,
            [&p](Lane& on, const BlockProduct<T>& block) { launch_gemv(on, p, block); }, columns);
      });
  outcome.completed = columns * p.y_size();
  return outcome;
}

template <class T>
Outcome CudaBlas::compute_on_device(const AxpyProblem<T>& p) noexcept {
  const Region<const T> x = vector_region(p.x, p.n, p.incx);
  const Region<T> y{first(p.y, p.n, p.incy), p.n, 1, p.incy, 0};
  if (p.incy == 0) {
    // Every term goes into one element, in order: nothing to do at once.
    for (std::int64_t i = 0; i < p.n; ++i) *y.data += p.alpha * x.data[i * p.incx];
    return complete(p.n);
  }
  std::int64_t completed = 0;
  return on_lane(
      estimate_ns<T>(3.0 * static_cast<double>(p.n)), completed, [&](Lane& lane, double shrink) {
        const auto launch = [&](std::int64_t n, DeviceView<T> dx, DeviceView<T> dy) {
          call_blas<T>(lane, named<T>("cublasSaxpy", "cublasDaxpy"),
                       [&](const auto& blas, auto as_int) {
                         return blas.axpy(lane.blas(), as_int(n), &p.alpha, pointer(dx), as_int(1),
                                          output(dy), as_int(1));
                       });
        };
        const auto chunk = static_cast<std::int64_t>(chunk_elements<T>(lane.device(), shrink));
        run_update<T>(lane, x, y, chunk, launch, completed);
      });
}

template <class T>
Outcome CudaBlas::compute_on_device(const DotProblem<T>& p) noexcept {
  const Region<const T> x = vector_region(p.x, p.n, p.incx), y = vector_region(p.y, p.n, p.incy);
  std::int64_t completed = 0;
  return on_lane(
      estimate_ns<T>(2.0 * static_cast<double>(p.n)), completed, [&](Lane& lane, double shrink) {
        const DevicePointers results_on_device(lane);
        const auto launch = [&](std::int64_t n, DeviceView<T> dx, DeviceView<T> dy,
                                DeviceView<T> sum) {
          call_blas<T>(lane, named<T>("cublasSdot", "cublasDdot"),
                       [&](const auto& blas, auto as_int) {
                         return blas.dot(lane.blas(), as_int(n), pointer(dx), as_int(1),
                                         pointer(dy), as_int(1), output(sum));
                       });
        };
        const auto chunk = static_cast<std::int64_t>(chunk_elements<T>(lane.device(), shrink));
        *p.result = run_reduction<T>(lane, x, y, chunk, launch);
        completed = 1;
      });
}

// The table of this platform: a row for each type of problem.
struct CudaBlas::Row {
  const ProblemOps* type;
  Outcome (*compute)(CudaBlas& blas, const void* problem);
};

template <class... Problems>
constexpr auto CudaBlas::rows_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Row{&kProblemOps<Problems>, [](CudaBlas& blas, const void* problem) {
                          return blas.compute_on_device(*static_cast<const Problems*>(problem));
                        }}...};
}

namespace {
using Computed = InRealTypes<GemmProblem, GemvProblem, AxpyProblem, DotProblem>;
}  // namespace

constinit const BlasPlatform kBlasPlatform = {"cuda", paths_of(Computed{}), &discover};

Outcome CudaBlas::run(const AnyProblem& problem) noexcept {
  static constexpr auto kRows = rows_of(Computed{});
  for (const Row& row : kRows) {
    if (row.type == &problem.ops()) return row.compute(*this, problem.get());
  }
  return failed(ErrorCode::BackendUnavailable, "no path on CUDA", 0);
}

Location CudaBlas::location(const void* host) const noexcept {
  return device_->host_kind(host) == CudaDevice::HostKind::Pageable ? Location::Pageable
                                                                    : Location::Pinned;
}

void CudaBlas::set_limits(const Limits& limits) {
  device_->set_limits(limits);
  const std::lock_guard lock(mutex_);
  lanes_ -= static_cast<int>(idle_lanes_.size());
  idle_lanes_.clear();
}

}  // namespace fulcrum::offload::cuda
