// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "tests/differential/families_internal.hpp"

namespace fulcrum::differential {
namespace {

std::vector<Number> vector_of(const Buffer& buffer, std::int64_t n, std::int64_t inc, bool now) {
  std::vector<Number> result;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::size_t at = place(i, n, inc);
    result.push_back(now ? buffer.now(at) : buffer.before(at));
  }
  return result;
}

Matrix general(const Call& call) {
  Matrix a;
  a.buffer = &call.a;
  a.by_rows = call.row_major;
  a.rows = call.m;
  a.columns = call.n;
  a.ld = call.lda;
  return a;
}
Matrix band(const Call& call) {
  Matrix a = general(call);
  a.storage = Storage::Band;
  a.kl = call.kl;
  a.ku = call.ku;
  return a;
}
Matrix square(const Call& call, Kind kind, Storage storage) {
  Matrix a = general(call);
  a.rows = call.n;
  a.kind = kind;
  a.storage = storage;
  a.uplo = call.uplo;
  a.unit = call.diag == 'U';
  a.kl = call.uplo == 'L' ? call.k : 0;
  a.ku = call.uplo == 'U' ? call.k : 0;
  return a;
}

// --- y = alpha op(A) x + beta y

void make_mv(Call& call, Maker& maker, Matrix a, std::int64_t nx, std::int64_t ny) {
  call.alpha = maker.scalar(call.type);
  call.beta = maker.scalar(call.type);
  call.incx = maker.increment();
  call.incy = maker.increment();
  const bool product = !is_zero(call.alpha.get());
  make_matrix(maker, call.a, a, call.type, product);
  maker.fill(call.x, call.type, static_cast<CBLAS_INT>(nx), call.incx, product);
  maker.fill(call.y, call.type, static_cast<CBLAS_INT>(ny), call.incy, !is_zero(call.beta.get()));
}

std::string check_mv(const Call& call, const Matrix& matrix, char op) {
  const Operated a{matrix, op};
  const Number alpha = call.alpha.get(), beta = call.beta.get();
  Elements y;
  const bool nothing = matrix.rows == 0 || matrix.columns == 0 || (is_zero(alpha) && is_one(beta));
  for (std::int64_t i = 0; i < a.rows() && !nothing; ++i) {
    Sum sum(call.type);
    for (std::int64_t j = 0; j < a.columns() && !is_zero(alpha); ++j)
      if (a.present(i, j)) sum.add(a.at(i, j), call.x.before(place(j, a.columns(), call.incx)));
    const std::size_t at = place(i, a.rows(), call.incy);
    Wanted want;
    if (!is_zero(alpha)) want = sum.scaled(alpha);
    Sum rest(call.type);
    if (!is_zero(beta)) rest.add(beta, call.y.before(at));
    add(want, rest.wanted());
    y[at] = want;
  }
  return all_of({call.a.unchanged(), call.x.unchanged(), call.y.compare(y, 2 * a.columns() + 10)});
}

void make_gemv(Call& call, Maker& maker) {
  call.trans = maker.one_of("NTCR");
  call.m = maker.size();
  call.n = maker.size();
  call.lda = leading(maker, call.row_major ? call.n : call.m);
  const bool plain = !turns(call.trans);
  make_mv(call, maker, general(call), plain ? call.n : call.m, plain ? call.m : call.n);
}
std::string check_gemv(const Call& call) { return check_mv(call, general(call), call.trans); }

void make_gbmv(Call& call, Maker& maker) {
  call.trans = maker.one_of("NTC");
  call.m = maker.size();
  call.n = maker.size();
  call.kl = static_cast<CBLAS_INT>(maker.random().integer(0, 9));
  call.ku = static_cast<CBLAS_INT>(maker.random().integer(0, 9));
  call.lda = leading(maker, call.kl + call.ku + 1);
  const bool plain = call.trans == 'N';
  make_mv(call, maker, band(call), plain ? call.n : call.m, plain ? call.m : call.n);
}
std::string check_gbmv(const Call& call) { return check_mv(call, band(call), call.trans); }

template <Kind kKind, Storage kStorage>
void make_symv(Call& call, Maker& maker) {
  call.uplo = maker.one_of("UL");
  call.n = maker.size();
  call.k = static_cast<CBLAS_INT>(maker.random().integer(0, 9));
  call.lda = leading(maker, kStorage == Storage::Band ? call.k + 1 : call.n);
  make_mv(call, maker, square(call, kKind, kStorage), call.n, call.n);
}
template <Kind kKind, Storage kStorage>
std::string check_symv(const Call& call) {
  return check_mv(call, square(call, kKind, kStorage), 'N');
}

// --- x = op(T) x and op(T) x = b

template <Storage kStorage, bool kSolve>
void make_trv(Call& call, Maker& maker) {
  call.uplo = maker.one_of("UL");
  call.trans = maker.one_of(kStorage == Storage::Full ? "NTCR" : "NTC");
  call.diag = maker.one_of("NU");
  call.n = maker.size();
  call.k = static_cast<CBLAS_INT>(maker.random().integer(0, 9));
  call.lda = leading(maker, kStorage == Storage::Band ? call.k + 1 : call.n);
  call.incx = maker.increment();
  if (kSolve) maker.plain();
  Matrix t = square(call, Kind::Triangular, kStorage);
  make_matrix(maker, call.a, t, call.type, true);
  // Solutions that stay finite: the diagonal outweighs its row.
  for (std::int64_t i = 0; kSolve && i < call.n && call.diag == 'N'; ++i)
    call.a.set(t.index(i, i), {4 + static_cast<long double>(call.n) / 4, 0});
  for (std::int64_t i = 0; kSolve && i < call.n && call.diag == 'U'; ++i)
    for (std::int64_t j = 0; j < call.n; ++j)
      if (i != j && t.stored(i, j))
        call.a.set(t.index(i, j),
                   {static_cast<long double>(maker.elements().integer(-8, 8)) / 64, 0});
  maker.fill(call.x, call.type, call.n, call.incx, true);
}
template <Storage kStorage>
std::string check_trmv(const Call& call) {
  const Matrix matrix = square(call, Kind::Triangular, kStorage);
  const Operated t{matrix, call.trans};
  Elements x;
  for (std::int64_t i = 0; i < call.n; ++i) {
    Sum sum(call.type);
    for (std::int64_t j = 0; j < call.n; ++j) {
      const Number xj = call.x.before(place(j, call.n, call.incx));
      if (!t.present(i, j)) continue;
      if (call.diag == 'U' && i == j) {
        sum.add(xj);
      } else {
        sum.add(t.at(i, j), xj);
      }
    }
    x[place(i, call.n, call.incx)] = sum.wanted();
  }
  return all_of({call.a.unchanged(), call.x.compare(x, 2 * call.n + 6)});
}
template <Storage kStorage>
std::string check_trsv(const Call& call) {
  const Matrix matrix = square(call, Kind::Triangular, kStorage);
  Elements anything;  // written, but judged by the residual
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t at = place(i, call.n, call.incx);
    anything[at] = {call.x.now(at), 0};
  }
  return all_of(
      {call.a.unchanged(), call.x.compare(anything, 0),
       check_residual(call.type, {matrix, call.trans}, vector_of(call.x, call.n, call.incx, true),
                      vector_of(call.x, call.n, call.incx, false))});
}

// --- A += alpha x y' and its kind

template <bool kConjugated>
std::string check_ger(const Call& call) {
  const Matrix a = general(call);
  const Number alpha = call.alpha.get();
  Elements elements;
  for (std::int64_t i = 0; i < call.m && !is_zero(alpha); ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum product(call.type);
      const Number y = call.y.before(place(j, call.n, call.incy));
      product.add(call.x.before(place(i, call.m, call.incx)), kConjugated ? conj(y) : y);
      Wanted want = product.scaled(alpha);
      add(want, {a.at(i, j), magnitude(a.at(i, j))});
      elements[a.index(i, j)] = want;
    }
  }
  return all_of({call.x.unchanged(), call.y.unchanged(), call.a.compare(elements, 8)});
}
void make_ger(Call& call, Maker& maker) {
  call.m = maker.size();
  call.n = maker.size();
  call.alpha = maker.scalar(call.type);
  call.incx = maker.increment();
  call.incy = maker.increment();
  call.lda = leading(maker, call.row_major ? call.n : call.m);
  maker.fill(call.x, call.type, call.m, call.incx, true);
  maker.fill(call.y, call.type, call.n, call.incy, true);
  Matrix a = general(call);
  make_matrix(maker, call.a, a, call.type, true);
}

template <Kind kKind, Storage kStorage>
void make_syr(Call& call, Maker& maker) {
  call.uplo = maker.one_of("UL");
  call.n = maker.size();
  call.alpha = maker.scalar(call.alpha.type);
  call.incx = maker.increment();
  call.incy = maker.increment();
  call.lda = leading(maker, call.n);
  maker.fill(call.x, call.type, call.n, call.incx, true);
  maker.fill(call.y, call.type, call.n, call.incy, true);
  Matrix a = square(call, kKind, kStorage);
  make_matrix(maker, call.a, a, call.type, true);
}

// x x' and x y' + y x', conjugated where Hermitian.
template <Kind kKind, Storage kStorage, bool kTwo>
std::string check_syr(const Call& call) {
  const Matrix a = square(call, kKind, kStorage);
  constexpr bool kHermitian = kKind == Kind::Hermitian;
  const Number alpha = call.alpha.get();
  const auto flip = [](Number v) { return kHermitian ? conj(v) : v; };
  const auto x = [&](std::int64_t i) { return call.x.before(place(i, call.n, call.incx)); };
  const auto y = [&](std::int64_t i) { return call.y.before(place(i, call.n, call.incy)); };
  Elements elements;
  for (std::int64_t i = 0; i < call.n && !is_zero(alpha); ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      if (!a.stored(i, j)) continue;
      Sum first(call.type), second(call.type);
      first.add(x(i), flip(kTwo ? y(j) : x(j)));
      Wanted want = first.scaled(alpha);
      if (kTwo) {
        second.add(y(i), flip(x(j)));
        add(want, second.scaled(flip(alpha)));
      }
      add(want, {a.at(i, j), magnitude(a.at(i, j))});
      if (kHermitian && i == j) want.value.im = 0;
      elements[a.index(i, j)] = want;
    }
  }
  return all_of({call.x.unchanged(), call.y.unchanged(), call.a.compare(elements, 12)});
}

constexpr Kind kSymmetric = Kind::Symmetric, kHermitian = Kind::Hermitian;
constexpr Storage kFull = Storage::Full, kBand = Storage::Band, kPacked = Storage::Packed;

}  // namespace

const std::map<std::string_view, Family>& level2_families() {
  static const std::map<std::string_view, Family> all = {
      {"GEMV", {"trans m n alpha a lda x incx beta y incy", true, make_gemv, check_gemv}},
      {"GBMV", {"trans m n kl ku alpha a lda x incx beta y incy", true, make_gbmv, check_gbmv}},
      {"SYMV",
       {"uplo n alpha a lda x incx beta y incy", true, make_symv<kSymmetric, kFull>,
        check_symv<kSymmetric, kFull>}},
      {"HEMV",
       {"uplo n alpha a lda x incx beta y incy", true, make_symv<kHermitian, kFull>,
        check_symv<kHermitian, kFull>}},
      {"SBMV",
       {"uplo n k alpha a lda x incx beta y incy", true, make_symv<kSymmetric, kBand>,
        check_symv<kSymmetric, kBand>}},
      {"HBMV",
       {"uplo n k alpha a lda x incx beta y incy", true, make_symv<kHermitian, kBand>,
        check_symv<kHermitian, kBand>}},
      {"SPMV",
       {"uplo n alpha a x incx beta y incy", true, make_symv<kSymmetric, kPacked>,
        check_symv<kSymmetric, kPacked>}},
      {"HPMV",
       {"uplo n alpha a x incx beta y incy", true, make_symv<kHermitian, kPacked>,
        check_symv<kHermitian, kPacked>}},
      {"TRMV", {"uplo trans diag n a lda x incx", true, make_trv<kFull, false>, check_trmv<kFull>}},
      {"TBMV",
       {"uplo trans diag n k a lda x incx", true, make_trv<kBand, false>, check_trmv<kBand>}},
      {"TPMV", {"uplo trans diag n a x incx", true, make_trv<kPacked, false>, check_trmv<kPacked>}},
      {"TRSV", {"uplo trans diag n a lda x incx", true, make_trv<kFull, true>, check_trsv<kFull>}},
      {"TBSV",
       {"uplo trans diag n k a lda x incx", true, make_trv<kBand, true>, check_trsv<kBand>}},
      {"TPSV", {"uplo trans diag n a x incx", true, make_trv<kPacked, true>, check_trsv<kPacked>}},
      {"GER", {"m n alpha x incx y incy a lda", true, make_ger, check_ger<false>}},
      {"GERU", {"m n alpha x incx y incy a lda", true, make_ger, check_ger<false>}},
      {"GERC", {"m n alpha x incx y incy a lda", true, make_ger, check_ger<true>}},
      {"SYR",
       {"uplo n alpha x incx a lda", true, make_syr<kSymmetric, kFull>,
        check_syr<kSymmetric, kFull, false>}},
      {"HER",
       {"uplo n alpha x incx a lda", true, make_syr<kHermitian, kFull>,
        check_syr<kHermitian, kFull, false>}},
      {"SPR",
       {"uplo n alpha x incx a", true, make_syr<kSymmetric, kPacked>,
        check_syr<kSymmetric, kPacked, false>}},
      {"HPR",
       {"uplo n alpha x incx a", true, make_syr<kHermitian, kPacked>,
        check_syr<kHermitian, kPacked, false>}},
      {"SYR2",
       {"uplo n alpha x incx y incy a lda", true, make_syr<kSymmetric, kFull>,
        check_syr<kSymmetric, kFull, true>}},
      {"HER2",
       {"uplo n alpha x incx y incy a lda", true, make_syr<kHermitian, kFull>,
        check_syr<kHermitian, kFull, true>}},
      {"SPR2",
       {"uplo n alpha x incx y incy a", true, make_syr<kSymmetric, kPacked>,
        check_syr<kSymmetric, kPacked, true>}},
      {"HPR2",
       {"uplo n alpha x incx y incy a", true, make_syr<kHermitian, kPacked>,
        check_syr<kHermitian, kPacked, true>}},
  };
  return all;
}

}  // namespace fulcrum::differential
