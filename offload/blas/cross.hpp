// SPDX-License-Identifier: Apache-2.0
// How problems cross: what goes up, in which pieces it is launched, and what comes down. A platform
// gives the launch of each: launch(lane, p), p being the problem of a piece whose operands lie
// packed on the device (addresses as the platform's allocations have them, leading dimensions and
// increments the least), on the lane's compute(). Of a batch, p is a group whose problems lie a
// stride apart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "offload/blas/batches.hpp"
#include "offload/blas/pieces.hpp"
#include "offload/blas/pipelined.hpp"
#include "offload/blas/product.hpp"
#include "simd/problem.hpp"

namespace fulcrum::offload::blas {

// A platform's launch, as one that takes any problem: pipelines are then compiled once, not once
// for each platform.
using LaunchAny = void (*)(Lane& lane, const void* problem);
template <class P>
class Launch {
 public:
  constexpr explicit Launch(LaunchAny any) : any_(any) {}
  void operator()(Lane& lane, const P& p) const { any_(lane, &p); }

 private:
  LaunchAny any_;
};
template <class P, void (*kLaunch)(Lane& lane, const P& p)>
constexpr Launch<P> launch_of() {
  return Launch<P>([](Lane& lane, const void* p) { kLaunch(lane, *static_cast<const P*>(p)); });
}

// Seeds of backlog_ns() only: a copy's rate on PCIe 4 (bytes per ns), and the least that a call
// takes.
inline constexpr double kCopyRate = 20.0, kLeastNs = 20e3;

template <class T>
double estimate_ns(double bytes) {
  return kLeastNs + bytes * sizeof(T) / kCopyRate;
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
std::size_t chunk_elements(const Accelerator& device, double shrink) {
  const double bytes = std::min(static_cast<double>(device.limits().ring_bytes) * shrink,
                                static_cast<double>(device.limits().device_bytes) / 16 * shrink);
  return std::max<std::size_t>(1, static_cast<std::size_t>(bytes / sizeof(T)));
}

// If what is taken for granted is not there after all, the next attempt asks.
template <class T>
Tiles tiles_for(Lane& lane, const Product<T>& p, double shrink) {
  Accelerator& device = lane.accelerator();
  const ProductSize size{p.m, p.n, p.k};
  const auto plan = [&](double device_bytes) {
    const double staging_bytes = static_cast<double>(device.limits().staging_bytes) * shrink;
    return plan_tiles(size, sizeof(T), static_cast<std::size_t>(device_bytes),
                      static_cast<std::size_t>(staging_bytes), lane.max_size());
  };
  if (shrink == 1) {
    const Tiles tiles = plan(0x1p60);
    if (tiles.device_elements() * sizeof(T) <= surely_free_bytes(device)) return tiles;
  }
  return plan(usable_bytes(device) * shrink);
}

template <class T>
void run_product(Lane& lane, const Product<T>& p, double shrink,
                 const typename ProductPipeline<T>::Launch& launch, std::int64_t& completed) {
  ProductPipeline<T>(lane, p, tiles_for(lane, p, shrink), launch).run(completed);
}

template <class T>
Region<const T> vector_region(const T* x, std::int64_t n, std::int64_t inc) {
  return {first(x, n, inc), n, 1, inc, 0};
}

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

// The address of a view as the problem of a launch has it.
template <class T>
T* address_of(DeviceView<T> view) {
  return pointer_to<T>(view.address());
}

template <class T>
Outcome cross(Pipelined& blas, const GemmProblem<T>& p, Launch<GemmProblem<T>> launch) noexcept {
  const Product<T> product = product_of(p);
  if (p.alpha == T{0} || p.k == 0) {
    scale(product.c, p.beta);
    return complete(p.n);
  }
  const auto launch_block = [&p, launch](Lane& lane, const BlockProduct<T>& block) {
    GemmProblem<T> q = p;
    q.m = block.m, q.n = block.n, q.k = block.k;
    q.a = address_of(block.a), q.lda = p.trans_a ? block.k : block.m;
    q.b = address_of(block.b), q.ldb = p.trans_b ? block.n : block.k;
    q.c = address_of(block.c), q.ldc = block.m;
    if (block.accumulate) q.beta = T{1};
    launch(lane, q);
  };
  std::int64_t completed = 0;
  const double m = static_cast<double>(p.m), n = static_cast<double>(p.n),
               k = static_cast<double>(p.k);
  return blas.on_lane(estimate_ns<T>(m * k + k * n + m * n * (p.beta == T{0} ? 1 : 2)), completed,
                      [&](Lane& lane, double shrink) {
                        run_product<T>(lane, product, shrink, launch_block, completed);
                      });
}

template <class T>
Outcome cross(Pipelined& blas, const GemvProblem<T>& p, Launch<GemvProblem<T>> launch) noexcept {
  const Product<T> product = product_of(p);
  if (p.alpha == T{0}) {
    scale(product.c, p.beta);
    return complete(p.y_size());
  }
  // The product's m x k block of op(A) lies on the device as it does in the user's memory: k x m
  // where transposed.
  const auto launch_block = [&p, launch](Lane& lane, const BlockProduct<T>& block) {
    GemvProblem<T> q = p;
    q.m = p.trans ? block.k : block.m, q.n = p.trans ? block.m : block.k;
    q.a = address_of(block.a), q.lda = q.m;
    q.x = address_of(block.b), q.incx = 1;
    q.y = address_of(block.c), q.incy = 1;
    if (block.accumulate) q.beta = T{1};
    launch(lane, q);
  };
  std::int64_t columns = 0;
  Outcome outcome =
      blas.on_lane(estimate_ns<T>(static_cast<double>(p.m) * static_cast<double>(p.n)), columns,
                   [&](Lane& lane, double shrink) {
                     run_product<T>(lane, product, shrink, launch_block, columns);
                   });
  outcome.completed = columns * p.y_size();
  return outcome;
}

// Runs body(lane, shrink, completed) on a lane, unless the device has not even room for `least`
// elements. `moved`: elements that cross.
template <class T, class Body>
Outcome on_lane_if_it_fits(Pipelined& blas, double moved, double least, const Body& body) noexcept {
  const double bytes = least * sizeof(T);
  std::int64_t completed = 0;
  double usable = bytes;
  const Outcome outcome =
      blas.on_lane(estimate_ns<T>(moved), completed, [&](Lane& lane, double shrink) {
        if (shrink == 1 && bytes > surely_free_bytes(lane.accelerator()))
          usable = usable_bytes(lane.accelerator());
        if (bytes <= usable) body(lane, shrink, completed);
      });
  return bytes <= usable ? outcome : does_not_fit(bytes, usable);
}

// Any other problem: in pieces of about a slot of the upload ring, as far as it falls apart.
template <class P>
Outcome cross_in_pieces(Pipelined& blas, const P& p, const simd::Target& host,
                        Launch<P> launch) noexcept {
  using D = Description<P>;
  using T = Element<P>;
  const std::int64_t extent = D::extent(p);
  if (writes_one_element(p) || leaves_out_an_operand(p)) {
    D::host(host, p, 1, simd::Scratch::None);
    return complete(extent);
  }
  const Elements elements = elements_of(p);
  return on_lane_if_it_fits<T>(
      blas, elements.shared + elements.cut, least_elements(p),
      [&](Lane& lane, double shrink, std::int64_t& completed) {
        const double each = std::max(1.0, elements.cut / static_cast<double>(extent));
        const auto room = static_cast<double>(chunk_elements<T>(lane.accelerator(), shrink));
        const auto piece =
            static_cast<std::int64_t>(std::clamp(room / each, 1.0, static_cast<double>(extent)));
        Pieces<P>(lane, p, piece).run(launch, completed);
      });
}

// The elements change places, so all of the matrix is there at once, and what comes down lies in
// staging memory: the user's is written at the end. Launched out of place.
template <class T>
Outcome cross(Pipelined& blas, const ImatcopyProblem<T>& p, const simd::Target& host,
              Launch<OmatcopyProblem<T>> launch) noexcept {
  if (leaves_out_an_operand(p)) {
    Description<ImatcopyProblem<T>>::host(host, p, 1, simd::Scratch::None);
    return complete(1);
  }
  const OmatcopyProblem<T> out_of_place = {p.trans, p.conj, p.m, p.n,   p.alpha,
                                           p.a,     p.lda,  p.a, p.ldb, p.layout};
  const double elements = 2 * real(p.m) * real(p.n);
  Outcome outcome = on_lane_if_it_fits<T>(
      blas, elements, elements, [&](Lane& lane, double /*shrink*/, std::int64_t& completed) {
        Pieces<OmatcopyProblem<T>>(lane, out_of_place, p.n).run(launch, completed);
      });
  outcome.completed = outcome.ok ? 1 : 0;
  return outcome;
}

// Many problems: as many at a time as an upload slot holds.
template <class Group>
Outcome cross(Pipelined& blas, const simd::Batch<Group>& batch, const simd::Target& host,
              Launch<Group> launch) noexcept {
  using T = Element<decltype(Group::item)>;
  double elements = 0, largest = 0;
  std::int64_t count = 0;
  batch.for_each([&](const Group& group) {
    if (!group.writes() || group.count == 0) return;
    const double each = real(packed_elements(group.item));
    elements += each * real(group.count);
    largest = std::max(largest, each);
    count += group.count;
  });
  const double least = count > 1 ? 2 * largest : largest;  // two are there at a time
  return on_lane_if_it_fits<T>(
      blas, elements, least, [&](Lane& lane, double shrink, std::int64_t& completed) {
        const auto room = static_cast<std::int64_t>(chunk_elements<T>(lane.accelerator(), shrink));
        BatchPieces<Group>(lane, batch, host, room).run(launch, completed);
      });
}

// What is launched of a problem on the device: the same, but for these.
template <class P>
struct LaunchedAs {
  using Type = P;
};
template <class T>
struct LaunchedAs<ImatcopyProblem<T>> {
  using Type = OmatcopyProblem<T>;
};
template <class Group>
struct LaunchedAs<simd::Batch<Group>> {
  using Type = Group;
};
template <class P>
using Launched = typename LaunchedAs<P>::Type;

// A problem of any type through its pipeline. `host` computes what is nothing for a device.
template <class P>
Outcome cross_any(Pipelined& blas, const P& p, const simd::Target& host,
                  Launch<Launched<P>> launch) noexcept {
  if constexpr (requires { cross(blas, p, launch); }) {
    return cross(blas, p, launch);
  } else if constexpr (requires { cross(blas, p, host, launch); }) {
    return cross(blas, p, host, launch);
  } else {
    return cross_in_pieces(blas, p, host, launch);
  }
}

}  // namespace fulcrum::offload::blas
