// SPDX-License-Identifier: Apache-2.0
// A call of any problem, judged by its description: what is complete is what the kernels in place
// make of it, and every other byte is as it was.
#pragma once

#include <cmath>
#include <complex>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fault/elements.hpp"
#include "offload/blas/pieces.hpp"
#include "simd/targets.hpp"
#include "src/execute/execute.hpp"
#include "tests/support/random.hpp"

namespace fulcrum::test {

template <class P>
class ProblemCall final : public BlasCall {
 public:
  using D = offload::Description<P>;
  using T = offload::Element<P>;

  // `bare`: sizes, leading dimensions, increments, flags and factors.
  ProblemCall(const P& bare, std::string name) : p_(bare), name_(std::move(name)) {
    Random random(23);
    for (const offload::Operand& operand : D::operands(p_)) {
      memory_.push_back(std::make_unique<Elements<T>>(extent_of(operand), Allocate{}));
      place(memory_.back()->data(), memory_.size() - 1, p_);
      fill(D::operands(p_)[memory_.size() - 1], *memory_.back(), random);
    }
    if constexpr (kReduces) p_.result = &result_;
    reset();
    compute_reference();
  }
  ProblemCall(const ProblemCall&) = delete;
  ProblemCall& operator=(const ProblemCall&) = delete;

  offload::Outcome run(offload::BlasDevice& device) override { return device.compute(p_); }
  void run_api(const CallOptions& options) override { execute::call(p_, options); }
  void reset() override {
    for (const auto& elements : memory_) elements->restore();
    result_ = kNothing;
  }
  std::string name() const override { return name_; }
  std::int64_t output_size() const override { return D::extent(p_); }
  std::uint64_t input_bytes() const override {
    double elements = 0;
    for (const offload::Operand& operand : D::operands(p_))
      elements += operand.reads ? operand.elements() : 0;
    return static_cast<std::uint64_t>(elements) * sizeof(T);
  }

  std::string verdict(std::int64_t completed) const override {
    const std::int64_t extent = D::extent(p_);
    if (completed < 0) completed = extent;
    if constexpr (kReduces) {
      const bool right =
          completed == 0 ? same_bits(result_, kNothing) : near(result_, want_result_);
      if (!right) return "the result is wrong, or was written";
    }
    const auto operands = D::operands(p_);
    for (std::size_t o = 0; o < operands.size(); ++o) {
      const Elements<T>& elements = *memory_[o];
      std::vector<bool> done(static_cast<std::size_t>(elements.size()), false);
      if (operands[o].writes) {
        mark(operands[o], elements, done, true);
        if (completed < extent)
          mark(D::operands(D::piece(p_, completed, extent - completed))[o], elements, done, false);
      }
      for (std::int64_t at = 0; at < elements.size(); ++at) {
        const auto index = static_cast<std::size_t>(at);
        if (done[index] ? !near(elements.data()[at], want_[o][index]) : !elements.unchanged(at)) {
          return "operand " + std::to_string(o) + (done[index] ? " is wrong" : " has changed") +
                 " at offset " + std::to_string(at) + ", of which " + std::to_string(completed) +
                 " are completed";
        }
      }
    }
    return {};
  }

 private:
  static constexpr bool kReduces = requires(P p) { p.result; };
  static constexpr auto nothing() {
    if constexpr (kReduces) {
      return std::remove_cvref_t<decltype(*P{}.result)>(std::numeric_limits<Real<T>>::quiet_NaN());
    } else {
      return Real<T>{};
    }
  }
  using Result = decltype(nothing());
  static constexpr Result kNothing = nothing();

  static std::int64_t extent_of(const offload::Operand& operand) {
    const offload::blas::PackedShape shape = offload::blas::packed_shape(operand);
    if (operand.vector) return (shape.rows - 1) * std::abs(operand.step) + 1;
    return operand.part == offload::Part::Packed
               ? shape.rows
               : (shape.columns - 1) * operand.step + (shape.rows - 1) * operand.apart + 1;
  }

  // Operand `index` of p lies there.
  static void place(T* data, std::size_t index, P& p) {
    std::size_t i = 0;
    offload::for_each_pointer(p, [&](auto& pointer) {
      if (i++ == index) pointer = data;
    });
  }

  bool is_stored(const offload::Operand& operand, std::int64_t i, std::int64_t j) const {
    if constexpr (requires { p_.upper; }) {
      if (operand.part == offload::Part::Triangle) return p_.upper ? i <= j : i >= j;
    }
    return true;
  }
  // visit(element, i, j) for each that the problem may read or write.
  template <class Visit>
  void for_elements(const offload::Operand& operand, const Visit& visit) const {
    const auto region = offload::blas::region_of<T>(operand);
    for (std::int64_t j = 0; j < region.cols; ++j) {
      for (std::int64_t i = 0; i < region.rows; ++i)
        if (is_stored(operand, i, j))
          visit(region.data[i * region.row_stride + j * region.col_stride], i, j);
    }
  }

  // What is written alone is NaN; a triangle that is solved with has a diagonal of 4, and is real
  // there as a Hermitian matrix must be.
  void fill(const offload::Operand& operand, Elements<T>& elements, Random& random) {
    if (operand.reads) {
      for_elements(operand, [&](T& element, std::int64_t /*i*/, std::int64_t /*j*/) {
        element = T(static_cast<Real<T>>(random.uniform()));
        if constexpr (ComplexScalar<T>) element.imag(static_cast<Real<T>>(random.uniform()));
      });
      set_diagonal(operand);
    }
    elements.remember();
  }
  void set_diagonal(const offload::Operand& operand) {
    if constexpr (requires { p_.upper; }) {
      if (operand.vector || operand.part == offload::Part::All) return;
      T* const data = static_cast<T*>(const_cast<void*>(operand.address));
      for (std::int64_t j = 0, at = 0; j < operand.columns; ++j) {
        if (operand.part == offload::Part::Packed) {
          data[p_.upper ? at + j : at] = Real<T>(4);
          at += p_.upper ? j + 1 : operand.columns - j;
        } else if (operand.part == offload::Part::Band) {
          data[(p_.upper ? operand.rows - 1 : 0) + j * operand.step] = Real<T>(4);
        } else {
          data[j + j * operand.step] = Real<T>(4);
        }
      }
    }
  }

  void compute_reference() {
    P p = p_;
    for (std::size_t o = 0; o < memory_.size(); ++o) {
      want_.emplace_back(memory_[o]->before(), memory_[o]->before() + memory_[o]->size());
      place(want_.back().data(), o, p);
    }
    if constexpr (kReduces) p.result = &want_result_;
    D::host(simd::targets().front(), p, 1, simd::Scratch::Workspace);
  }

  void mark(const offload::Operand& operand, const Elements<T>& elements, std::vector<bool>& done,
            bool value) const {
    const auto region = offload::blas::region_of<T>(operand);
    for (std::int64_t j = 0; j < region.cols; ++j) {
      for (std::int64_t i = 0; i < region.rows; ++i) {
        const T* const at = region.data + i * region.row_stride + j * region.col_stride;
        if (is_stored(operand, i, j)) done[static_cast<std::size_t>(at - elements.data())] = value;
      }
    }
  }

  template <class R>
  static bool near(const R& got, const R& want) {
    return std::abs(got - want) <=
           1000 * std::numeric_limits<Real<T>>::epsilon() * std::max(Real<T>(1), std::abs(want));
  }

  P p_;
  const std::string name_;
  std::vector<std::unique_ptr<Elements<T>>> memory_;
  std::vector<std::vector<T>> want_;
  Result result_ = kNothing, want_result_ = kNothing;
};

// A call of p, whose operands it owns.
template <class P>
std::unique_ptr<BlasCall> make_call(const P& p, std::string name) {
  return std::make_unique<ProblemCall<P>>(p, std::move(name));
}

}  // namespace fulcrum::test
