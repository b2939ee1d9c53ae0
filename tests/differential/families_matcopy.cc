// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/differential/families_internal.hpp"

namespace fulcrum::differential {
namespace {

// A product with alpha, and a sum.
constexpr std::int64_t kRoundings = 8;

bool turned(const Call& call) { return call.trans == 'T' || call.trans == 'C'; }

// What is made of an m x n A.
Matrix copied(const Call& call, const Buffer& buffer, std::int64_t ld) {
  return matrix(buffer, call.row_major, turned(call) ? call.n : call.m,
                turned(call) ? call.m : call.n, ld);
}

void make_copy(Call& call, Maker& maker) {
  call.ordering = call.row_major ? 'R' : 'C';
  call.trans = maker.one_of("NTCR");
  call.m = maker.size(), call.n = maker.size();
  call.alpha = maker.scalar(call.type);
}

// B, or A again, as op(A) has it.
Elements copy_of(const Call& call, const Matrix& to) {
  const Matrix a = matrix(call.a, call.row_major, call.m, call.n, call.lda);
  const Number alpha = call.alpha.get();
  const bool conjugated = call.trans == 'C' || call.trans == 'R';
  Elements elements;
  for (std::int64_t i = 0; i < to.rows; ++i) {
    for (std::int64_t j = 0; j < to.columns; ++j) {
      Sum sum(call.type);
      if (!is_zero(alpha)) {
        const Number from = turned(call) ? a.at(j, i) : a.at(i, j);
        sum.add(alpha, conjugated ? conj(from) : from);
      }
      elements[to.index(i, j)] = sum.wanted();
    }
  }
  return elements;
}

void make_omatcopy(Call& call, Maker& maker) {
  make_copy(call, maker);
  make_operand(maker, call, call.a, call.lda, call.m, call.n, !is_zero(call.alpha.get()));
  make_operand(maker, call, call.b, call.ldb, turned(call) ? call.n : call.m,
               turned(call) ? call.m : call.n, false);
}
std::string check_omatcopy(const Call& call) {
  const Elements elements = copy_of(call, copied(call, call.b, call.ldb));
  return all_of({call.a.unchanged(), call.b.compare(elements, kRoundings)});
}

// A's memory holds the result too, which can reach further.
void make_imatcopy(Call& call, Maker& maker) {
  make_copy(call, maker);
  Matrix a = matrix(call.a, call.row_major, call.m, call.n,
                    leading(maker, call.row_major ? call.n : call.m));
  Matrix result = copied(call, call.a, 1);
  result.ld = leading(maker, call.row_major ? result.columns : result.rows);
  const bool same = maker.random().coin();
  if (same && !turned(call)) result.ld = a.ld;
  if (same && call.m == call.n) result.ld = a.ld;
  call.lda = static_cast<CBLAS_INT>(a.ld), call.ldb = static_cast<CBLAS_INT>(result.ld);
  call.a = Buffer(call.type, std::max(a.size(), result.size()));
  for (std::int64_t i = 0; i < call.m && !is_zero(call.alpha.get()); ++i)
    for (std::int64_t j = 0; j < call.n; ++j) call.a.set(a.index(i, j), maker.value(call.type));
}
std::string check_imatcopy(const Call& call) {
  return call.a.compare(copy_of(call, copied(call, call.a, call.ldb)), kRoundings);
}

void make_geadd(Call& call, Maker& maker) {
  call.m = maker.size(), call.n = maker.size();
  call.alpha = maker.scalar(call.type), call.beta = maker.scalar(call.type);
  make_operand(maker, call, call.a, call.lda, call.m, call.n, !is_zero(call.alpha.get()));
  make_operand(maker, call, call.c, call.ldc, call.m, call.n, !is_zero(call.beta.get()));
}
std::string check_geadd(const Call& call) {
  const Matrix a = matrix(call.a, call.row_major, call.m, call.n, call.lda);
  const Matrix c = matrix(call.c, call.row_major, call.m, call.n, call.ldc);
  const Number alpha = call.alpha.get(), beta = call.beta.get();
  Elements elements;
  for (std::int64_t i = 0; i < call.m; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum sum(call.type);
      if (!is_zero(alpha)) sum.add(alpha, a.at(i, j));
      if (!is_zero(beta)) sum.add(beta, c.at(i, j));
      elements[c.index(i, j)] = sum.wanted();
    }
  }
  return all_of({call.a.unchanged(), call.c.compare(elements, kRoundings)});
}

// B is made apart: by columns that lie one behind the other or all between two elements of the
// first. Elements of A may share a place.
void make_omatcopy2(Call& call, Maker& maker) {
  make_copy(call, maker);
  const auto stride = [&] { return static_cast<CBLAS_INT>(maker.random().integer(1, 3)); };
  const std::int64_t along = std::max(1, static_cast<int>(call.row_major ? call.n : call.m));
  const std::int64_t across = std::max(1, static_cast<int>(call.row_major ? call.m : call.n));
  call.stridea = stride();
  call.lda = leading(maker, maker.random().coin() ? 1 : (along - 1) * call.stridea + 1);
  call.a = Buffer(call.type, static_cast<std::size_t>((along - 1) * call.stridea +
                                                      (across - 1) * call.lda + 1));
  for (std::size_t k = 0; k < call.a.size() && !is_zero(call.alpha.get()); ++k)
    call.a.set(k, maker.value(call.type));
  const std::int64_t rows = turned(call) ? across : along, columns = turned(call) ? along : across;
  if (maker.random().coin()) {
    call.strideb = stride();
    call.ldb = leading(maker, (rows - 1) * call.strideb + 1);
  } else {
    call.ldb = stride();
    call.strideb = leading(maker, (columns - 1) * call.ldb + 1);
  }
  call.b = Buffer(call.type, static_cast<std::size_t>((rows - 1) * call.strideb +
                                                      (columns - 1) * call.ldb + 1));
}
std::string check_omatcopy2(const Call& call) {
  const auto place = [&call](std::int64_t i, std::int64_t j, CBLAS_INT ld, CBLAS_INT stride) {
    return static_cast<std::size_t>(call.row_major ? i * ld + j * stride : i * stride + j * ld);
  };
  const Number alpha = call.alpha.get();
  const bool conjugated = call.trans == 'C' || call.trans == 'R';
  Elements elements;
  for (std::int64_t i = 0; i < call.m; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum sum(call.type);
      if (!is_zero(alpha)) {
        const Number from = call.a.before(place(i, j, call.lda, call.stridea));
        sum.add(alpha, conjugated ? conj(from) : from);
      }
      elements[turned(call) ? place(j, i, call.ldb, call.strideb)
                            : place(i, j, call.ldb, call.strideb)] = sum.wanted();
    }
  }
  return all_of({call.a.unchanged(), call.b.compare(elements, kRoundings)});
}

void make_omatadd(Call& call, Maker& maker) {
  call.ordering = call.row_major ? 'R' : 'C';
  call.transa = maker.one_of("NTCR"), call.transb = maker.one_of("NTCR");
  call.m = maker.size(), call.n = maker.size();
  call.alpha = maker.scalar(call.type), call.beta = maker.scalar(call.type);
  const auto summand = [&](Buffer& buffer, CBLAS_INT& ld, char op, const Scalar& factor) {
    const bool across = op == 'T' || op == 'C';
    make_operand(maker, call, buffer, ld, across ? call.n : call.m, across ? call.m : call.n,
                 !is_zero(factor.get()));
  };
  summand(call.a, call.lda, call.transa, call.alpha);
  summand(call.b, call.ldb, call.transb, call.beta);
  make_operand(maker, call, call.c, call.ldc, call.m, call.n, false);
}
std::string check_omatadd(const Call& call) {
  const Matrix c = matrix(call.c, call.row_major, call.m, call.n, call.ldc);
  Elements elements;
  for (std::int64_t i = 0; i < call.m; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum sum(call.type);
      const auto add = [&](const Buffer& buffer, CBLAS_INT ld, char op, const Scalar& factor) {
        if (is_zero(factor.get())) return;
        const bool across = op == 'T' || op == 'C';
        const Matrix x =
            matrix(buffer, call.row_major, across ? call.n : call.m, across ? call.m : call.n, ld);
        const Number from = across ? x.at(j, i) : x.at(i, j);
        sum.add(factor.get(), op == 'C' || op == 'R' ? conj(from) : from);
      };
      add(call.a, call.lda, call.transa, call.alpha);
      add(call.b, call.ldb, call.transb, call.beta);
      elements[c.index(i, j)] = sum.wanted();
    }
  }
  return all_of({call.a.unchanged(), call.b.unchanged(), call.c.compare(elements, kRoundings)});
}

// Without a symbol of its own: what ?dgmm_batch repeats.
void make_dgmm(Call& call, Maker& maker) {
  call.side = maker.one_of("LR");
  call.m = maker.size(), call.n = maker.size();
  call.incx = maker.increment();
  make_operand(maker, call, call.a, call.lda, call.m, call.n, true);
  maker.fill(call.x, call.type, call.side == 'L' ? call.m : call.n, call.incx, true);
  make_operand(maker, call, call.c, call.ldc, call.m, call.n, false);
}
std::string check_dgmm(const Call& call) {
  const Matrix a = matrix(call.a, call.row_major, call.m, call.n, call.lda);
  const Matrix c = matrix(call.c, call.row_major, call.m, call.n, call.ldc);
  const std::int64_t size = call.side == 'L' ? call.m : call.n;
  Elements elements;
  for (std::int64_t i = 0; i < call.m; ++i) {
    for (std::int64_t j = 0; j < call.n; ++j) {
      Sum sum(call.type);
      sum.add(call.x.before(place(call.side == 'L' ? i : j, size, call.incx)), a.at(i, j));
      elements[c.index(i, j)] = sum.wanted();
    }
  }
  return all_of({call.a.unchanged(), call.x.unchanged(), call.c.compare(elements, kRoundings)});
}

}  // namespace

const std::map<std::string_view, Family>& matcopy_families() {
  static const std::map<std::string_view, Family> all = {
      {"OMATCOPY",
       {"ordering trans m n alpha a lda b ldb", true, make_omatcopy, check_omatcopy, "", true}},
      {"IMATCOPY",
       {"ordering trans m n alpha a lda ldb", true, make_imatcopy, check_imatcopy, "", true}},
      {"GEADD", {"m n alpha a lda beta c ldc", true, make_geadd, check_geadd, "", true}},
      {"OMATCOPY2",
       {"ordering trans m n alpha a lda stridea b ldb strideb", true, make_omatcopy2,
        check_omatcopy2, "", true}},
      {"OMATADD",
       {"ordering transa transb m n alpha a lda beta b ldb c ldc", true, make_omatadd,
        check_omatadd, "", true}},
      {"DGMM", {"side m n a lda x incx c ldc", true, make_dgmm, check_dgmm, "", true}},
  };
  return all;
}

}  // namespace fulcrum::differential
