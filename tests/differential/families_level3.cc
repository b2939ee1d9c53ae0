// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/differential/families_internal.hpp"

namespace fulcrum::differential {
namespace {

// alpha op(A) op(B) at (i, j)
Wanted product(Type type, Number alpha, const Operated& a, const Operated& b, std::int64_t i,
               std::int64_t j) {
  Sum sum(type);
  for (std::int64_t l = 0; l < a.columns(); ++l)
    if (a.present(i, l) && b.present(l, j)) sum.add(a.at(i, l), b.at(l, j));
  return sum.scaled(alpha);
}

// beta C(i, j)
Wanted rest(const Call& call, const Matrix& c, std::int64_t i, std::int64_t j) {
  const Number beta = call.beta.get();
  Sum sum(call.type);
  if (!is_zero(beta)) sum.add(beta, c.at(i, j));
  return sum.wanted();
}

// --- C = alpha op(A) op(B) + beta C

void make_gemm(Call& call, Maker& maker) {
  call.transa = maker.one_of("NTCR");
  call.transb = maker.one_of("NTCR");
  call.m = maker.size(), call.n = maker.size(), call.k = maker.size();
  call.alpha = maker.scalar(call.type), call.beta = maker.scalar(call.type);
  const bool reads = !is_zero(call.alpha.get());
  const bool na = !turns(call.transa), nb = !turns(call.transb);
  make_operand(maker, call, call.a, call.lda, na ? call.m : call.k, na ? call.k : call.m, reads);
  make_operand(maker, call, call.b, call.ldb, nb ? call.k : call.n, nb ? call.n : call.k, reads);
  make_operand(maker, call, call.c, call.ldc, call.m, call.n, !is_zero(call.beta.get()));
}
std::string check_gemm(const Call& call) {
  const bool na = !turns(call.transa), nb = !turns(call.transb);
  const Matrix a =
      matrix(call.a, call.row_major, na ? call.m : call.k, na ? call.k : call.m, call.lda);
  const Matrix b =
      matrix(call.b, call.row_major, nb ? call.k : call.n, nb ? call.n : call.k, call.ldb);
  const Matrix c = matrix(call.c, call.row_major, call.m, call.n, call.ldc);
  const Number alpha = call.alpha.get();
  const bool multiplies = !is_zero(alpha) && call.k > 0;
  Elements elements;
  const bool nothing = !multiplies && is_one(call.beta.get());
  for (std::int64_t i = 0; i < call.m && !nothing; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Wanted want;
      if (multiplies) want = product(call.type, alpha, {a, call.transa}, {b, call.transb}, i, j);
      add(want, rest(call, c, i, j));
      elements[c.index(i, j)] = want;
    }
  }
  return all_of(
      {call.a.unchanged(), call.b.unchanged(), call.c.compare(elements, 2 * call.k + 12)});
}

// The same for a triangle of C.
void make_gemmt(Call& call, Maker& maker) {
  call.uplo = maker.one_of("UL");
  call.transa = maker.one_of("NTC");
  call.transb = maker.one_of("NTC");
  call.n = maker.size(), call.k = maker.size();
  call.alpha = maker.scalar(call.type), call.beta = maker.scalar(call.type);
  const bool reads = !is_zero(call.alpha.get());
  const bool na = call.transa == 'N', nb = call.transb == 'N';
  make_operand(maker, call, call.a, call.lda, na ? call.n : call.k, na ? call.k : call.n, reads);
  make_operand(maker, call, call.b, call.ldb, nb ? call.k : call.n, nb ? call.n : call.k, reads);
  make_operand(maker, call, call.c, call.ldc, call.n, call.n, !is_zero(call.beta.get()),
               Kind::Symmetric);
}
std::string check_gemmt(const Call& call) {
  const bool na = call.transa == 'N', nb = call.transb == 'N';
  const Matrix a =
      matrix(call.a, call.row_major, na ? call.n : call.k, na ? call.k : call.n, call.lda);
  const Matrix b =
      matrix(call.b, call.row_major, nb ? call.k : call.n, nb ? call.n : call.k, call.ldb);
  Matrix c = matrix(call.c, call.row_major, call.n, call.n, call.ldc);
  c.kind = Kind::Symmetric;
  c.uplo = call.uplo;
  const Number alpha = call.alpha.get();
  const bool multiplies = !is_zero(alpha) && call.k > 0;
  Elements elements;
  const bool nothing = !multiplies && is_one(call.beta.get());
  for (std::int64_t i = 0; i < call.n && !nothing; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      if (!c.stored(i, j)) continue;
      Wanted want;
      if (multiplies) want = product(call.type, alpha, {a, call.transa}, {b, call.transb}, i, j);
      add(want, rest(call, c, i, j));
      elements[c.index(i, j)] = want;
    }
  }
  return all_of(
      {call.a.unchanged(), call.b.unchanged(), call.c.compare(elements, 2 * call.k + 12)});
}

// --- symm, hemm

template <Kind kKind>
void make_symm(Call& call, Maker& maker) {
  call.side = maker.one_of("LR");
  call.uplo = maker.one_of("UL");
  call.m = maker.size(), call.n = maker.size();
  call.alpha = maker.scalar(call.type), call.beta = maker.scalar(call.type);
  const bool reads = !is_zero(call.alpha.get());
  const CBLAS_INT order = call.side == 'L' ? call.m : call.n;
  make_operand(maker, call, call.a, call.lda, order, order, reads, kKind);
  make_operand(maker, call, call.b, call.ldb, call.m, call.n, reads);
  make_operand(maker, call, call.c, call.ldc, call.m, call.n, !is_zero(call.beta.get()));
}
template <Kind kKind>
std::string check_symm(const Call& call) {
  const CBLAS_INT order = call.side == 'L' ? call.m : call.n;
  Matrix a = matrix(call.a, call.row_major, order, order, call.lda);
  a.kind = kKind;
  a.uplo = call.uplo;
  const Matrix b = matrix(call.b, call.row_major, call.m, call.n, call.ldb);
  const Matrix c = matrix(call.c, call.row_major, call.m, call.n, call.ldc);
  const Number alpha = call.alpha.get();
  Elements elements;
  const bool nothing = is_zero(alpha) && is_one(call.beta.get());
  for (std::int64_t i = 0; i < call.m && !nothing; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Wanted want;
      if (!is_zero(alpha))
        want = call.side == 'L' ? product(call.type, alpha, {a, 'N'}, {b, 'N'}, i, j)
                                : product(call.type, alpha, {b, 'N'}, {a, 'N'}, i, j);
      add(want, rest(call, c, i, j));
      elements[c.index(i, j)] = want;
    }
  }
  return all_of({call.a.unchanged(), call.b.unchanged(), call.c.compare(elements, 2 * order + 12)});
}

// --- syrk, herk, syr2k, her2k

template <Kind kKind, bool kTwo>
void make_syrk(Call& call, Maker& maker) {
  call.uplo = maker.one_of("UL");
  // Complex symmetric updates take no C, Hermitian ones no T.
  call.trans = maker.one_of(kKind == Kind::Hermitian ? "NC" : is_complex(call.type) ? "NT" : "NTC");
  call.n = maker.size(), call.k = maker.size();
  call.alpha = maker.scalar(call.alpha.type), call.beta = maker.scalar(call.beta.type);
  const bool reads = !is_zero(call.alpha.get());
  const bool plain = call.trans == 'N';
  make_operand(maker, call, call.a, call.lda, plain ? call.n : call.k, plain ? call.k : call.n,
               reads);
  make_operand(maker, call, call.b, call.ldb, plain ? call.n : call.k, plain ? call.k : call.n,
               reads);
  make_operand(maker, call, call.c, call.ldc, call.n, call.n, !is_zero(call.beta.get()), kKind);
}
template <Kind kKind, bool kTwo>
std::string check_syrk(const Call& call) {
  constexpr bool kHermitian = kKind == Kind::Hermitian;
  const bool plain = call.trans == 'N';
  const std::int64_t rows = plain ? call.n : call.k, columns = plain ? call.k : call.n;
  const Matrix a = matrix(call.a, call.row_major, rows, columns, call.lda);
  const Matrix b =
      matrix(kTwo ? call.b : call.a, call.row_major, rows, columns, kTwo ? call.ldb : call.lda);
  Matrix c = matrix(call.c, call.row_major, call.n, call.n, call.ldc);
  c.kind = kKind;
  c.uplo = call.uplo;
  const char turned = kHermitian ? 'C' : 'T';
  const char left = plain ? 'N' : turned, right = plain ? turned : 'N';
  const Number alpha = call.alpha.get();
  const bool multiplies = !is_zero(alpha) && call.k > 0;
  const bool nothing = !multiplies && is_one(call.beta.get());
  Elements elements;
  for (std::int64_t i = 0; i < call.n && !nothing; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      if (!c.stored(i, j)) continue;
      Wanted want;
      if (multiplies) want = product(call.type, alpha, {a, left}, {b, right}, i, j);
      if (multiplies && kTwo)
        add(want,
            product(call.type, kHermitian ? conj(alpha) : alpha, {b, left}, {a, right}, i, j));
      add(want, rest(call, c, i, j));
      if (kHermitian && i == j) want.value.im = 0;
      elements[c.index(i, j)] = want;
    }
  }
  return all_of(
      {call.a.unchanged(), call.b.unchanged(), call.c.compare(elements, 4 * call.k + 16)});
}

// --- trmm, trsm

Matrix triangle(const Call& call) {
  const CBLAS_INT order = call.side == 'L' ? call.m : call.n;
  Matrix a = matrix(call.a, call.row_major, order, order, call.lda);
  a.kind = Kind::Triangular;
  a.uplo = call.uplo;
  a.unit = call.diag == 'U';
  return a;
}

template <bool kSolve>
void make_trm(Call& call, Maker& maker) {
  call.side = maker.one_of("LR");
  call.uplo = maker.one_of("UL");
  call.transa = maker.one_of("NTC");
  call.diag = maker.one_of("NU");
  call.m = maker.size(), call.n = maker.size();
  call.alpha = maker.scalar(call.type);
  if (kSolve) maker.plain();
  const bool reads = !is_zero(call.alpha.get());
  const CBLAS_INT order = call.side == 'L' ? call.m : call.n;
  const Matrix t =
      make_operand(maker, call, call.a, call.lda, order, order, reads, Kind::Triangular);
  for (std::int64_t i = 0; kSolve && reads && i < order; ++i) {
    for (std::int64_t j = 0; j < order; ++j) {
      if (!t.is_read(i, j)) continue;
      const long double small = static_cast<long double>(maker.elements().integer(-8, 8)) / 64;
      call.a.set(t.index(i, j), {i == j ? 4 + static_cast<long double>(order) / 4 : small, 0});
    }
  }
  const char diag = call.diag;
  call.diag = 'N';
  make_operand(maker, call, call.b, call.ldb, call.m, call.n, reads);
  call.diag = diag;
}

std::string check_trmm(const Call& call) {
  const Matrix a = triangle(call);
  const Operated t{a, call.transa};
  const Matrix b = matrix(call.b, call.row_major, call.m, call.n, call.ldb);
  const Number alpha = call.alpha.get();
  const bool left = call.side == 'L';
  Elements elements;
  for (std::int64_t i = 0; i < call.m; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum sum(call.type);
      for (std::int64_t l = 0; l < a.rows && !is_zero(alpha); ++l) {
        const std::int64_t row = left ? i : l, column = left ? l : j;
        const Number other = left ? b.at(l, j) : b.at(i, l);
        if (!t.present(row, column)) continue;
        if (a.unit && row == column) {
          sum.add(other);
        } else {
          sum.add(t.at(row, column), other);
        }
      }
      Wanted want;
      if (!is_zero(alpha)) want = sum.scaled(alpha);
      elements[b.index(i, j)] = want;
    }
  }
  return all_of({call.a.unchanged(), call.b.compare(elements, 2 * a.rows + 12)});
}

std::string check_trsm(const Call& call) {
  const Matrix a = triangle(call);
  const Matrix b = matrix(call.b, call.row_major, call.m, call.n, call.ldb);
  const Number alpha = call.alpha.get();
  const bool left = call.side == 'L', zero = is_zero(alpha);
  Elements anything;
  for (std::int64_t i = 0; i < call.m; ++i)
    for (std::int64_t j = 0; j < call.n; ++j)
      anything[b.index(i, j)] = {zero ? Number{} : call.b.now(b.index(i, j)), 0};
  std::string wrong = all_of({call.a.unchanged(), call.b.compare(anything, 0)});
  // X op(T) = B is op(T)' X' = B'
  const char op = left ? call.transa : call.transa == 'N' ? 'T' : 'N';
  const bool conjugated = !left && call.transa == 'C';
  const Sum times(call.type);
  for (std::int64_t j = 0; j < (left ? call.n : call.m) && wrong.empty() && !zero; ++j) {
    std::vector<Number> x, right;
    for (std::int64_t i = 0; i < a.rows; ++i) {
      const std::size_t at = left ? b.index(i, j) : b.index(j, i);
      const Number solution = call.b.now(at), asked = times.product(alpha, call.b.before(at));
      x.push_back(conjugated ? conj(solution) : solution);
      right.push_back(conjugated ? conj(asked) : asked);
    }
    wrong = check_residual(call.type, {a, op}, x, right);
  }
  return wrong;
}

constexpr Kind kSymmetric = Kind::Symmetric, kHermitian = Kind::Hermitian;

}  // namespace

const std::map<std::string_view, Family>& level3_families() {
  static const std::map<std::string_view, Family> all = {
      {"GEMM", {"transa transb m n k alpha a lda b ldb beta c ldc", true, make_gemm, check_gemm}},
      {"GEMMT",
       {"uplo transa transb n k alpha a lda b ldb beta c ldc", true, make_gemmt, check_gemmt}},
      {"SYMM",
       {"side uplo m n alpha a lda b ldb beta c ldc", true, make_symm<kSymmetric>,
        check_symm<kSymmetric>}},
      {"HEMM",
       {"side uplo m n alpha a lda b ldb beta c ldc", true, make_symm<kHermitian>,
        check_symm<kHermitian>}},
      {"SYRK",
       {"uplo trans n k alpha a lda beta c ldc", true, make_syrk<kSymmetric, false>,
        check_syrk<kSymmetric, false>}},
      {"HERK",
       {"uplo trans n k alpha a lda beta c ldc", true, make_syrk<kHermitian, false>,
        check_syrk<kHermitian, false>}},
      {"SYR2K",
       {"uplo trans n k alpha a lda b ldb beta c ldc", true, make_syrk<kSymmetric, true>,
        check_syrk<kSymmetric, true>}},
      {"HER2K",
       {"uplo trans n k alpha a lda b ldb beta c ldc", true, make_syrk<kHermitian, true>,
        check_syrk<kHermitian, true>}},
      {"TRMM", {"side uplo transa diag m n alpha a lda b ldb", true, make_trm<false>, check_trmm}},
      {"TRSM", {"side uplo transa diag m n alpha a lda b ldb", true, make_trm<true>, check_trsm}},
  };
  return all;
}

}  // namespace fulcrum::differential
