// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/cell.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace fulcrum::measure {
namespace {

using offload::BlasDevice;
using offload::Outcome;

// One routine's work on given operands: what the SIMD side and an accelerator run, and how their
// results compare. `fresh` puts both outputs back before the comparison.
struct Work {
  std::function<void(std::int64_t calls)> simd;
  std::function<Outcome(BlasDevice&)> device;
  std::function<void()> fresh;
  std::function<Check()> check;
};

template <class T>
Work gemm_work(const simd::Kernels<T>& kernels, int threads, const Shape& s, Operands<T>& o) {
  GemmProblem<T> p;
  p.m = s.m, p.n = s.n, p.k = s.k;
  p.alpha = 1, p.beta = 0;
  p.a = o.a.get(s.m * s.k), p.lda = s.m;
  p.b = o.b.get(s.k * s.n), p.ldb = s.k;
  p.c = o.reference.get(s.m * s.n), p.ldc = s.m;
  GemmProblem<T> q = p;
  q.c = o.out.get(s.m * s.n);
  const std::int64_t size = s.m * s.n;
  return {[&kernels, p, threads](std::int64_t calls) {
            for (; calls > 0; --calls) simd::gemm(kernels.gemm, p, threads);
          },
          [q](BlasDevice& device) { return device.gemm(q); },
          [&o, size] { o.reference.fresh(size), o.out.fresh(size); },
          [p, q] { return compare_gemm(p, q.c); }};
}

template <class T>
Work gemv_work(const simd::Kernels<T>& kernels, int threads, const Shape& s, Operands<T>& o) {
  GemvProblem<T> p;
  p.m = s.m, p.n = s.n;
  p.alpha = 1, p.beta = 0;
  p.a = o.a.get(s.m * s.n), p.lda = s.m;
  p.x = o.b.get(s.n);
  p.y = o.reference.get(s.m);
  GemvProblem<T> q = p;
  q.y = o.out.get(s.m);
  const std::int64_t size = s.m;
  return {[&kernels, p, threads](std::int64_t calls) {
            for (; calls > 0; --calls) simd::gemv(kernels.gemv, p, threads);
          },
          [q](BlasDevice& device) { return device.gemv(q); },
          [&o, size] { o.reference.fresh(size), o.out.fresh(size); },
          [p, q] { return compare_gemv(p, q.y); }};
}

template <class T>
Work axpy_work(const simd::Kernels<T>& kernels, int threads, const Shape& s, Operands<T>& o) {
  AxpyProblem<T> p;
  p.n = s.n;
  // Small enough that y keeps its size over 10^5 calls on the same vectors.
  p.alpha = T{1} / (1 << 20);
  p.x = o.a.get(s.n);
  p.y = o.sum.get(s.n);
  AxpyProblem<T> q = p;
  q.y = o.sum_out.get(s.n);
  return {[&kernels, p, threads](std::int64_t calls) {
            for (; calls > 0; --calls) simd::axpy(kernels.level1, p, threads);
          },
          [q](BlasDevice& device) { return device.axpy(q); },
          [&o, n = s.n] { o.sum.fresh(n), o.sum_out.fresh(n); },
          [p, q] {
            Block<T> before(Values::Real, 6);
            return compare_axpy(p, before.get(p.n), q.y);
          }};
}

template <class T>
Work dot_work(const simd::Kernels<T>& kernels, int threads, const Shape& s, Operands<T>& o) {
  DotProblem<T> p;
  p.n = s.n;
  p.x = o.x.get(s.n);
  p.y = o.y.get(s.n);
  p.result = o.reference.get(1);
  DotProblem<T> q = p;
  q.result = o.out.get(1);
  return {[&kernels, p, threads](std::int64_t calls) {
            for (; calls > 0; --calls) simd::dot(kernels.level1, p, threads);
          },
          [q](BlasDevice& device) { return device.dot(q); },
          [&o] { o.reference.fresh(1), o.out.fresh(1); },
          [p, q] { return compare_dot(*p.result, *q.result); }};
}

template <class T>
Work make_work(Routine routine, const simd::Kernels<T>& kernels, int threads, const Shape& shape,
               Operands<T>& operands) {
  switch (routine) {
    case Routine::Gemm:
      return gemm_work(kernels, threads, shape, operands);
    case Routine::Gemv:
      return gemv_work(kernels, threads, shape, operands);
    case Routine::Axpy:
      return axpy_work(kernels, threads, shape, operands);
    default:
      break;
  }
  return dot_work(kernels, threads, shape, operands);
}

}  // namespace

Bench::Bench(const simd::Target& target, int threads,
             std::vector<std::shared_ptr<BlasDevice>> devices)
    : target_(target), threads_(threads), devices_(std::move(devices)) {}

template <>
Operands<float>& Bench::operands<float>() {
  return f32_;
}
template <>
Operands<double>& Bench::operands<double>() {
  return f64_;
}

template <class T>
CellResult Bench::run_typed(Routine routine, const Shape& shape, const Plan& plan,
                            const std::function<bool()>& stop) {
  const Work work = make_work(routine, target_.kernels<T>(), threads_, shape, operands<T>());
  CellResult result;
  result.devices.resize(devices_.size());
  std::vector<Contender> contenders{[&work](std::int64_t calls) {
    work.simd(calls);
    return true;
  }};
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    DeviceResult& device = result.devices[i];
    const auto call = [&work, &device, &target = *devices_[i]] {
      const Outcome outcome = work.device(target);
      if (!outcome.ok) device.failure = outcome.message;
      return outcome.ok;
    };
    work.fresh();
    work.simd(1);
    if (call()) device.check = work.check();
    contenders.emplace_back([&device, call](std::int64_t calls) {
      while (calls-- > 0 && device.failure.empty()) call();
      return device.failure.empty();
    });
  }
  const std::vector<Measurement> times = measure(contenders, plan, stop);
  result.simd = times[0];
  for (std::size_t i = 0; i < devices_.size(); ++i) result.devices[i].time = times[i + 1];
  return result;
}

CellResult Bench::run(Routine routine, ElementType type, const Shape& shape, const Plan& plan,
                      const std::function<bool()>& stop) {
  if (type == ElementType::F32) return run_typed<float>(routine, shape, plan, stop);
  return run_typed<double>(routine, shape, plan, stop);
}

}  // namespace fulcrum::measure
