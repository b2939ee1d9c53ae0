// SPDX-License-Identifier: Apache-2.0
#include "simd/matcopy/matcopy.hpp"

#include <algorithm>
#include <cstring>

#include "simd/scalar.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

// A tile of rows and columns whose lines of both matrices stay in the first-level cache.
constexpr std::int64_t kTile = 16;

template <class T>
void zero(std::int64_t m, std::int64_t n, T* b, std::int64_t ldb) {
  for (std::int64_t j = 0; j < n; ++j) std::fill_n(b + j * ldb, m, T{});
}

// One column: to = alpha from, conjugated or not. They may be the same.
template <class T>
void column(const Level1Kernels<T>& kernels, std::int64_t n, bool conj, T alpha, const T* from,
            T* to) {
  if (ComplexScalar<T> && conj) {
    for (std::int64_t i = 0; i < n; ++i) to[i] = times(alpha, conj_if(true, from[i]));
  } else if (alpha == T{1}) {
    std::memmove(static_cast<void*>(to), from, static_cast<std::size_t>(n) * sizeof(T));
  } else {
    kernels.axpby(n, alpha, from, 1, T{}, to, 1);
  }
}

// B(n,m) = alpha A(m,n)', by tiles.
template <class T>
void transpose_tiles(const OmatcopyProblem<T>& p) {
  for (std::int64_t j = 0; j < p.n; j += kTile) {
    for (std::int64_t i = 0; i < p.m; i += kTile) {
      const std::int64_t columns = std::min(p.n, j + kTile), rows = std::min(p.m, i + kTile);
      for (std::int64_t r = i; r < rows; ++r)
        for (std::int64_t c = j; c < columns; ++c)
          p.b[c + r * p.ldb] = times(p.alpha, conj_if(p.conj, p.a[r + c * p.lda]));
    }
  }
}

// A square matrix in its own place: pairs of tiles change places.
template <class T>
void transpose_square(const ImatcopyProblem<T>& p) {
  const auto value = [&p](T v) { return times(p.alpha, conj_if(p.conj, v)); };
  for (std::int64_t j = 0; j < p.n; j += kTile) {
    for (std::int64_t i = 0; i <= j; i += kTile) {
      const std::int64_t columns = std::min(p.n, j + kTile);
      for (std::int64_t c = j; c < columns; ++c) {
        const std::int64_t rows = std::min(i + kTile, c + 1);
        for (std::int64_t r = i; r < rows; ++r) {
          T& upper = p.a[r + c * p.lda];
          T& lower = p.a[c + r * p.lda];
          const T keep = value(upper);
          upper = value(lower);
          lower = keep;
        }
      }
    }
  }
}

// Columns from one leading dimension to another, in an order that loses none.
template <class T>
void move_columns(std::int64_t m, std::int64_t n, T* a, std::int64_t from, std::int64_t to) {
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t j = to <= from ? k : n - 1 - k;
    std::memmove(static_cast<void*>(a + j * to), a + j * from,
                 static_cast<std::size_t>(m) * sizeof(T));
  }
}

// The compact A(m,n) becomes A': every cycle of the permutation is followed from its smallest
// place.
template <class T>
void transpose_cycles(std::int64_t m, std::int64_t n, T* a) {
  const auto source = [m, n](std::int64_t place) { return place / n + place % n * m; };
  for (std::int64_t start = 0; start < m * n; ++start) {
    std::int64_t place = source(start);
    while (place > start) place = source(place);
    if (place < start) continue;  // seen from another place
    const T first = a[start];
    std::int64_t to = start;
    for (std::int64_t from = source(to); from != start; from = source(to)) {
      a[to] = a[from];
      to = from;
    }
    a[to] = first;
  }
}

// The same for elements that lie a stride apart.
template <class T>
void transpose_strided(const Omatcopy2Problem<T>& p) {
  for (std::int64_t j = 0; j < p.n; j += kTile) {
    for (std::int64_t i = 0; i < p.m; i += kTile) {
      const std::int64_t columns = std::min(p.n, j + kTile), rows = std::min(p.m, i + kTile);
      for (std::int64_t r = i; r < rows; ++r)
        for (std::int64_t c = j; c < columns; ++c)
          p.b[c * p.stride_b + r * p.ldb] =
              times(p.alpha, conj_if(p.conj, p.a[r * p.stride_a + c * p.lda]));
    }
  }
}

template <class T>
void column_strided(const Level1Kernels<T>& kernels, const Omatcopy2Problem<T>& p, const T* from,
                    T* to) {
  if (p.alpha == T{}) {
    for (std::int64_t i = 0; i < p.m; ++i) to[i * p.stride_b] = T{};
  } else if (ComplexScalar<T> && p.conj) {
    for (std::int64_t i = 0; i < p.m; ++i)
      to[i * p.stride_b] = times(p.alpha, conj_if(true, from[i * p.stride_a]));
  } else if (p.alpha == T{1}) {
    for (std::int64_t i = 0; i < p.m; ++i) to[i * p.stride_b] = from[i * p.stride_a];
  } else {
    kernels.axpby(p.m, p.alpha, from, p.stride_a, T{}, to, p.stride_b);
  }
}

// An operand of a sum, op(X) for an X of C's size or its transpose.
template <class T>
struct Summand {
  bool trans = false, conj = false;
  const T* x = nullptr;
  std::int64_t ld = 1;

  // op(X)(i .. i + rows, j .. j + columns) by columns; in `packed` unless it lies so already.
  // Columns of what is returned are *step apart.
  const T* block(std::int64_t i, std::int64_t j, std::int64_t rows, std::int64_t columns, T* packed,
                 std::int64_t* step) const {
    if (!trans && !(ComplexScalar<T> && conj)) {
      *step = ld;
      return x + i + j * ld;
    }
    *step = rows;
    const T* const from = trans ? x + j + i * ld : x + i + j * ld;
    for (std::int64_t outer = 0; outer < (trans ? rows : columns); ++outer) {
      for (std::int64_t inner = 0; inner < (trans ? columns : rows); ++inner) {
        const std::int64_t at = trans ? outer + inner * rows : inner + outer * rows;
        packed[at] = conj_if(conj, from[inner + outer * ld]);
      }
    }
    return packed;
  }
};

// A block of C that a sum is made in: tiles where something is transposed, else a column's part.
constexpr std::int64_t kSumElements = 256;

// to = alpha x + beta y, of which only what has a factor is read; `to` is neither of them.
template <class T>
void add_columns(const Level1Kernels<T>& kernels, std::int64_t n, T alpha, const T* x, T beta,
                 const T* y, T* to) {
  if (alpha == T{} || beta == T{}) {
    column(kernels, n, false, alpha == T{} ? beta : alpha, alpha == T{} ? y : x, to);
  } else {
    std::copy_n(y, n, to);
    kernels.axpby(n, alpha, x, 1, beta, to, 1);
  }
}

template <class T>
void scale_columns(const Level3Kernels<T>& kernels, const ImatcopyProblem<T>& p, std::int64_t m,
                   std::int64_t n, std::int64_t ld) {
  for (std::int64_t j = 0; j < n; ++j)
    column(kernels.level2.level1, m, p.conj, p.alpha, p.a + j * ld, p.a + j * ld);
}

template <class T>
void without_memory(const Level3Kernels<T>& kernels, const ImatcopyProblem<T>& p) {
  if (!p.trans) {
    move_columns(p.m, p.n, p.a, p.lda, p.ldb);
    return scale_columns(kernels, p, p.m, p.n, p.ldb);
  }
  move_columns(p.m, p.n, p.a, p.lda, p.m);
  transpose_cycles(p.m, p.n, p.a);
  move_columns(p.n, p.m, p.a, p.n, p.ldb);
  scale_columns(kernels, p, p.n, p.m, p.ldb);
}

}  // namespace

template <class T>
void omatcopy(const Level3Kernels<T>& kernels, const OmatcopyProblem<T>& p) {
  const Level1Kernels<T>& level1 = kernels.level2.level1;
  if (p.alpha == T{}) return zero(p.trans ? p.n : p.m, p.trans ? p.m : p.n, p.b, p.ldb);
  if (!p.trans) {
    for (std::int64_t j = 0; j < p.n; ++j)
      column(level1, p.m, p.conj, p.alpha, p.a + j * p.lda, p.b + j * p.ldb);
    return;
  }
  if constexpr (RealScalar<T>) {
    // dst(m,n) = src(n,m)' by rows of dst, which are the columns of B.
    if (p.alpha == T{1}) return kernels.gemm.transpose(p.m, p.n, p.a, p.lda, p.b, p.ldb);
  }
  transpose_tiles(p);
}

template <class T>
void imatcopy(const Level3Kernels<T>& kernels, const ImatcopyProblem<T>& p, Scratch scratch) {
  if (p.alpha == T{}) return zero(p.trans ? p.n : p.m, p.trans ? p.m : p.n, p.a, p.ldb);
  if (!p.trans && p.lda == p.ldb) return scale_columns(kernels, p, p.m, p.n, p.lda);
  if (p.trans && p.m == p.n && p.lda == p.ldb) return transpose_square(p);
  if (scratch == Scratch::None) return without_memory(kernels, p);
  T* const copy = static_cast<T*>(
      workspace(static_cast<std::size_t>(p.m) * static_cast<std::size_t>(p.n) * sizeof(T)));
  omatcopy(kernels, OmatcopyProblem<T>{false, false, p.m, p.n, T{1}, p.a, p.lda, copy, p.m});
  omatcopy(kernels, OmatcopyProblem<T>{p.trans, p.conj, p.m, p.n, p.alpha, copy, p.m, p.a, p.ldb});
}

template <class T>
void geadd(const Level3Kernels<T>& kernels, const GeaddProblem<T>& p) {
  for (std::int64_t j = 0; j < p.n; ++j)
    axpby(kernels.level2.level1,
          AxpbyProblem<T>{p.m, p.alpha, p.a + j * p.lda, 1, p.beta, p.c + j * p.ldc, 1}, 1);
}

template <class T>
void omatcopy2(const Level3Kernels<T>& kernels, const Omatcopy2Problem<T>& p) {
  if (p.stride_a == 1 && p.stride_b == 1) {
    return omatcopy(kernels,
                    OmatcopyProblem<T>{p.trans, p.conj, p.m, p.n, p.alpha, p.a, p.lda, p.b, p.ldb});
  }
  if (p.trans && p.alpha != T{}) return transpose_strided(p);
  Omatcopy2Problem<T> q = p;
  if (p.trans) std::swap(q.m, q.n);  // zeros, of B's size
  for (std::int64_t j = 0; j < q.n; ++j)
    column_strided(kernels.level2.level1, q, p.alpha == T{} ? nullptr : p.a + j * p.lda,
                   p.b + j * p.ldb);
}

// What a block of C is made of has been read before the block is written, so that C may be an
// operand that lies as it does.
template <class T>
void omatadd(const Level3Kernels<T>& kernels, const OmataddProblem<T>& p) {
  if (p.alpha == T{} && p.beta == T{}) return zero(p.m, p.n, p.c, p.ldc);
  const Summand<T> a{p.trans_a, p.conj_a, p.a, p.lda};
  const Summand<T> b{p.trans_b, p.conj_b, p.b, p.ldb};
  const std::int64_t width = p.trans_a || p.trans_b ? kTile : 1, height = kSumElements / width;
  T packed_a[kSumElements], packed_b[kSumElements], sum[kSumElements];
  for (std::int64_t j = 0; j < p.n; j += width) {
    for (std::int64_t i = 0; i < p.m; i += height) {
      const std::int64_t columns = std::min(width, p.n - j), rows = std::min(height, p.m - i);
      std::int64_t step_a = 0, step_b = 0;
      const T* const x = p.alpha == T{} ? nullptr : a.block(i, j, rows, columns, packed_a, &step_a);
      const T* const y = p.beta == T{} ? nullptr : b.block(i, j, rows, columns, packed_b, &step_b);
      for (std::int64_t c = 0; c < columns; ++c)
        add_columns(kernels.level2.level1, rows, p.alpha, x + c * step_a, p.beta, y + c * step_b,
                    sum + c * rows);
      for (std::int64_t c = 0; c < columns; ++c)
        std::copy_n(sum + c * rows, rows, p.c + i + (j + c) * p.ldc);
    }
  }
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void omatcopy(const Level3Kernels<float>&, const OmatcopyProblem<float>&);
template void omatcopy(const Level3Kernels<double>&, const OmatcopyProblem<double>&);
template void omatcopy(const Level3Kernels<C32>&, const OmatcopyProblem<C32>&);
template void omatcopy(const Level3Kernels<C64>&, const OmatcopyProblem<C64>&);
template void imatcopy(const Level3Kernels<float>&, const ImatcopyProblem<float>&, Scratch);
template void imatcopy(const Level3Kernels<double>&, const ImatcopyProblem<double>&, Scratch);
template void imatcopy(const Level3Kernels<C32>&, const ImatcopyProblem<C32>&, Scratch);
template void imatcopy(const Level3Kernels<C64>&, const ImatcopyProblem<C64>&, Scratch);
template void geadd(const Level3Kernels<float>&, const GeaddProblem<float>&);
template void geadd(const Level3Kernels<double>&, const GeaddProblem<double>&);
template void geadd(const Level3Kernels<C32>&, const GeaddProblem<C32>&);
template void geadd(const Level3Kernels<C64>&, const GeaddProblem<C64>&);
template void omatcopy2(const Level3Kernels<float>&, const Omatcopy2Problem<float>&);
template void omatcopy2(const Level3Kernels<double>&, const Omatcopy2Problem<double>&);
template void omatcopy2(const Level3Kernels<C32>&, const Omatcopy2Problem<C32>&);
template void omatcopy2(const Level3Kernels<C64>&, const Omatcopy2Problem<C64>&);
template void omatadd(const Level3Kernels<float>&, const OmataddProblem<float>&);
template void omatadd(const Level3Kernels<double>&, const OmataddProblem<double>&);
template void omatadd(const Level3Kernels<C32>&, const OmataddProblem<C32>&);
template void omatadd(const Level3Kernels<C64>&, const OmataddProblem<C64>&);

}  // namespace fulcrum::simd
