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

}  // namespace

const std::map<std::string_view, Family>& matcopy_families() {
  static const std::map<std::string_view, Family> all = {
      {"OMATCOPY",
       {"ordering trans m n alpha a lda b ldb", true, make_omatcopy, check_omatcopy, "", true}},
      {"IMATCOPY",
       {"ordering trans m n alpha a lda ldb", true, make_imatcopy, check_imatcopy, "", true}},
      {"GEADD", {"m n alpha a lda beta c ldc", true, make_geadd, check_geadd, "", true}},
  };
  return all;
}

}  // namespace fulcrum::differential
