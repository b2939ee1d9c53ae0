// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/calls.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "bench/compare/operands.hpp"

namespace fulcrum::compare {
namespace {

constexpr std::size_t kMostArguments = 13, kMostLetters = 4;

// Calls a routine again and again with these arguments; what a function returns goes to `result`.
using Caller = void (*)(void* symbol, void* const* arguments, long times, void* result);

template <std::size_t>
using Pointer = void*;
template <std::size_t>
using Length = std::size_t;

template <class R, std::size_t... I, std::size_t... L>
void repeat(void* symbol, void* const* arguments, long times, void* result,
            std::index_sequence<I...> /*pointers*/, std::index_sequence<L...> /*letters*/) {
  auto* const function = reinterpret_cast<R (*)(Pointer<I>..., Length<L>...)>(symbol);
  const std::array<void*, sizeof...(I)> a = {arguments[I]...};
  for (long i = 0; i < times; ++i) {
    if constexpr (std::is_void_v<R>) {
      function(a[I]..., (static_cast<void>(L), std::size_t{1})...);
    } else {
      const R value = function(a[I]..., (static_cast<void>(L), std::size_t{1})...);
      std::memcpy(result, &value, sizeof value);
    }
  }
}

template <class R, std::size_t Pointers, std::size_t Letters>
void call(void* symbol, void* const* arguments, long times, void* result) {
  repeat<R>(symbol, arguments, times, result, std::make_index_sequence<Pointers>(),
            std::make_index_sequence<Letters>());
}

template <class R, std::size_t Letters, std::size_t... P>
Caller with_pointers(std::size_t pointers, std::index_sequence<P...> /*counts*/) {
  constexpr std::array<Caller, sizeof...(P)> all = {&call<R, P, Letters>...};
  return all.at(pointers);
}

template <class R>
Caller caller(std::size_t pointers, std::size_t letters) {
  constexpr std::make_index_sequence<kMostArguments + 1> counts;
  if constexpr (std::is_void_v<R>) {
    switch (letters) {
      case 1:
        return with_pointers<R, 1>(pointers, counts);
      case 2:
        return with_pointers<R, 2>(pointers, counts);
      case 3:
        return with_pointers<R, 3>(pointers, counts);
      case kMostLetters:
        return with_pointers<R, kMostLetters>(pointers, counts);
      default:
        break;
    }
  }
  return with_pointers<R, 0>(pointers, counts);
}

// Called the way of Intel's compilers, a function that returns in registers takes the place of the
// result for n, finds 0 there, and touches nothing.
template <class T>
bool returns_by_argument(void* symbol) {
  const int n = 1, one = 1;
  const T x = {1, 2}, y = {3, 4};
  T result = {};
  auto* const function =
      reinterpret_cast<void (*)(T*, const int*, const T*, const int*, const T*, const int*)>(
          symbol);
  function(&result, &n, &x, &one, &y, &one);
  return result != T{};
}

template <class T>
class TypedCall final : public Call {
 public:
  TypedCall(void* symbol, const Case& c) : symbol_(symbol), case_(c), operands_(c) {
    std::size_t letters = 0;
    for (const Argument a : c.about->arguments) {
      if (is_letter(a)) ++letters;
      arguments_.push_back(address_of(a));
    }
    caller_ = choose(letters);
    if (c.about->renewed) {
      for (std::size_t i = 0; i < operands_.all().size(); ++i) first_.push_back(*operands_.at(i));
    }
  }

  std::vector<unsigned char> checked() override {
    operands_.renew(Use::Checked);
    result_ = {};
    run(1);
    std::vector<unsigned char> left(result_bytes(case_));
    unsigned char* to = left.data();
    for_each_written([&](const T* values, std::size_t count) {
      std::memcpy(to, values, count * sizeof(T));
      to += count * sizeof(T);
    });
    if (case_.about->returns != Returns::Nothing) std::memcpy(to, result_.data(), kReturnBytes);
    return left;
  }

  void renew() override { operands_.renew(Use::Timed); }

  void run(long times) override {
    if (!case_.about->renewed) {
      caller_(symbol_, arguments_.data(), times, result_.data());
      return;
    }
    for (long i = 0; i < times; ++i) {
      for (std::size_t o = 0; o < first_.size(); ++o) *operands_.at(o) = first_[o];
      caller_(symbol_, arguments_.data(), 1, result_.data());
    }
  }

  double largest() const override {
    double most = 0;
    for_each_written([&](const T* values, std::size_t count) {
      const auto* const parts = reinterpret_cast<const R*>(values);
      for (std::size_t i = 0; i < count * sizeof(T) / sizeof(R); ++i) {
        const bool usable = parts[i] == 0 || std::isnormal(parts[i]);
        most = std::max(most, usable ? std::fabs(static_cast<double>(parts[i])) : HUGE_VAL);
      }
    });
    return most;
  }

 private:
  using R = typename RealOf<T>::type;

  template <class Visit>
  void for_each_written(const Visit& visit) const {
    for (std::size_t i = 0; i < operands_.all().size(); ++i) {
      const Operand& o = operands_.all()[i];
      if (o.rule.written) visit(operands_.at(i), static_cast<std::size_t>(o.size()));
    }
  }

  void* address_of(Argument a) {
    if (is_letter(a)) return &case_.letter(a);
    if (is_size(a) || a >= Argument::Lda) return &case_.size(a);
    switch (a) {
      case Argument::Alpha:
        return &alpha_;
      case Argument::Beta:
        return &beta_;
      case Argument::RealAlpha:
        return &real_alpha_;
      case Argument::RealBeta:
        return &real_beta_;
      case Argument::Cosine:
        return &cosine_;
      case Argument::Sine:
        return &sine_;
      case Argument::Param:
        return param_.data();
      default:
        return operands_.at(name_of(a)[0]);
    }
  }

  Caller choose(std::size_t letters) {
    const std::size_t pointers = arguments_.size();
    switch (case_.about->returns) {
      case Returns::Nothing:
        return caller<void>(pointers, letters);
      case Returns::Real:
        return caller<R>(pointers, 0);
      case Returns::Double:
        return caller<double>(pointers, 0);
      case Returns::Index:
        return caller<int>(pointers, 0);
      case Returns::Own:
        break;
    }
    if constexpr (kIsComplex<T>) {
      if (returns_by_argument<T>(symbol_)) {
        arguments_.insert(arguments_.begin(), result_.data());
        return caller<void>(pointers + 1, 0);
      }
    }
    return caller<T>(pointers, 0);
  }

  void* symbol_;
  Case case_;
  T alpha_ = scalar_of<T>(case_.alpha), beta_ = scalar_of<T>(case_.beta);
  R real_alpha_ = static_cast<R>(case_.alpha), real_beta_ = static_cast<R>(case_.beta);
  R cosine_ = static_cast<R>(0.6), sine_ = static_cast<R>(0.8);
  // rotm's flag for all four elements, here those of a rotation.
  std::array<R, 5> param_ = {R{-1}, cosine_, -sine_, sine_, cosine_};
  Operands<T> operands_;
  std::vector<void*> arguments_;
  Caller caller_ = nullptr;
  std::vector<T> first_;  // of operands that are renewed before each call
  alignas(16) std::array<unsigned char, kReturnBytes> result_ = {};
};

}  // namespace

std::size_t result_bytes(const Case& c) {
  std::size_t result = c.about->returns == Returns::Nothing ? 0 : kReturnBytes;
  for (const Operand& o : c.operands()) {
    if (o.rule.written)
      result += static_cast<std::size_t>(o.size()) * static_cast<std::size_t>(bytes_of(c.type));
  }
  return result;
}

std::unique_ptr<Call> prepare(void* symbol, const Case& c) {
  switch (c.type) {
    case 's':
      return std::make_unique<TypedCall<float>>(symbol, c);
    case 'd':
      return std::make_unique<TypedCall<double>>(symbol, c);
    case 'c':
      return std::make_unique<TypedCall<std::complex<float>>>(symbol, c);
    default:
      return std::make_unique<TypedCall<std::complex<double>>>(symbol, c);
  }
}

}  // namespace fulcrum::compare
