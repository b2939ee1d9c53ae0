// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/differential/families_internal.hpp"

namespace fulcrum::differential {
namespace {

void two_vectors(Call& call, Maker& maker) {
  call.n = maker.size();
  call.incx = maker.increment();
  call.incy = maker.increment();
  maker.fill(call.x, call.type, call.n, call.incx, true);
  maker.fill(call.y, call.type, call.n, call.incy, true);
}

void one_vector(Call& call, Maker& maker) {
  call.n = maker.size();
  call.incx = std::abs(maker.increment());
  maker.fill(call.x, call.type, call.n, call.incx, true);
}

void make_axpy(Call& call, Maker& maker) {
  call.alpha = maker.scalar(call.type);
  two_vectors(call, maker);
}
std::string check_axpy_of(const Call& call, bool conjugated) {
  Elements y;
  const Number alpha = call.alpha.get();
  for (std::int64_t i = 0; i < call.n && !is_zero(alpha); ++i) {
    const std::size_t at = place(i, call.n, call.incy);
    Sum sum(call.type);
    const Number x = call.x.before(place(i, call.n, call.incx));
    sum.add(alpha, conjugated ? conj(x) : x);
    sum.add(call.y.before(at));
    y[at] = sum.wanted();
  }
  return all_of({call.x.unchanged(), call.y.compare(y, 4)});
}
std::string check_axpy(const Call& call) { return check_axpy_of(call, false); }
std::string check_axpyc(const Call& call) { return check_axpy_of(call, true); }

void make_axpby(Call& call, Maker& maker) {
  call.alpha = maker.scalar(call.type);
  call.beta = maker.scalar(call.type);
  two_vectors(call, maker);
}
std::string check_axpby(const Call& call) {
  Elements y;
  const Number alpha = call.alpha.get(), beta = call.beta.get();
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t at = place(i, call.n, call.incy);
    Sum sum(call.type);
    if (!is_zero(alpha)) sum.add(alpha, call.x.before(place(i, call.n, call.incx)));
    if (!is_zero(beta)) sum.add(beta, call.y.before(at));
    y[at] = sum.wanted();
  }
  return all_of({call.x.unchanged(), call.y.compare(y, 5)});
}

void make_scal(Call& call, Maker& maker) {
  call.alpha = maker.scalar(call.alpha.type);
  one_vector(call, maker);
}
std::string check_scal(const Call& call) {
  Elements x;
  const Number alpha = call.alpha.get();
  const bool real = !is_complex(call.alpha.type);
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t at = place(i, call.n, call.incx);
    const Number value = call.x.before(at);
    Sum sum(call.type);
    sum.add(alpha, value);
    x[at] = sum.wanted();
    if (real) x[at].value = {alpha.re * value.re, alpha.re * value.im};
  }
  return call.x.compare(x, 3);
}

std::string check_copy(const Call& call) {
  Elements y;
  for (std::int64_t i = 0; i < call.n; ++i)
    y[place(i, call.n, call.incy)] = {call.x.before(place(i, call.n, call.incx)), 0};
  return all_of({call.x.unchanged(), call.y.compare(y, 0)});
}
std::string check_swap(const Call& call) {
  Elements x, y;
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t xi = place(i, call.n, call.incx), yi = place(i, call.n, call.incy);
    x[xi] = {call.y.before(yi), 0};
    y[yi] = {call.x.before(xi), 0};
  }
  return all_of({call.x.compare(x, 0), call.y.compare(y, 0)});
}

Wanted inner(const Call& call, bool conjugated) {
  Sum sum(call.type);
  for (std::int64_t i = 0; i < call.n; ++i) {
    const Number x = call.x.before(place(i, call.n, call.incx));
    sum.add(conjugated ? conj(x) : x, call.y.before(place(i, call.n, call.incy)));
  }
  return sum.wanted();
}
std::string check_result(const Call& call, const Wanted& want, std::int64_t roundings) {
  const Number got = call.result.get();
  if (within(call.result.type, got, want, roundings)) return {};
  return "result is " + text(got) + ", must be " + text(want.value);
}
std::string check_dot(const Call& call) {
  return all_of({call.x.unchanged(), call.y.unchanged(),
                 check_result(call, inner(call, false), 2 * call.n + 4)});
}
std::string check_dotc(const Call& call) {
  return all_of({call.x.unchanged(), call.y.unchanged(),
                 check_result(call, inner(call, true), 2 * call.n + 4)});
}
// Of float, in double: one rounding of the result where it is a float.
void make_sdsdot(Call& call, Maker& maker) {
  two_vectors(call, maker);
  call.alpha = maker.scalar(Type::S);
}
std::string check_dsdot(const Call& call) {
  return all_of({call.x.unchanged(), call.y.unchanged(),
                 check_result(call, inner(call, false), 2 * call.n + 4)});
}
std::string check_sdsdot(const Call& call) {
  Wanted want = inner(call, false);
  want.value.re += call.alpha.get().re;
  want.magnitude = std::fabs(want.value.re) + 0x1p-24L * want.magnitude;
  return all_of({call.x.unchanged(), call.y.unchanged(), check_result(call, want, 2)});
}

std::string check_asum(const Call& call) {
  long double sum = 0;
  for (std::int64_t i = 0; i < call.n; ++i)
    sum += magnitude(call.x.before(place(i, call.n, call.incx)));
  return all_of({call.x.unchanged(), check_result(call, {{sum, 0}, sum}, 2 * call.n + 2)});
}
// Neither overflow nor underflow: the squares have room in long double.
std::string check_nrm2(const Call& call) {
  long double sum = 0;
  bool infinite = false, nan = false;
  for (std::int64_t i = 0; i < call.n; ++i) {
    const Number x = call.x.before(place(i, call.n, call.incx));
    for (const long double part : {x.re, x.im}) {
      infinite = infinite || std::isinf(part);
      nan = nan || std::isnan(part);
      sum += part * part;
    }
  }
  long double want = std::sqrt(sum);
  if (nan) want = std::numeric_limits<long double>::quiet_NaN();
  // An Inf beside a NaN may give either: the reference's accumulators do.
  if (nan && infinite) return call.x.unchanged();
  return all_of({call.x.unchanged(), check_result(call, {{want, 0}, want}, call.n + 4)});
}

std::string check_sum(const Call& call) {
  long double sum = 0, size = 0;
  for (std::int64_t i = 0; i < call.n; ++i) {
    const Number x = call.x.before(place(i, call.n, call.incx));
    sum += x.re + x.im;
    size += magnitude(x);
  }
  return all_of({call.x.unchanged(), check_result(call, {{sum, 0}, size}, 2 * call.n + 2)});
}

// What is compared of element i: its magnitude, rounded as the type rounds it, or itself.
double compared(const Call& call, std::int64_t i, bool plain) {
  const Number x = call.x.before(place(i, call.n, call.incx));
  if (plain && !is_complex(call.type)) return static_cast<double>(x.re);
  if (is_single(call.type))
    return static_cast<double>(static_cast<float>(std::fabs(x.re)) +
                               static_cast<float>(std::fabs(x.im)));
  return static_cast<double>(std::fabs(x.re)) + static_cast<double>(std::fabs(x.im));
}
// The first element that none exceeds, compared from the first on; n >= 1.
std::int64_t extreme(const Call& call, bool plain, bool largest) {
  std::int64_t best = 0;
  for (std::int64_t i = 1; i < call.n; ++i) {
    const double x = compared(call, i, plain), so_far = compared(call, best, plain);
    if (largest ? x > so_far : x < so_far) best = i;
  }
  return best;
}
template <bool kPlain, bool kLargest>
std::string check_index(const Call& call) {
  std::int64_t want = call.n > 0 ? extreme(call, kPlain, kLargest) + 1 : 0;
  if (call.cblas) want = std::max<std::int64_t>(want - 1, 0);
  if (call.index == want) return call.x.unchanged();
  return "index is " + std::to_string(call.index) + ", must be " + std::to_string(want);
}
template <bool kLargest>
std::string check_extreme(const Call& call) {
  const double want = call.n > 0 ? compared(call, extreme(call, false, kLargest), false) : 0;
  return all_of({call.x.unchanged(), check_result(call, {{want, 0}, 0}, 0)});
}

void make_rot(Call& call, Maker& maker) {
  two_vectors(call, maker);
  call.c_rot = maker.scalar(real_of(call.type));
  call.s_rot = maker.scalar(real_of(call.type));
}
std::string check_rot(const Call& call) {
  Elements x, y;
  const long double c = call.c_rot.get().re, s = call.s_rot.get().re;
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t xi = place(i, call.n, call.incx), yi = place(i, call.n, call.incy);
    const Number a = call.x.before(xi), b = call.y.before(yi);
    const long double large = (std::fabs(c) + std::fabs(s)) * (magnitude(a) + magnitude(b));
    x[xi] = {{c * a.re + s * b.re, c * a.im + s * b.im}, large};
    y[yi] = {{c * b.re - s * a.re, c * b.im - s * a.im}, large};
  }
  return all_of({call.x.compare(x, 3), call.y.compare(y, 3)});
}

void make_rotm(Call& call, Maker& maker) {
  two_vectors(call, maker);
  maker.plain();
  call.param = Buffer(call.type, 5);
  const long double flag = static_cast<long double>(maker.random().integer(-2, 1));
  call.param.set(0, {flag, 0});
  const auto used = [&](int i) {
    if (flag == -1) return true;
    return flag == 0 ? i == 2 || i == 3 : flag == 1 && (i == 1 || i == 4);
  };
  for (std::size_t i = 1; i < 5; ++i)
    if (used(static_cast<int>(i))) call.param.set(i, maker.value(call.type));
}
std::string check_rotm(const Call& call) {
  const long double flag = call.param.before(0).re;
  if (flag == -2) return all_of({call.x.unchanged(), call.y.unchanged()});
  const auto h = [&](std::size_t i) { return call.param.before(i).re; };
  const long double h11 = flag == 0 ? 1 : h(1), h22 = flag == 0 ? 1 : h(4);
  const long double h21 = flag == 1 ? -1 : h(2), h12 = flag == 1 ? 1 : h(3);
  Elements x, y;
  for (std::int64_t i = 0; i < call.n; ++i) {
    const std::size_t xi = place(i, call.n, call.incx), yi = place(i, call.n, call.incy);
    const long double a = call.x.before(xi).re, b = call.y.before(yi).re;
    x[xi] = {{h11 * a + h12 * b, 0}, std::fabs(h11 * a) + std::fabs(h12 * b)};
    y[yi] = {{h21 * a + h22 * b, 0}, std::fabs(h21 * a) + std::fabs(h22 * b)};
  }
  return all_of({call.x.compare(x, 3), call.y.compare(y, 3), call.param.unchanged()});
}

// A rotation that maps (a, b) to (r, 0): checked by what it does.
void make_rotg(Call& call, Maker& maker) {
  const Type real = real_of(call.type);
  call.a = Buffer(call.type, 1);
  call.b = Buffer(call.type, 1);
  call.a.set(0, maker.value(call.type));
  call.b.set(0, maker.value(call.type));
  call.c_rot = maker.scalar(real);
  call.s_rot = maker.scalar(call.type);
}
std::string check_rotg(const Call& call) {
  const Number a = call.a.before(0), b = call.b.before(0), r = call.a.now(0);
  if (!finite(a) || !finite(b)) return {};
  const long double c = call.c_rot.get().re;
  const Number s = call.s_rot.get();
  Sum zero(call.type), to_r(call.type);
  zero.add({c, 0}, b);
  zero.add({-s.re, s.im}, a);  // c b - conj(s) a
  to_r.add({c, 0}, a);
  to_r.add(s, b);
  const long double size = std::sqrt(a.re * a.re + a.im * a.im + b.re * b.re + b.im * b.im);
  const long double bound =
      16 * unit_roundoff(call.type) * size +
      64 * static_cast<long double>(is_single(call.type) ? 0x1p-149L : 0x1p-1074L);
  const Number z = zero.wanted().value, t = to_r.wanted().value;
  const bool norm =
      std::fabs(c * c + s.re * s.re + s.im * s.im - 1) < 16 * unit_roundoff(call.type);
  if (norm && magnitude(z) <= bound && magnitude({t.re - r.re, t.im - r.im}) <= bound) return {};
  return "a " + text(a) + ", b " + text(b) + ": r " + text(r) + ", c " + text({c, 0}) + ", s " +
         text(s) + " is no rotation to (r, 0)";
}

// A modified rotation that makes the second element of (sqrt(d1) x1, sqrt(d2) y1)' zero: d1, d2, x1
// and y1 lie in a, b, x and y.
void make_rotmg(Call& call, Maker& maker) {
  maker.plain();
  Buffer* const places[] = {&call.a, &call.b, &call.x, &call.y};
  for (int i = 0; i < 4; ++i) {
    *places[i] = Buffer(call.type, 1);
    Number value = maker.value(call.type);
    const int exponent = static_cast<int>(maker.random().integer(-40, 40));
    if (i < 2) value.re = std::ldexp(std::fabs(value.re), maker.random().coin() ? exponent : 0);
    places[i]->set(0, value);
  }
  call.alpha.set(call.type, call.y.now(0));
  call.param = Buffer(call.type, 5);
}
std::string check_rotmg(const Call& call) {
  const long double d1 = call.a.before(0).re, d2 = call.b.before(0).re;
  const long double x1 = call.x.before(0).re, y1 = call.y.before(0).re;
  const long double flag = call.param.now(0).re;
  if (flag == -2) return d2 * y1 == 0 ? "" : "the identity was chosen";
  const auto h = [&](std::size_t i) { return call.param.now(i).re; };
  const long double h11 = flag == 0 ? 1 : h(1), h22 = flag == 0 ? 1 : h(4);
  const long double h21 = flag == 1 ? -1 : h(2), h12 = flag == 1 ? 1 : h(3);
  const long double e1 = call.a.now(0).re, e2 = call.b.now(0).re, z1 = call.x.now(0).re;
  const long double zero = h21 * x1 + h22 * y1, first = h11 * x1 + h12 * y1;
  const long double u = 64 * unit_roundoff(call.type);
  const bool rotates = std::fabs(zero) <= u * (std::fabs(h21 * x1) + std::fabs(h22 * y1)) &&
                       std::fabs(first - z1) <= u * (std::fabs(h11 * x1) + std::fabs(h12 * y1));
  // The weighted norm stays, and the weights mean the same.
  const long double norm = d1 * x1 * x1 + d2 * y1 * y1;
  const bool keeps = std::fabs(e1 * z1 * z1 - norm) <= u * norm &&
                     std::fabs(e1 * h11 * h12 + e2 * h21 * h22) <=
                         u * (std::fabs(e1 * h11 * h12) + std::fabs(e2 * h21 * h22));
  if (rotates && keeps) return {};
  return "d1 " + text({d1, 0}) + ", d2 " + text({d2, 0}) + ", x1 " + text({x1, 0}) + ", y1 " +
         text({y1, 0}) + ": flag " + text({flag, 0}) + ", H " + text({h11, 0}) + " " +
         text({h12, 0}) + " " + text({h21, 0}) + " " + text({h22, 0}) + ", d1 " + text({e1, 0}) +
         ", d2 " + text({e2, 0}) + ", x1 " + text({z1, 0}) + " is no such rotation";
}

void make_cabs1(Call& call, Maker& maker) {
  call.x = Buffer(call.type, 1);
  call.x.set(0, maker.value(call.type));
}
std::string check_cabs1(const Call& call) {
  const long double want = magnitude(call.x.before(0));
  return check_result(call, {{want, 0}, want}, 1);
}

}  // namespace

const std::map<std::string_view, Family>& level1_families() {
  static const std::map<std::string_view, Family> all = {
      {"AXPY", {"n alpha x incx y incy", false, make_axpy, check_axpy}},
      {"AXPYC", {"n alpha x incx y incy", false, make_axpy, check_axpyc}},
      {"AXPBY", {"n alpha x incx beta y incy", false, make_axpby, check_axpby}},
      {"SCAL", {"n alpha x incx", false, make_scal, check_scal}},
      {"RSCAL", {"n alpha x incx", false, make_scal, check_scal}},
      {"ROTMG", {"d1 d2 x1 y1 param", false, make_rotmg, check_rotmg}},
      {"COPY", {"n x incx y incy", false, two_vectors, check_copy}},
      {"SWAP", {"n x incx y incy", false, two_vectors, check_swap}},
      {"DOT", {"n x incx y incy", false, two_vectors, check_dot}},
      {"DOTU", {"n x incx y incy", false, two_vectors, check_dot, "out"}},
      {"DOTC", {"n x incx y incy", false, two_vectors, check_dotc, "out"}},
      {"DSDOT", {"n x incx y incy", false, two_vectors, check_dsdot}},
      {"SDSDOT", {"n alpha x incx y incy", false, make_sdsdot, check_sdsdot}},
      {"NRM2", {"n x incx", false, one_vector, check_nrm2}},
      {"ASUM", {"n x incx", false, one_vector, check_asum}},
      {"SUM", {"n x incx", false, one_vector, check_sum}},
      {"IAMAX", {"n x incx", false, one_vector, check_index<false, true>}},
      {"IAMIN", {"n x incx", false, one_vector, check_index<false, false>}},
      {"IMAX", {"n x incx", false, one_vector, check_index<true, true>}},
      {"IMIN", {"n x incx", false, one_vector, check_index<true, false>}},
      {"AMAX", {"n x incx", false, one_vector, check_extreme<true>}},
      {"AMIN", {"n x incx", false, one_vector, check_extreme<false>}},
      {"ROT", {"n x incx y incy rotc rots", false, make_rot, check_rot}},
      {"ROTM", {"n x incx y incy param", false, make_rotm, check_rotm}},
      {"ROTG", {"a b rotc rots", false, make_rotg, check_rotg}},
      {"CABS1", {"x", false, make_cabs1, check_cabs1}},
  };
  return all;
}

}  // namespace fulcrum::differential
