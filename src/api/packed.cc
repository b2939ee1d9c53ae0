// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/packed.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/routines/products.hpp"
#include "src/api/check.hpp"
#include "src/api/gemm_arguments.hpp"
#include "src/api/packed_operand.hpp"
#include "src/execute/execute.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum {
namespace api {

template <RealScalar T>
struct Packed {
  Packed() = default;
  Packed(const Packed&) = delete;
  Packed& operator=(const Packed&) = delete;
  ~Packed() { std::free(memory); }

  char side = 'A';
  Layout layout = Layout::ColMajor;
  Op op = Op::NoTrans;
  Isa isa = Isa::Scalar;
  std::size_t bytes = 0;
  void* memory = nullptr;
  simd::PackedOperand<T> operand;
};

namespace {

using runtime::State;
using simd::PackedForm;
using simd::PackedOperand;
using simd::PackedSide;

constexpr std::size_t kLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

template <class T>
const simd::GemmKernels<T>& kernels_of(const State& s) {
  return s.target->kernels<T>().gemm;
}

// Memory as workspace() has it: packed panels are read a cache line at a time from many pages.
void* allocate(std::size_t bytes) {
  const std::size_t unit = bytes >= kHugePage ? kHugePage : kLine;
  void* memory = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit);
  if (memory == nullptr) {
    throw Error(ErrorCode::OutOfMemory, "pack",
                "cannot allocate " + std::to_string(bytes) + " bytes for the packed operand");
  }
  if (unit == kHugePage) (void)madvise(memory, (bytes + unit - 1) / unit * unit, MADV_HUGEPAGE);
  return memory;
}

template <RealScalar T>
PackedMatrix<T> make_packed(Layout layout, char side, Op op, std::int64_t extent, std::int64_t k,
                            const T* source, std::int64_t ld, const CallOptions& options) {
  const State& s = runtime::checked_state();
  const simd::GemmKernels<T>& kernels = kernels_of<T>(s);
  const PackedForm form = simd::packed_form(kernels, side_by_columns(layout, side), extent, k);
  const int threads = execute::threads_for(s, side == 'A' ? "pack_a" : "pack_b", options,
                                           static_cast<double>(form.elements()));
  auto packed = std::make_unique<Packed<T>>();
  packed->side = side;
  packed->layout = layout;
  packed->op = op;
  packed->isa = s.target->isa;
  packed->bytes = std::max(static_cast<std::size_t>(form.elements()) * sizeof(T), kLine);
  packed->memory = allocate(packed->bytes);
  T* const data = static_cast<T*>(packed->memory);
  if (extent > 0 && k > 0) simd::pack(kernels, form, op != Op::NoTrans, source, ld, data, threads);
  packed->operand = {form, data};
  return PackedMatrix<T>(std::move(packed));
}

// Where a packed operand's sizes stand in the list of a product.
struct Place {
  int extent, k, operand;
};

// That `x` may stand for operand `side` of a product: m or n is `extent`.
template <class T>
void check_packed(const PackedMatrix<T>& x, char side, Layout layout, std::int64_t extent,
                  std::int64_t k, const Place& at) {
  const char name[] = {side, '\0'};
  if (x.empty())
    throw Error("gemm", at.operand, name, "empty", "no matrix has been packed into it");
  if (x.side() != side) {
    throw Error("gemm", at.operand, name, std::string("packed as ") + x.side(),
                std::string("an operand ") + side + " is wanted");
  }
  const auto text = [](Layout l) { return l == Layout::ColMajor ? "ColMajor" : "RowMajor"; };
  if (x.layout() != layout) {
    throw Error("gemm", 1, "layout", text(layout),
                std::string(name) + " was packed for " + text(x.layout()));
  }
  const PackedForm& form = x.get()->operand.form;
  if (form.k != k) {
    throw Error("gemm", at.k, "k", std::to_string(k),
                std::string(name) + " was packed with k = " + std::to_string(form.k));
  }
  if (form.extent != extent) {
    const char* size = side == 'A' ? "m" : "n";
    throw Error(
        "gemm", at.extent, size, std::to_string(extent),
        std::string(name) + " was packed with " + size + " = " + std::to_string(form.extent));
  }
  const State& s = runtime::checked_state();
  if (x.isa() != s.target->isa) {
    throw Error("gemm", at.operand, name, "packed for " + std::string(to_string(x.isa())),
                "the SIMD target in force is " + std::string(to_string(s.target->isa)));
  }
}

template <class T>
bool reads(const GemmProblem<T>& p) {
  return p.m > 0 && p.n > 0 && p.k > 0 && p.alpha != T{0};
}
template <class T>
bool writes(const GemmProblem<T>& p) {
  return p.m > 0 && p.n > 0 && (reads(p) || p.beta != T{1});
}

// By columns a row-major product has its operands swapped.
template <class T>
void multiply(Layout layout, GemmProblem<T> p, const PackedMatrix<T>* a, const PackedMatrix<T>* b,
              const CallOptions& options) {
  const PackedOperand<T>* packed_a = a != nullptr ? &a->get()->operand : nullptr;
  const PackedOperand<T>* packed_b = b != nullptr ? &b->get()->operand : nullptr;
  to_columns(layout, p);
  if (layout == Layout::RowMajor) std::swap(packed_a, packed_b);
  const offload::PackedProduct<T> product = {p, packed_a, packed_b};
  writes(p) ? execute::call(product, options) : execute::quick_return(product);
}

void check_sizes(Layout layout, int first, std::int64_t m, std::int64_t n, std::int64_t k) {
  check_layout("gemm", 1, layout);
  check_size("gemm", first, "m", m);
  check_size("gemm", first + 1, "n", n);
  check_size("gemm", first + 2, "k", k);
}

}  // namespace

template <class T>
std::size_t packed_bytes(std::int64_t extent, std::int64_t k) noexcept {
  const State& s = runtime::state();
  std::int64_t elements = 0;
  for (const PackedSide side : {PackedSide::A, PackedSide::B}) {
    elements = std::max(elements, simd::packed_form(kernels_of<T>(s), side, extent, k).elements());
  }
  return sizeof(PackedHeader) + kLine + static_cast<std::size_t>(elements) * sizeof(T);
}

template <class T>
void pack_into(Layout layout, char side, bool trans, std::int64_t extent, std::int64_t k, T alpha,
               const T* source, std::int64_t ld, void* memory) noexcept {
  State& s = runtime::state();
  execute::tell_options(s);
  PackedHeader header;
  header.mark = PackedHeader::kMark;
  header.type = sizeof(T) == 4 ? 's' : 'd';
  header.side = side;
  header.layout = layout;
  header.isa = s.target->isa;
  header.alpha = alpha;
  header.form = simd::packed_form(kernels_of<T>(s), side_by_columns(layout, side), extent, k);
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t elements = (begin + sizeof header + kLine - 1) / kLine * kLine;
  header.offset = static_cast<std::uint32_t>(elements - begin);
  std::memcpy(memory, &header, sizeof header);
  if (extent == 0 || k == 0) return;
  T* const data = reinterpret_cast<T*>(static_cast<char*>(memory) + header.offset);
  simd::pack(kernels_of<T>(s), header.form, trans, source, ld, data, s.threads());
}

template <class T>
bool readable(const PackedHeader& header) noexcept {
  if (!header.marked() || header.type != (sizeof(T) == 4 ? 's' : 'd')) return false;
  const State& s = runtime::state();
  const PackedForm here =
      simd::packed_form(kernels_of<T>(s), header.form.side, header.form.extent, header.form.k);
  return header.isa == s.target->isa && header.form.width == here.width;
}

template <class T>
void multiply_packed(const GemmProblem<T>& p, const void* a, const void* b) noexcept {
  const auto operand = [](const void* memory) {
    const PackedHeader header = header_at(memory);
    return PackedOperand<T>{
        header.form, reinterpret_cast<const T*>(static_cast<const char*>(memory) + header.offset)};
  };
  PackedOperand<T> packed_a, packed_b;
  if (a != nullptr) packed_a = operand(a);
  if (b != nullptr) packed_b = operand(b);
  const PackedOperand<T>* const x = a != nullptr ? &packed_a : nullptr;
  const PackedOperand<T>* const y = b != nullptr ? &packed_b : nullptr;
  if (writes(p)) execute::call_or_fall_back(offload::PackedProduct<T>{p, x, y});
}

template std::size_t packed_bytes<float>(std::int64_t, std::int64_t) noexcept;
template void pack_into(Layout, char, bool, std::int64_t, std::int64_t, float, const float*,
                        std::int64_t, void*) noexcept;
template bool readable<float>(const PackedHeader&) noexcept;
template void multiply_packed(const GemmProblem<float>&, const void*, const void*) noexcept;
template std::size_t packed_bytes<double>(std::int64_t, std::int64_t) noexcept;
template void pack_into(Layout, char, bool, std::int64_t, std::int64_t, double, const double*,
                        std::int64_t, void*) noexcept;
template bool readable<double>(const PackedHeader&) noexcept;
template void multiply_packed(const GemmProblem<double>&, const void*, const void*) noexcept;

}  // namespace api

template <RealScalar T>
PackedMatrix<T>::PackedMatrix() noexcept = default;
template <RealScalar T>
PackedMatrix<T>::PackedMatrix(PackedMatrix&& other) noexcept = default;
template <RealScalar T>
PackedMatrix<T>& PackedMatrix<T>::operator=(PackedMatrix&& other) noexcept = default;
template <RealScalar T>
PackedMatrix<T>::~PackedMatrix() = default;
template <RealScalar T>
PackedMatrix<T>::PackedMatrix(std::unique_ptr<api::Packed<T>> packed) noexcept
    : packed_(std::move(packed)) {}

template <RealScalar T>
char PackedMatrix<T>::side() const noexcept {
  return empty() ? 0 : packed_->side;
}
template <RealScalar T>
Layout PackedMatrix<T>::layout() const noexcept {
  return empty() ? Layout::ColMajor : packed_->layout;
}
template <RealScalar T>
Op PackedMatrix<T>::op() const noexcept {
  return empty() ? Op::NoTrans : packed_->op;
}
template <RealScalar T>
std::int64_t PackedMatrix<T>::rows() const noexcept {
  if (empty()) return 0;
  return packed_->side == 'A' ? packed_->operand.form.extent : packed_->operand.form.k;
}
template <RealScalar T>
std::int64_t PackedMatrix<T>::columns() const noexcept {
  if (empty()) return 0;
  return packed_->side == 'A' ? packed_->operand.form.k : packed_->operand.form.extent;
}
template <RealScalar T>
Isa PackedMatrix<T>::isa() const noexcept {
  return empty() ? Isa::Scalar : packed_->isa;
}
template <RealScalar T>
std::size_t PackedMatrix<T>::bytes() const noexcept {
  return empty() ? 0 : packed_->bytes;
}

template <RealScalar T>
PackedMatrix<T> pack_a(Layout layout, Op transA, std::int64_t m, std::int64_t k, const T* A,
                       std::int64_t lda, const CallOptions& options) {
  api::check_layout("pack_a", 1, layout);
  api::check_op("pack_a", 2, "transA", transA);
  api::check_size("pack_a", 3, "m", m);
  api::check_size("pack_a", 4, "k", k);
  const bool rows_are_m = (transA == Op::NoTrans) == (layout == Layout::ColMajor);
  api::check_leading("pack_a", 6, "lda", lda, rows_are_m ? m : k);
  if (m > 0 && k > 0) api::check_operand("pack_a", 5, "A", A);
  return api::make_packed(layout, 'A', transA, m, k, A, lda, options);
}

template <RealScalar T>
PackedMatrix<T> pack_b(Layout layout, Op transB, std::int64_t k, std::int64_t n, const T* B,
                       std::int64_t ldb, const CallOptions& options) {
  api::check_layout("pack_b", 1, layout);
  api::check_op("pack_b", 2, "transB", transB);
  api::check_size("pack_b", 3, "k", k);
  api::check_size("pack_b", 4, "n", n);
  const bool rows_are_k = (transB == Op::NoTrans) == (layout == Layout::ColMajor);
  api::check_leading("pack_b", 6, "ldb", ldb, rows_are_k ? k : n);
  if (n > 0 && k > 0) api::check_operand("pack_b", 5, "B", B);
  return api::make_packed(layout, 'B', transB, n, k, B, ldb, options);
}

template <RealScalar T>
void gemm(Layout layout, Op transB, std::int64_t m, std::int64_t n, std::int64_t k, T alpha,
          const PackedMatrix<T>& A, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  const bool by_columns = layout == Layout::ColMajor;
  api::check_layout("gemm", 1, layout);
  api::check_op("gemm", 2, "transB", transB);
  api::check_sizes(layout, 3, m, n, k);
  api::check_packed(A, 'A', layout, m, k, {3, 5, 7});
  api::check_leading("gemm", 9, "ldb", ldb, (transB == Op::NoTrans) == by_columns ? k : n);
  api::check_leading("gemm", 12, "ldc", ldc, by_columns ? m : n);
  const GemmProblem<T> p = {
      false, transB != Op::NoTrans, m, n, k, alpha, nullptr, 1, B, ldb, beta, C, ldc};
  if (api::reads(p)) api::check_operand("gemm", 8, "B", B);
  if (api::writes(p)) api::check_operand("gemm", 11, "C", C);
  api::multiply<T>(layout, p, &A, nullptr, options);
}

template <RealScalar T>
void gemm(Layout layout, Op transA, std::int64_t m, std::int64_t n, std::int64_t k, T alpha,
          const T* A, std::int64_t lda, const PackedMatrix<T>& B, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  const bool by_columns = layout == Layout::ColMajor;
  api::check_layout("gemm", 1, layout);
  api::check_op("gemm", 2, "transA", transA);
  api::check_sizes(layout, 3, m, n, k);
  api::check_leading("gemm", 8, "lda", lda, (transA == Op::NoTrans) == by_columns ? m : k);
  api::check_packed(B, 'B', layout, n, k, {4, 5, 9});
  api::check_leading("gemm", 12, "ldc", ldc, by_columns ? m : n);
  const GemmProblem<T> p = {
      transA != Op::NoTrans, false, m, n, k, alpha, A, lda, nullptr, 1, beta, C, ldc};
  if (api::reads(p)) api::check_operand("gemm", 7, "A", A);
  if (api::writes(p)) api::check_operand("gemm", 11, "C", C);
  api::multiply<T>(layout, p, nullptr, &B, options);
}

template <RealScalar T>
void gemm(Layout layout, std::int64_t m, std::int64_t n, std::int64_t k, T alpha,
          const PackedMatrix<T>& A, const PackedMatrix<T>& B, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  api::check_sizes(layout, 2, m, n, k);
  api::check_packed(A, 'A', layout, m, k, {2, 4, 6});
  api::check_packed(B, 'B', layout, n, k, {3, 4, 7});
  api::check_leading("gemm", 10, "ldc", ldc, layout == Layout::ColMajor ? m : n);
  const GemmProblem<T> p = {false, false, m, n, k, alpha, nullptr, 1, nullptr, 1, beta, C, ldc};
  if (api::writes(p)) api::check_operand("gemm", 9, "C", C);
  api::multiply<T>(layout, p, &A, &B, options);
}

template class PackedMatrix<float>;
template PackedMatrix<float> pack_a(Layout, Op, std::int64_t, std::int64_t, const float*,
                                    std::int64_t, const CallOptions&);
template PackedMatrix<float> pack_b(Layout, Op, std::int64_t, std::int64_t, const float*,
                                    std::int64_t, const CallOptions&);
template void gemm(Layout, Op, std::int64_t, std::int64_t, std::int64_t, float,
                   const PackedMatrix<float>&, const float*, std::int64_t, float, float*,
                   std::int64_t, const CallOptions&);
template void gemm(Layout, Op, std::int64_t, std::int64_t, std::int64_t, float, const float*,
                   std::int64_t, const PackedMatrix<float>&, float, float*, std::int64_t,
                   const CallOptions&);
template void gemm(Layout, std::int64_t, std::int64_t, std::int64_t, float,
                   const PackedMatrix<float>&, const PackedMatrix<float>&, float, float*,
                   std::int64_t, const CallOptions&);
template class PackedMatrix<double>;
template PackedMatrix<double> pack_a(Layout, Op, std::int64_t, std::int64_t, const double*,
                                     std::int64_t, const CallOptions&);
template PackedMatrix<double> pack_b(Layout, Op, std::int64_t, std::int64_t, const double*,
                                     std::int64_t, const CallOptions&);
template void gemm(Layout, Op, std::int64_t, std::int64_t, std::int64_t, double,
                   const PackedMatrix<double>&, const double*, std::int64_t, double, double*,
                   std::int64_t, const CallOptions&);
template void gemm(Layout, Op, std::int64_t, std::int64_t, std::int64_t, double, const double*,
                   std::int64_t, const PackedMatrix<double>&, double, double*, std::int64_t,
                   const CallOptions&);
template void gemm(Layout, std::int64_t, std::int64_t, std::int64_t, double,
                   const PackedMatrix<double>&, const PackedMatrix<double>&, double, double*,
                   std::int64_t, const CallOptions&);

}  // namespace fulcrum
