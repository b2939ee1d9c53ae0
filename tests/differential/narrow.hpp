// SPDX-License-Identifier: Apache-2.0
// One call of a product of narrow operands, whose types are others than C's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/blas.h"
#include "tests/differential/families.hpp"
#include "tests/support/guarded.hpp"

namespace fulcrum::differential {

// What the bytes of an element stand for.
enum class Format { Bf16, F16, S8, U8, F32, S32 };

// A matrix that ends at a page without access. Elements that nobody sets are NaN, or numbers that
// would be noticed.
class NarrowMatrix {
 public:
  NarrowMatrix() = default;
  NarrowMatrix(Format format, bool by_rows, std::int64_t rows, std::int64_t columns,
               std::int64_t ld);

  double at(std::int64_t i, std::int64_t j) const { return read(memory_->data(), index(i, j)); }
  double before(std::int64_t i, std::int64_t j) const { return read(before_.data(), index(i, j)); }
  void set(std::int64_t i, std::int64_t j, double value);
  void seal() { before_ = bytes(); }  // what the call finds
  void restore();
  std::vector<std::byte> bytes() const;
  bool changed() const { return bytes() != before_; }
  // Has an element changed that is none of the matrix?
  bool padding_changed() const;
  void* data() const { return memory_->data(); }

 private:
  std::size_t size() const;  // of an element
  double read(const std::byte* memory, std::size_t index) const;
  std::size_t index(std::int64_t i, std::int64_t j) const {
    return static_cast<std::size_t>(by_rows_ ? i * ld_ + j : i + j * ld_);
  }

  Format format_ = Format::S8;
  bool by_rows_ = false;
  std::int64_t rows_ = 0, columns_ = 0, ld_ = 1;
  std::shared_ptr<test::GuardedArray<std::byte>> memory_;
  std::vector<std::byte> before_;
};

class NarrowCall {
 public:
  NarrowCall(std::string_view routine, Random& random);

  bool cblas() const { return cblas_; }
  std::string_view arguments() const;
  const std::string& illegal() const { return illegal_; }
  // Is the number of an illegal argument its place in the caller's list?
  bool as_written() const { return offsets_ || !row_major_; }
  // Empty, or what is wrong with what the call has left.
  std::string check() const;
  std::string unchanged() const;
  NarrowMatrix& c() { return c_; }
  std::string describe() const;

  // For invoke().
  void* address(std::string_view name);
  std::int64_t integer(std::string_view name);

 private:
  void make_operands(Maker& maker);
  void make_factors(Random& random);
  void make_offsets(Random& random);
  void make_illegal(Random& random);
  void fill(NarrowMatrix& matrix, Format format, std::int64_t rows, std::int64_t columns,
            CBLAS_INT ld, bool readable, Random& random) const;
  double a(std::int64_t i, std::int64_t l) const;
  double b(std::int64_t l, std::int64_t j) const;
  bool multiplies() const { return alpha_ != 0 && k_ > 0; }
  std::string check_float(std::int64_t i, std::int64_t j) const;
  std::string check_integer(std::int64_t i, std::int64_t j) const;

  bool offsets_;  // gemm_s8u8s32
  Format a_format_, b_format_;
  bool cblas_, row_major_;
  char transa_ = 'N', transb_ = 'N', offsetc_ = 'F';
  CBLAS_INT m_ = 0, n_ = 0, k_ = 0, lda_ = 1, ldb_ = 1, ldc_ = 1;
  float alpha_ = 1, beta_ = 0;
  double scale_ = 1;
  bool special_ = false;
  std::int8_t ao_ = 0, bo_ = 0;
  NarrowMatrix a_, b_, c_, co_;
  std::string illegal_;
};

}  // namespace fulcrum::differential
