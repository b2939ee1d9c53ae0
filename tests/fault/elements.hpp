// SPDX-License-Identifier: Apache-2.0
// The memory of an operand in the fault tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "fault/calls.hpp"
#include "tests/support/guarded.hpp"

namespace fulcrum::test {

// The elements of one operand and a copy of what they were. Elements that are no part of the
// operand (padding, gaps of a stride) are NaN: whoever uses them spoils the result.
template <class T>
class Elements {
 public:
  Elements(std::int64_t size, const Allocate& allocate) : size_(size) {
    if (allocate) {
      data_ = static_cast<T*>(allocate(static_cast<std::size_t>(size) * sizeof(T)));
    } else {
      own_ = std::make_unique<GuardedArray<T>>(size);
      data_ = own_->data();
    }
    std::fill_n(data_, size, T(std::numeric_limits<Real<T>>::quiet_NaN()));
  }

  T* data() const { return data_; }
  const T* before() const { return before_.data(); }
  std::int64_t size() const { return size_; }
  void remember() { before_.assign(data_, data_ + size_); }
  void restore() { std::copy(before_.begin(), before_.end(), data_); }
  bool unchanged(std::int64_t at) const {
    return same_bits(data_[at], before_[static_cast<std::size_t>(at)]);
  }
  bool unchanged() const {
    return std::memcmp(static_cast<const void*>(data_), before_.data(),
                       before_.size() * sizeof(T)) == 0;
  }

 private:
  std::int64_t size_;
  std::unique_ptr<GuardedArray<T>> own_;
  T* data_ = nullptr;
  std::vector<T> before_;
};

}  // namespace fulcrum::test
