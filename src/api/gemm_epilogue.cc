// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemm_epilogue.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "offload/routines/products.hpp"
#include "src/api/check.hpp"
#include "src/api/gemm_arguments.hpp"
#include "src/api/ops.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

constexpr const char* kRoutine = "gemm";
constexpr int kPosition = 15;  // of the epilogue

std::string text(double value) {
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  return {std::begin(digits), end};
}

// The checks of one operation: `least` is the smallest leading dimension of a matrix like C, `used`
// says whether C has elements.
template <class T>
class OpCheck {
 public:
  OpCheck(const EpilogueOp<T>& op, int index, std::int64_t least, bool used)
      : op_(op), index_(index), least_(least), used_(used) {}

  void operator()() const {
    switch (op_.kind) {
      case EpilogueKind::BiasPerRow:
      case EpilogueKind::BiasPerColumn:
        pointer("bias", op_.in);
        break;
      case EpilogueKind::Residual:
        pointer("R", op_.in);
        api::check_leading(kRoutine, kPosition, field("ldr"), op_.ld, least_);
        break;
      case EpilogueKind::Clamp:
        clamp();
        break;
      case EpilogueKind::QuantiseInt8:
        quantise<std::int8_t>();
        break;
      case EpilogueKind::QuantiseUint8:
        quantise<std::uint8_t>();
        break;
      case EpilogueKind::Callback:
        if (op_.function == nullptr)
          throw Error(kRoutine, kPosition, field("function"), "null", "it would be called");
        break;
      case EpilogueKind::Scale:
      case EpilogueKind::Relu:
      case EpilogueKind::GeluErf:
      case EpilogueKind::GeluTanh:
      case EpilogueKind::Silu:
        break;
    }
  }

 private:
  std::string field(const char* name) const {
    return "epilogue[" + std::to_string(index_) + "]." + name;
  }
  void pointer(const char* name, const void* value) const {
    if (used_) api::check_operand(kRoutine, kPosition, field(name), value);
  }
  void clamp() const {
    const double lo = static_cast<double>(op_.first), hi = static_cast<double>(op_.second);
    if (std::isnan(lo) || std::isnan(hi)) {
      throw Error(kRoutine, kPosition, field(std::isnan(lo) ? "lo" : "hi"), "nan",
                  "it must be a number");
    }
    if (lo > hi)
      throw Error(kRoutine, kPosition, field("lo"), text(lo),
                  "it must not exceed hi = " + text(hi));
  }
  template <class Q>
  void quantise() const {
    using Range = std::numeric_limits<Q>;
    pointer("Q", op_.out);
    api::check_leading(kRoutine, kPosition, field("ldq"), op_.ld, least_);
    if (!(op_.first > T{0}) || !std::isfinite(op_.first) || !std::isfinite(T{1} / op_.first)) {
      throw Error(kRoutine, kPosition, field("scale"), text(static_cast<double>(op_.first)),
                  "it must be positive and finite, and so must be 1 / scale");
    }
    if (op_.zero_point < Range::min() || op_.zero_point > Range::max()) {
      throw Error(kRoutine, kPosition, field("zero_point"), std::to_string(op_.zero_point),
                  "it must lie between " + std::to_string(Range::min()) + " and " +
                      std::to_string(Range::max()));
    }
  }

  const EpilogueOp<T>& op_;
  int index_;
  std::int64_t least_;
  bool used_;
};

template <class T>
void check_epilogue(const Epilogue<T>& epilogue, std::int64_t least, bool used) {
  constexpr int kMost = Epilogue<T>::kCapacity;
  if (epilogue.size() > kMost) {
    throw Error(kRoutine, kPosition, "epilogue",
                "a list of " + std::to_string(epilogue.size()) + " operations",
                "it must have at most " + std::to_string(kMost));
  }
  for (int i = 0; i < epilogue.size(); ++i) OpCheck<T>(epilogue[i], i, least, used)();
}

}  // namespace

template <RealScalar T, std::same_as<Epilogue<T>> List>
void gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
          T alpha, const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
          std::int64_t ldc, const List& epilogue, const CallOptions& options) {
  api::check_gemm_shape(kRoutine, layout, transA, transB, m, n, k, lda, ldb, ldc);
  const bool any = m > 0 && n > 0;
  check_epilogue(epilogue, layout == Layout::ColMajor ? m : n, any);
  const bool product = alpha != T{0} && k != 0;
  if (any && product) {
    api::check_operand(kRoutine, 8, "A", A);
    api::check_operand(kRoutine, 10, "B", B);
  }
  const bool computes = any && (product || beta != T{1} || epilogue.size() > 0);
  if (computes) api::check_operand(kRoutine, 13, "C", C);
  const bool ta = api::transposes(transA), tb = api::transposes(transB);
  GemmProblem<T> p{ta, tb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc};
  api::to_columns(layout, p);
  const simd::EpilogueList<T> list = simd::list_of(epilogue, layout);
  const offload::EpilogueProduct<T> product_and_more = {p, &list};
  if (!computes) return execute::quick_return(product_and_more);
  execute::call(product_and_more, options);
}

template void gemm(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, float, const float*,
                   std::int64_t, const float*, std::int64_t, float, float*, std::int64_t,
                   const Epilogue<float>&, const CallOptions&);
template void gemm(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, double, const double*,
                   std::int64_t, const double*, std::int64_t, double, double*, std::int64_t,
                   const Epilogue<double>&, const CallOptions&);

}  // namespace fulcrum
