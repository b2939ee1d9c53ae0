// SPDX-License-Identifier: Apache-2.0
// A stored matrix as the kernels see it, full, banded and packed ones alike, and these kernels.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>

#include "simd/level2/problem.hpp"

namespace fulcrum::simd {

// Element (i, j) lies at data[i + j ld + grow j (j - 1) / 2]: a band of leading dimension lda is a
// full matrix of lda - 1, and the columns of a packed triangle are one element longer (grow = 1) or
// shorter (-1) each than the one before. Column j holds the rows from j - above to j + below that
// lie in [first, last); -1 leaves the diagonal out.
template <class T>
struct Stored {
  T* data = nullptr;
  std::int64_t ld = 0, grow = 0;
  std::int64_t first = 0, last = 0;
  std::int64_t above = 0, below = 0;

  // Where row 0 is or would be.
  T* column(std::int64_t j) const { return data + j * ld + grow * (j * (j - 1) / 2); }
  std::int64_t begin(std::int64_t j) const { return std::clamp(j - above, first, last); }
  std::int64_t end(std::int64_t j) const { return std::clamp(j + below + 1, first, last); }

  // The same with those of these rows alone.
  Stored rows(std::int64_t from, std::int64_t to) const {
    Stored part = *this;
    part.first = std::max(first, from), part.last = std::max(part.first, std::min(last, to));
    return part;
  }
};

// All of A(m,n).
template <class T>
Stored<T> stored_full(T* a, std::int64_t lda, std::int64_t m, std::int64_t n) {
  return {a, lda, 0, 0, m, n, m};
}
template <class T>
Stored<T> stored_band(T* a, std::int64_t lda, std::int64_t m, std::int64_t kl, std::int64_t ku) {
  return {a + ku, lda - 1, 0, 0, m, ku, kl};
}

// A triangle of A(n,n) without its diagonal, which lies at column(j)[j].
template <class T>
Stored<T> stored_triangle(T* a, std::int64_t lda, Storage storage, bool upper, std::int64_t n,
                          std::int64_t k) {
  Stored<T> s{a, lda, 0, 0, n, n, n};
  if (storage == Storage::Band) s = stored_band(a, lda, n, upper ? 0 : k, upper ? k : 0);
  if (storage == Storage::Packed) s.ld = upper ? 1 : n - 1, s.grow = upper ? 1 : -1;
  (upper ? s.below : s.above) = -1;
  return s;
}

// A triangle in both of its uses: what is conjugated of the stored one and of its mirror image, and
// whether the diagonal's imaginary part counts.
struct MirrorUse {
  bool conj_stored = false, conj_mirrored = false, real_diagonal = false;
};
// A += x (alpha y)': what is conjugated of the columns x and y, and of the factors across.
// Hermitian: alpha is real, or conjugated in the second term, and the diagonal becomes real.
struct UpdateKind {
  bool conj = false, conj_across = false, hermitian = false;
};
struct TriangleUse {
  bool trans = false, conj = false, unit = false;
};

// Serial kernels of one target on columns [begin, end) of a stored matrix, `begin` a multiple of
// kPanelColumns, and vectors of unit stride: of a matrix with more rows or columns than one call
// gets, the parts of the rows or columns give the bits of the whole where they begin at such
// multiples too.
inline constexpr std::int64_t kPanelColumns = 4;
template <class T>
struct PanelKernels {
  using Index = std::int64_t;
  // y += op(A) (alpha x) of columns, and y += alpha op(A)' x
  void (*add)(const Stored<const T>& a, Index begin, Index end, bool conj, T alpha, const T* x,
              T* y) = nullptr;
  void (*dots)(const Stored<const T>& a, Index begin, Index end, bool conj, T alpha, const T* x,
               T* y) = nullptr;
  // Both of a triangle without its diagonal, with one read, and the diagonal's part.
  void (*both)(const Stored<const T>& a, Index begin, Index end, const MirrorUse& use, T alpha,
               const T* x, T* y) = nullptr;
  // A += alpha x y', and A += alpha x y' + alpha y x'
  void (*update)(const Stored<T>& a, Index begin, Index end, const UpdateKind& kind, T alpha,
                 const T* x, const T* y) = nullptr;
  void (*update2)(const Stored<T>& a, Index begin, Index end, const UpdateKind& kind, T alpha,
                  const T* x, const T* y) = nullptr;
  // y = op(A) x of a triangle without its diagonal, and the diagonal's part: the rows of A, or of
  // its transpose the columns. y may be x where these are all.
  void (*multiply)(const Stored<const T>& a, Index begin, Index end, const TriangleUse& use,
                   const T* x, T* y) = nullptr;
  // x = the solution of op(A) x = x
  void (*solve)(const Stored<const T>& a, Index begin, Index end, const TriangleUse& use,
                T* x) = nullptr;
};

// The columns that have rows of [row_begin, row_end): whole panels, but for the last of n.
struct ColumnRange {
  std::int64_t begin, end;
};
template <class T>
ColumnRange columns_with(const Stored<T>& s, std::int64_t n, std::int64_t row_begin,
                         std::int64_t row_end) {
  constexpr std::int64_t kPanel = kPanelColumns;
  const std::int64_t begin = std::max<std::int64_t>(0, row_begin - s.below) / kPanel * kPanel;
  return {std::min(n, begin), std::min(n, (row_end + s.above + kPanel - 1) / kPanel * kPanel)};
}

// Rows whose stretches of the vectors stay in the first-level cache while the columns pass by.
template <class T>
constexpr std::int64_t kWindow = 8192 / static_cast<std::int64_t>(sizeof(T));

// What the kernels are to do for a problem.
template <class T>
MirrorUse use_of(const SymvProblem<T>& p) {
  return {p.conj, p.hermitian != p.conj, p.hermitian};
}
template <class T>
TriangleUse use_of(const TrvProblem<T>& p) {
  return {p.trans, p.conj, p.unit};
}
template <class T>
UpdateKind kind_of(const GerProblem<T>& p) {
  return {p.conj_x, p.conj_y, false};
}
template <class Problem>
UpdateKind kind_of(const Problem& p) {
  return {p.conj, p.hermitian != p.conj, p.hermitian};
}
// The triangle that an update writes, with its diagonal.
template <class T, class Problem>
Stored<T> written_triangle(const Problem& p) {
  Stored<T> s = stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.n);
  (p.upper ? s.below : s.above) = 0;
  return s;
}

PanelKernels<float> panel_kernels_f32(std::int64_t target);
PanelKernels<double> panel_kernels_f64(std::int64_t target);
PanelKernels<std::complex<float>> panel_kernels_c32(std::int64_t target);
PanelKernels<std::complex<double>> panel_kernels_c64(std::int64_t target);

}  // namespace fulcrum::simd
