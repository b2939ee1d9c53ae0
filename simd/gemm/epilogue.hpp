// SPDX-License-Identifier: Apache-2.0
// Epilogues: elementwise operations on C that a product applies tile by tile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "fulcrum/gemm_epilogue.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// The operations in column-major terms: of a row-major call, rows and columns are swapped, and so
// is what a callback is told. `first` of a quantisation is 1 / scale here.
template <class T>
struct EpilogueList {
  std::array<EpilogueOp<T>, Epilogue<T>::kCapacity> ops;
  int count = 0;
  int callback = 0;  // the first one, or count
  bool row_major = false;
  bool simple = true;  // every operation is a few instructions

  int next_callback(int from) const {
    while (from < count && ops[static_cast<std::size_t>(from)].kind != EpilogueKind::Callback)
      ++from;
    return from;
  }
};

constexpr bool is_simple(EpilogueKind kind) {
  return kind == EpilogueKind::Scale || kind == EpilogueKind::BiasPerRow ||
         kind == EpilogueKind::BiasPerColumn || kind == EpilogueKind::Residual ||
         kind == EpilogueKind::Relu || kind == EpilogueKind::Clamp;
}

// A caller's list, whose operations have been checked.
template <class T>
EpilogueList<T> list_of(const Epilogue<T>& epilogue, Layout layout) {
  EpilogueList<T> list;
  list.count = epilogue.size();
  list.row_major = layout == Layout::RowMajor;
  for (int i = 0; i < list.count; ++i) {
    EpilogueOp<T>& op = list.ops[static_cast<std::size_t>(i)];
    op = epilogue[i];
    list.simple = list.simple && is_simple(op.kind);
    if (op.kind == EpilogueKind::QuantiseInt8 || op.kind == EpilogueKind::QuantiseUint8) {
      op.first = T{1} / op.first;
    } else if (list.row_major && op.kind == EpilogueKind::BiasPerRow) {
      op.kind = EpilogueKind::BiasPerColumn;
    } else if (list.row_major && op.kind == EpilogueKind::BiasPerColumn) {
      op.kind = EpilogueKind::BiasPerRow;
    }
  }
  list.callback = list.next_callback(0);
  return list;
}

// rows x columns elements of C, from (row, column) on: C(i, j) = list(src(i, j) + beta C(i, j)).
// beta == 0 does not read C, so that src may be C itself.
template <class T>
struct EpilogueArea {
  std::int64_t row, column, rows, columns;
  const T* src;
  std::int64_t lds;
  T beta;
  T* c;
  std::int64_t ldc;
};

template <class T>
using ApplyEpilogue = void (*)(const EpilogueList<T>& list, const EpilogueArea<T>& area);

// An epilogue on its way through a product, with the C that it belongs to.
template <class T>
struct FusedEpilogue {
  const EpilogueList<T>& list;
  ApplyEpilogue<T> apply = nullptr;
  const T* c = nullptr;
  std::int64_t ldc = 1;

  // The place of a pointer into C.
  std::int64_t row(const T* at) const { return (at - c) % ldc; }
  std::int64_t column(const T* at) const { return (at - c) / ldc; }

  // The epilogue on the finished rows x columns of C that begin at `at`.
  void finish(std::int64_t rows, std::int64_t columns, T* at) const {
    apply(list, {row(at), column(at), rows, columns, at, ldc, T{0}, at, ldc});
  }
};

ApplyEpilogue<float> epilogue_kernel_f32(std::int64_t target);
ApplyEpilogue<double> epilogue_kernel_f64(std::int64_t target);

template <class T>
struct GemmKernels;

// The threads that gemm_with_epilogue() asks for at most (see level1/split.hpp).
template <class T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                   const EpilogueList<T>& list, int threads);

// gemm() followed by the epilogue in its tiles. p is legal and m, n >= 1; alpha == 0 and k == 0
// apply the epilogue to beta C. The same bits for any number of threads. Throws Error(OutOfMemory)
// before C is touched.
template <class T>
void gemm_with_epilogue(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                        const EpilogueList<T>& list, int threads);

}  // namespace fulcrum::simd
