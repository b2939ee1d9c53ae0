// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/operands.hpp"

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <utility>

namespace fulcrum::measure {
namespace {

constexpr std::size_t kAlignment = 4096;

// The finaliser of SplitMix64: random access, so that a block can grow without refilling its start.
std::uint64_t hash(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

}  // namespace

std::shared_ptr<void> allocate_pageable(std::size_t bytes) {
  const std::size_t whole =
      std::max<std::size_t>(1, (bytes + kAlignment - 1) / kAlignment) * kAlignment;
  void* const memory = std::aligned_alloc(kAlignment, whole);
  if (memory == nullptr) throw std::bad_alloc();
  return {memory, &std::free};
}

template <class T>
T value_at(Values values, std::uint64_t seed, std::uint64_t i) {
  if constexpr (ComplexScalar<T>) {
    using R = Real<T>;
    return {value_at<R>(values, seed, 2 * i), value_at<R>(values, seed, 2 * i + 1)};
  } else {
    if (values == Values::Output) return std::numeric_limits<T>::quiet_NaN();
    const std::uint64_t bits = hash((seed << 48) + i);
    if (values == Values::Integer) {
      if constexpr (sizeof(T) == 4) return static_cast<T>(static_cast<int>(bits % 3) - 1);
      return static_cast<T>(static_cast<int>(bits & 8191) - 4096);
    }
    // As many bits as the mantissa has, so that the conversion is exact and 1 is never reached.
    constexpr int kBits = std::numeric_limits<T>::digits;
    const auto mantissa =
        static_cast<std::int64_t>(bits >> (64 - kBits)) - (std::int64_t{1} << (kBits - 1));
    const T value = static_cast<T>(mantissa) / static_cast<T>(std::int64_t{1} << (kBits - 1));
    return values == Values::Small ? value * static_cast<T>(kSmall) : value;
  }
}

template <class T>
T* Block<T>::get(Values values, std::int64_t n) {
  if (values != values_) filled_ = 0;
  values_ = values;
  if (n > capacity_) {
    std::shared_ptr<void> grown = allocate_(static_cast<std::size_t>(n) * sizeof(T));
    std::copy_n(static_cast<const T*>(memory_.get()), filled_, static_cast<T*>(grown.get()));
    memory_ = std::move(grown);
    capacity_ = n;
  }
  T* const data = static_cast<T*>(memory_.get());
  for (std::int64_t i = filled_; i < n; ++i) {
    data[static_cast<std::size_t>(i)] = value_at<T>(values_, seed_, static_cast<std::uint64_t>(i));
  }
  filled_ = std::max(filled_, n);
  return data;
}

template <class T>
T* Block<T>::fresh(Values values, std::int64_t n) {
  filled_ = 0;
  T* const data = get(values, n);
  filled_ = 0;
  return data;
}

std::int64_t storage(const offload::Operand& operand) {
  if (operand.part == offload::Part::Packed) return operand.columns * (operand.columns + 1) / 2;
  if (!operand.vector) return operand.step * operand.columns;
  return operand.rows > 0 ? (operand.rows - 1) * std::abs(operand.step) + 1 : 0;
}

template float value_at<float>(Values, std::uint64_t, std::uint64_t);
template double value_at<double>(Values, std::uint64_t, std::uint64_t);
template class Block<float>;
template class Block<double>;
template class Block<std::complex<float>>;
template class Block<std::complex<double>>;

}  // namespace fulcrum::measure
