// SPDX-License-Identifier: Apache-2.0
#include "fault/calls.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <sstream>

#include "fault/elements.hpp"
#include "fulcrum/fulcrum.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level2.hpp"
#include "offload/routines/level3.hpp"
#include "simd/problem.hpp"
#include "simd/ref/axpy.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/dot.hpp"
#include "simd/ref/gemm.hpp"
#include "simd/ref/gemv.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::test {
namespace {

using offload::BlasDevice;
using offload::Outcome;
using simd::ref::Expected;

std::int64_t vector_extent(std::int64_t n, std::int64_t inc) { return (n - 1) * std::abs(inc) + 1; }

template <class T>
void fill_matrix(Elements<T>& e, std::int64_t rows, std::int64_t columns, std::int64_t ld,
                 Random& random) {
  for (std::int64_t j = 0; j < columns; ++j) {
    for (std::int64_t i = 0; i < rows; ++i) e.data()[i + j * ld] = static_cast<T>(random.uniform());
  }
  e.remember();
}

template <class T>
void fill_vector(Elements<T>& e, std::int64_t n, std::int64_t inc, Random& random) {
  for (std::int64_t i = 0; i < n; ++i)
    e.data()[i * std::abs(inc)] = static_cast<T>(random.uniform());
  e.remember();
}

// Judges element `index` of the result, which lies at out[at].
template <class T>
std::string judge(const Elements<T>& out, std::int64_t at, const Expected<T>& want,
                  std::int64_t index, std::int64_t roundings) {
  const auto i = static_cast<std::size_t>(index);
  if (simd::ref::within(out.data()[at], want.value[i], want.magnitude[i], roundings)) return {};
  std::ostringstream text;
  text.precision(17);
  text << "element " << index << " is " << out.data()[at] << ", must be "
       << static_cast<double>(want.value[i]);
  return text.str();
}

// Judges a vector output: element i of n lies at first(...)[i * inc]; the rest must be as before.
template <class T>
std::string judge_vector(const Elements<T>& out, std::int64_t n, std::int64_t inc,
                         std::int64_t completed, const Expected<T>& want, std::int64_t roundings) {
  std::vector<bool> written(static_cast<std::size_t>(out.size()), false);
  for (std::int64_t i = 0; i < completed; ++i) {
    const std::int64_t at = (inc < 0 ? (n - 1) * -inc : 0) + i * inc;
    written[static_cast<std::size_t>(at)] = true;
    if (auto wrong = judge(out, at, want, i, roundings); !wrong.empty()) return wrong;
  }
  for (std::int64_t at = 0; at < out.size(); ++at) {
    if (!written[static_cast<std::size_t>(at)] && !out.unchanged(at)) {
      return "the output changed at offset " + std::to_string(at) +
             ", which is behind what was completed";
    }
  }
  return {};
}

Op op(bool trans) { return trans ? Op::Trans : Op::NoTrans; }

template <class T>
class GemmCall final : public BlasCall {
 public:
  GemmCall(const GemmArguments& g, const Allocate& allocate)
      : g_(g),
        lda_(std::max<std::int64_t>(1, g.trans_a ? g.k : g.m) + g.pad),
        ldb_(std::max<std::int64_t>(1, g.trans_b ? g.n : g.k) + g.pad),
        ldc_(g.m + g.pad),
        a_(std::max<std::int64_t>(1, lda_ * (g.trans_a ? g.m : g.k)), allocate),
        b_(std::max<std::int64_t>(1, ldb_ * (g.trans_b ? g.k : g.n)), allocate),
        c_(ldc_ * g.n, allocate) {
    Random random(7);
    fill_matrix(a_, g.trans_a ? g.k : g.m, g.trans_a ? g.m : g.k, lda_, random);
    fill_matrix(b_, g.trans_b ? g.n : g.k, g.trans_b ? g.k : g.n, ldb_, random);
    fill_matrix(c_, g.beta == 0 ? 0 : g.m, g.n, ldc_, random);  // NaN where it must not be read
    GemmProblem<T> p = problem();
    p.c = const_cast<T*>(c_.before());
    want_ = std::make_unique<Expected<T>>(simd::ref::gemm(p));
  }

  Outcome run(BlasDevice& device) override { return device.compute(problem()); }
  void run_api(const CallOptions& options) override {
    gemm<T>(Layout::ColMajor, op(g_.trans_a), op(g_.trans_b), g_.m, g_.n, g_.k,
            static_cast<T>(g_.alpha), a_.data(), lda_, b_.data(), ldb_, static_cast<T>(g_.beta),
            c_.data(), ldc_, options);
  }

  std::string verdict(std::int64_t completed) const override {
    if (!a_.unchanged() || !b_.unchanged()) return "an input changed";
    if (completed < 0) completed = g_.n;
    for (std::int64_t at = 0; at < c_.size(); ++at) {
      const std::int64_t i = at % ldc_, j = at / ldc_;
      if (i < g_.m && j < completed) {
        if (auto wrong = judge(c_, at, *want_, i + j * g_.m, g_.k + 3); !wrong.empty())
          return wrong;
      } else if (!c_.unchanged(at)) {
        return "C(" + std::to_string(i) + "," + std::to_string(j) + ") changed, of which " +
               std::to_string(completed) + " columns are completed";
      }
    }
    return {};
  }
  void reset() override { c_.restore(); }
  std::string name() const override {
    std::ostringstream text;
    text << (sizeof(T) == 4 ? "sgemm " : "dgemm ") << (g_.trans_a ? 'T' : 'N')
         << (g_.trans_b ? 'T' : 'N') << ' ' << g_.m << 'x' << g_.n << 'x' << g_.k << " alpha "
         << g_.alpha << " beta " << g_.beta << " pad " << g_.pad;
    return text.str();
  }
  std::int64_t output_size() const override { return g_.n; }
  std::uint64_t input_bytes() const override {
    const std::int64_t product = g_.alpha == 0 ? 0 : g_.m * g_.k + g_.k * g_.n;
    return static_cast<std::uint64_t>(product + (g_.beta == 0 ? 0 : g_.m * g_.n)) * sizeof(T);
  }

 private:
  GemmProblem<T> problem() const {
    return {g_.trans_a,
            g_.trans_b,
            g_.m,
            g_.n,
            g_.k,
            static_cast<T>(g_.alpha),
            a_.data(),
            lda_,
            b_.data(),
            ldb_,
            static_cast<T>(g_.beta),
            c_.data(),
            ldc_};
  }
  GemmArguments g_;
  std::int64_t lda_, ldb_, ldc_;
  Elements<T> a_, b_, c_;
  std::unique_ptr<Expected<T>> want_;
};

template <class T>
class GemvCall final : public BlasCall {
 public:
  GemvCall(const GemvArguments& g, const Allocate& allocate)
      : g_(g),
        lda_(g.m + g.pad),
        xn_(g.trans ? g.m : g.n),
        yn_(g.trans ? g.n : g.m),
        a_(lda_ * g.n, allocate),
        x_(vector_extent(xn_, g.incx), allocate),
        y_(vector_extent(yn_, g.incy), allocate) {
    Random random(11);
    fill_matrix(a_, g.m, g.n, lda_, random);
    fill_vector(x_, xn_, g.incx, random);
    fill_vector(y_, g.beta == 0 ? 0 : yn_, g.incy, random);
    GemvProblem<T> p = problem();
    p.y = const_cast<T*>(y_.before());
    want_ = std::make_unique<Expected<T>>(simd::ref::gemv(p));
  }

  Outcome run(BlasDevice& device) override { return device.compute(problem()); }
  void run_api(const CallOptions& options) override {
    gemv<T>(Layout::ColMajor, op(g_.trans), g_.m, g_.n, static_cast<T>(g_.alpha), a_.data(), lda_,
            x_.data(), g_.incx, static_cast<T>(g_.beta), y_.data(), g_.incy, options);
  }
  std::string verdict(std::int64_t completed) const override {
    if (!a_.unchanged() || !x_.unchanged()) return "an input changed";
    return judge_vector(y_, yn_, g_.incy, completed < 0 ? yn_ : completed, *want_, xn_ + 3);
  }
  void reset() override { y_.restore(); }
  std::string name() const override {
    std::ostringstream text;
    text << (sizeof(T) == 4 ? "sgemv " : "dgemv ") << (g_.trans ? 'T' : 'N') << ' ' << g_.m << 'x'
         << g_.n << " alpha " << g_.alpha << " beta " << g_.beta << " incx " << g_.incx << " incy "
         << g_.incy << " pad " << g_.pad;
    return text.str();
  }
  std::int64_t output_size() const override { return yn_; }
  std::uint64_t input_bytes() const override {
    const std::int64_t product = g_.alpha == 0 ? 0 : g_.m * g_.n + xn_;
    return static_cast<std::uint64_t>(product + (g_.beta == 0 ? 0 : yn_)) * sizeof(T);
  }

 private:
  GemvProblem<T> problem() const {
    return {g_.trans, g_.m,      g_.n,    static_cast<T>(g_.alpha), a_.data(),
            lda_,     x_.data(), g_.incx, static_cast<T>(g_.beta),  y_.data(),
            g_.incy};
  }
  GemvArguments g_;
  std::int64_t lda_, xn_, yn_;
  Elements<T> a_, x_, y_;
  std::unique_ptr<Expected<T>> want_;
};

std::string vector_text(const char* routine, const VectorArguments& v) {
  std::ostringstream text;
  text << routine << " n " << v.n << " alpha " << v.alpha << " incx " << v.incx << " incy "
       << v.incy;
  return text.str();
}

template <class T>
class AxpyCall final : public BlasCall {
 public:
  AxpyCall(const VectorArguments& v, const Allocate& allocate)
      : v_(v), x_(vector_extent(v.n, v.incx), allocate), y_(vector_extent(v.n, v.incy), allocate) {
    Random random(13);
    fill_vector(x_, v.n, v.incx, random);
    fill_vector(y_, v.n, v.incy, random);
    AxpyProblem<T> p = problem();
    p.y = const_cast<T*>(y_.before());
    want_ = std::make_unique<Expected<T>>(simd::ref::axpy(p));
  }

  Outcome run(BlasDevice& device) override { return device.compute(problem()); }
  void run_api(const CallOptions& options) override {
    axpy<T>(v_.n, static_cast<T>(v_.alpha), x_.data(), v_.incx, y_.data(), v_.incy, options);
  }
  std::string verdict(std::int64_t completed) const override {
    if (!x_.unchanged()) return "an input changed";
    return judge_vector(y_, v_.n, v_.incy, completed < 0 ? v_.n : completed, *want_,
                        v_.incy == 0 ? 2 * v_.n : 2);
  }
  void reset() override { y_.restore(); }
  std::string name() const override { return vector_text(sizeof(T) == 4 ? "saxpy" : "daxpy", v_); }
  std::int64_t output_size() const override { return v_.n; }
  std::uint64_t input_bytes() const override {
    return static_cast<std::uint64_t>(2 * v_.n) * sizeof(T);
  }

 private:
  AxpyProblem<T> problem() const {
    return {v_.n, static_cast<T>(v_.alpha), x_.data(), v_.incx, y_.data(), v_.incy};
  }
  VectorArguments v_;
  Elements<T> x_, y_;
  std::unique_ptr<Expected<T>> want_;
};

template <class T>
class DotCall final : public BlasCall {
 public:
  DotCall(const VectorArguments& v, const Allocate& allocate)
      : v_(v),
        x_(vector_extent(v.n, v.incx), allocate),
        y_(vector_extent(v.n, v.incy), allocate),
        sum_(1, {}) {
    Random random(17);
    fill_vector(x_, v.n, v.incx, random);
    fill_vector(y_, v.n, v.incy, random);
    sum_.remember();
    want_ = std::make_unique<Expected<T>>(simd::ref::dot(problem()));
  }

  Outcome run(BlasDevice& device) override { return device.compute(problem()); }
  void run_api(const CallOptions& options) override {
    *sum_.data() = dot<T>(v_.n, x_.data(), v_.incx, y_.data(), v_.incy, options);
  }
  std::string verdict(std::int64_t completed) const override {
    if (!x_.unchanged() || !y_.unchanged()) return "an input changed";
    if (completed == 0) return sum_.unchanged() ? "" : "the result was written";
    return judge(sum_, 0, *want_, 0, 2 * v_.n);
  }
  void reset() override { sum_.restore(); }
  std::string name() const override { return vector_text(sizeof(T) == 4 ? "sdot" : "ddot", v_); }
  std::int64_t output_size() const override { return 1; }
  std::uint64_t input_bytes() const override {
    return static_cast<std::uint64_t>(2 * v_.n) * sizeof(T);
  }

 private:
  DotProblem<T> problem() const {
    return {v_.n, x_.data(), v_.incx, y_.data(), v_.incy, sum_.data()};
  }
  VectorArguments v_;
  Elements<T> x_, y_, sum_;
  std::unique_ptr<Expected<T>> want_;
};

template <template <class> class Call, class Arguments>
std::unique_ptr<BlasCall> make(Precision precision, const Arguments& arguments,
                               const Allocate& allocate) {
  if (precision == Precision::F32) return std::make_unique<Call<float>>(arguments, allocate);
  return std::make_unique<Call<double>>(arguments, allocate);
}

}  // namespace

std::unique_ptr<BlasCall> make_gemm(Precision precision, const GemmArguments& arguments,
                                    const Allocate& allocate) {
  return make<GemmCall>(precision, arguments, allocate);
}
std::unique_ptr<BlasCall> make_gemv(Precision precision, const GemvArguments& arguments,
                                    const Allocate& allocate) {
  return make<GemvCall>(precision, arguments, allocate);
}
std::unique_ptr<BlasCall> make_axpy(Precision precision, const VectorArguments& arguments,
                                    const Allocate& allocate) {
  return make<AxpyCall>(precision, arguments, allocate);
}
std::unique_ptr<BlasCall> make_dot(Precision precision, const VectorArguments& arguments,
                                   const Allocate& allocate) {
  return make<DotCall>(precision, arguments, allocate);
}

}  // namespace fulcrum::test
