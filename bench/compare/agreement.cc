// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/agreement.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <vector>

#include "bench/compare/operands.hpp"
#include "bench/compare/text.hpp"
#include "simd/ref/bound.hpp"

namespace fulcrum::compare {

class Judge::Bounds {
 public:
  virtual ~Bounds() = default;
  virtual std::string disagreement(const void* ours, const void* theirs) const = 0;
};

namespace {

using Norms = std::vector<double>;

// 2-norms of the rows or the columns of an operand, of the whole matrix that it stands for.
template <class T>
Norms norms_of(const Operand& o, const T* values, bool of_rows) {
  Norms result(static_cast<std::size_t>(of_rows ? o.rows : o.columns), 0.0);
  const bool mirrored = o.rule.form == Form::Symmetric || o.rule.form == Form::Hermitian;
  for (int j = 0; j < o.columns; ++j) {
    const int last = o.last_row(j);
    for (int i = o.first_row(j); i < last; ++i) {
      const double square = std::norm(std::complex<double>(values[o.offset(i, j)]));
      result[static_cast<std::size_t>(of_rows ? i : j)] += square;
      if (mirrored && i != j) result[static_cast<std::size_t>(of_rows ? j : i)] += square;
    }
  }
  const bool unit = o.rule.form == Form::Triangular && o.diag == 'U';
  for (double& r : result) r = std::sqrt(r + (unit ? 1 : 0));
  return result;
}

template <class T>
class TypedBounds final : public Judge::Bounds {
 public:
  explicit TypedBounds(const Case& c) : case_(c), initial_(c) {
    const Routine& about = *c.about;
    const bool right_side = about.has(Argument::Side) && c.side == 'R';
    Factor left = about.left, right = about.right;
    if (right_side) {  // B op(A)
      std::swap(left, right);
      left.rows = true;
      right.rows = false;
    }
    left_ = norms(left);
    right_ = norms(right);
    const std::int64_t terms = terms_of(left) * (about.both_ways ? 2 : 1);
    relative_ = kIsComplex<T> ? 2 * std::numbers::sqrt2 * simd::ref::gamma<R>(2 * terms + 8)
                              : 2 * simd::ref::gamma<R>(terms + 4);
    // dsdot too, for whose sums in float OpenBLAS would not count as a peer: float's bound.
    if (about.expression == Expression::Solve) bound_solution(right_side);
  }

  std::string disagreement(const void* ours, const void* theirs) const override {
    std::string first;
    std::int64_t differ = 0;
    const auto* x = static_cast<const unsigned char*>(ours);
    const auto* y = static_cast<const unsigned char*>(theirs);
    for (std::size_t i = 0; i < initial_.all().size(); ++i) {
      const Operand& o = initial_.all()[i];
      if (!o.rule.written) continue;
      compare_operand(o, initial_.at(i), reinterpret_cast<const T*>(x),
                      reinterpret_cast<const T*>(y), first, differ);
      x += static_cast<std::size_t>(o.size()) * sizeof(T);
      y += static_cast<std::size_t>(o.size()) * sizeof(T);
    }
    compare_returned(x, y, first, differ);
    if (differ > 1) first += print("; %lld elements in all", static_cast<long long>(differ));
    return first;
  }

 private:
  using R = typename RealOf<T>::type;

  Norms norms(const Factor& factor) const {
    if (factor.operand == ' ') return {};
    const Operand& o = initial_.operand(factor.operand);
    return norms_of(o, initial_.at(factor.operand), is_of_rows(factor));
  }
  bool is_of_rows(const Factor& f) const {
    const bool swapped =
        (f.swapped == 'a' && case_.ta != 'N') || (f.swapped == 'b' && case_.tb != 'N');
    return f.rows != swapped;
  }
  // How many terms an element of the result sums up.
  std::int64_t terms_of(const Factor& left) const {
    if (left.operand == ' ') return 1;
    const Operand& o = initial_.operand(left.operand);
    return is_of_rows(left) ? o.columns : o.rows;
  }

  // The triangle's norm is at most 3/2 and its inverse's 2 (operands.hpp), so that an error of
  // gamma |T| |x| in the right side, with |x| <= 2 |b|, is 6 gamma |b| in the solution: largest
  // elements, of a column of B, or of a row where the triangle is on the right.
  void bound_solution(bool right_side) {
    const char name = case_.about->level == 2 ? 'x' : 'b';
    const Operand& o = initial_.operand(name);
    const T* const values = initial_.at(name);
    solution_.assign(static_cast<std::size_t>(right_side ? o.rows : o.columns), 0.0);
    for (int j = 0; j < o.columns; ++j) {
      for (int i = 0; i < o.rows; ++i) {
        double& most = solution_[static_cast<std::size_t>(right_side ? i : j)];
        most = std::max(most, static_cast<double>(std::abs(values[o.offset(i, j)])));
      }
    }
    by_rows_ = right_side;
  }

  double bound(int i, int j, const T& before, const T& result) const {
    const auto at = [](const Norms& norms, int index) {
      return norms.empty() ? 1.0 : norms[static_cast<std::size_t>(index)];
    };
    const Routine& about = *case_.about;
    switch (about.expression) {
      case Expression::Exact:
        return 0;
      case Expression::Relative:
        return relative_ * std::abs(result);
      case Expression::Sum:
        return relative_ * (at(left_, i) + at(right_, i));
      case Expression::Solve:
        return 6 * relative_ * solution_[static_cast<std::size_t>(by_rows_ ? i : j)];
      case Expression::Product:
        break;
    }
    const bool scaled = about.has(Argument::Alpha) || about.has(Argument::RealAlpha);
    const bool has_beta = about.has(Argument::Beta) || about.has(Argument::RealBeta);
    double product = at(left_, i) * at(right_, j);
    if (about.both_ways) product += at(right_, i) * at(left_, j);
    // Without a beta what was there is added, but where the call works in place.
    const double beta = has_beta ? std::fabs(case_.beta) : about.in_place() ? 0 : 1;
    return relative_ * ((scaled ? std::fabs(case_.alpha) : 1) * product + beta * std::abs(before));
  }

  void compare_operand(const Operand& o, const T* before, const T* ours, const T* theirs,
                       std::string& first, std::int64_t& differ) const {
    const auto note = [&](const std::string& where, const T& x, const T& y, double bound) {
      if (differ++ == 0)
        first = where + ": " + shown(x) + " here, " + shown(y) + print(" there, bound %.3g", bound);
    };
    const char name = static_cast<char>(std::toupper(o.rule.name));
    std::vector<bool> computed(static_cast<std::size_t>(o.size()), false);
    for (int j = 0; j < o.columns; ++j) {
      const int last = o.last_row(j);
      for (int i = o.first_row(j); i < last; ++i) {
        const std::int64_t at = o.offset(i, j);
        computed[static_cast<std::size_t>(at)] = true;
        const double most = bound(i, j, before[at], ours[at]);
        if (!(std::abs(ours[at] - theirs[at]) <= most))
          note(o.columns == 1 ? print("%c(%d)", name, i) : print("%c(%d, %d)", name, i, j),
               ours[at], theirs[at], most);
      }
    }
    for (std::int64_t at = 0; at < o.size(); ++at) {
      if (computed[static_cast<std::size_t>(at)] ||
          (ours[at] == before[at] && theirs[at] == before[at]))
        continue;
      const std::int64_t step = o.rule.storage == Storage::Vector ? o.size() : o.step;
      note(print("%c(%lld, %lld), which is no result", name, static_cast<long long>(at % step),
                 static_cast<long long>(at / step)),
           ours[at], theirs[at], 0);
    }
  }

  void compare_returned(const unsigned char* x, const unsigned char* y, std::string& first,
                        std::int64_t& differ) const {
    const auto judge = [&]<class V>(V ours, V theirs) {
      std::memcpy(&ours, x, sizeof ours);
      std::memcpy(&theirs, y, sizeof theirs);
      const double most = returned_bound(std::abs(std::complex<double>(ours)));
      if (std::abs(ours - theirs) <= most) return;
      ++differ;
      first =
          "result: " + shown(ours) + " here, " + shown(theirs) + print(" there, bound %.3g", most);
    };
    switch (case_.about->returns) {
      case Returns::Nothing:
        return;
      case Returns::Own:
        return judge(T{}, T{});
      case Returns::Real:
        return judge(R{}, R{});
      case Returns::Double:
        return judge(double{}, double{});
      case Returns::Index:
        return judge(int{}, int{});
    }
  }
  double returned_bound(double result) const {
    if (case_.about->expression == Expression::Exact) return 0;
    if (case_.about->expression == Expression::Relative) return relative_ * result;
    return relative_ * left_[0] * right_[0];
  }

  template <class V>
  static std::string shown(const V& value) {
    if constexpr (std::is_arithmetic_v<V>) {
      return print("%.17g", static_cast<double>(value));
    } else {
      return print("(%.17g, %.17g)", static_cast<double>(value.real()),
                   static_cast<double>(value.imag()));
    }
  }

  Case case_;
  Operands<T> initial_;
  Norms left_, right_, solution_;
  bool by_rows_ = false;
  double relative_ = 0;
};

std::unique_ptr<const Judge::Bounds> bounds_of(const Case& c) {
  switch (c.type) {
    case 's':
      return std::make_unique<TypedBounds<float>>(c);
    case 'd':
      return std::make_unique<TypedBounds<double>>(c);
    case 'c':
      return std::make_unique<TypedBounds<std::complex<float>>>(c);
    default:
      return std::make_unique<TypedBounds<std::complex<double>>>(c);
  }
}

}  // namespace

Judge::Judge(const Case& c) : bounds_(bounds_of(c)) {}
Judge::~Judge() = default;

std::string Judge::disagreement(const void* ours, const void* theirs) const {
  return bounds_->disagreement(ours, theirs);
}

}  // namespace fulcrum::compare
