// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/workload.hpp"

#include <algorithm>
#include <complex>

namespace fulcrum::measure {
namespace {

// Every element of an output, each within `bound` times its magnitude. upper: of which triangle,
// where it is one.
template <class T>
void compare_elements(Check& check, const offload::Operand& operand, bool upper, const T* reference,
                      const T* result, const T* magnitude, double bound) {
  const bool packed = operand.part == offload::Part::Packed;
  const std::int64_t columns = packed ? 1 : operand.columns;
  for (std::int64_t j = 0; j < columns; ++j) {
    std::int64_t first = 0, last = operand.rows;
    if (packed) last = operand.columns * (operand.columns + 1) / 2;
    if (operand.part == offload::Part::Triangle) (upper ? last : first) = upper ? j + 1 : j;
    for (std::int64_t i = first; i < last; ++i) {
      const std::int64_t at = operand.vector ? i : i + j * operand.step;
      check.note(std::abs(result[at] - reference[at]), bound * std::abs(magnitude[at]));
    }
  }
}

}  // namespace

void compute_in_place(const simd::Target& target, const offload::AnyProblem& problem, int threads) {
  problem.ops().host(target, problem.get(), threads, simd::Scratch::Workspace);
}

template <class T>
double WorkOn<T>::alpha() const {
  bool updates = false, adds = false;
  for (const offload::Operand& operand : operands()) {
    updates = updates || (operand.reads && operand.writes);
    adds = adds || !operand.writes;
  }
  if (!updates || triangular_) return 1;
  return adds ? kSmall : -1;
}

template <class T>
Values WorkOn<T>::values_of(const offload::Operand& operand) const {
  if (shape_.reduces) return Values::Integer;
  if (!operand.reads) return Values::Output;
  return triangular_ && operand.slot == offload::Slot::A ? Values::Small : Values::Real;
}

template <class T>
typename WorkOn<T>::Addresses WorkOn<T>::placed(Slots& outputs) const {
  Addresses addresses{};
  std::size_t i = 0;
  for (const offload::Operand& operand : operands()) {
    const Values values = values_of(operand);
    const std::int64_t size = storage(operand);
    addresses[i++] = operand.writes ? outputs[operand.slot].fresh(values, size)
                                    : memory_.in[operand.slot].get(values, size);
  }
  return addresses;
}

template <class T>
typename WorkOn<T>::Addresses WorkOn<T>::sizes(bool solved) const {
  Addresses addresses{};
  std::size_t i = 0;
  for (const offload::Operand& operand : operands()) {
    const std::int64_t size = storage(operand);
    T* const values = (operand.writes ? memory_.magnitude : memory_.in)[operand.slot].fresh(
        values_of(operand), size);
    const Real<T> sign = solved && !operand.writes ? -1 : 1;
    if (operand.reads)
      std::transform(values, values + size, values, [sign](T x) { return T(sign * std::abs(x)); });
    addresses[i++] = values;
  }
  return addresses;
}

template <class T>
Check WorkOn<T>::compare(const Addresses& reference, const Addresses& result,
                         const Addresses& magnitude, bool upper) const {
  double outputs = 0;
  for (const offload::Operand& operand : operands())
    if (operand.writes) outputs += operand.elements();
  const double depth = std::ceil(shape_.operations / (outputs * offload::kParts<T>));
  const double bound = sum_bound<Real<T>>(std::max<std::int64_t>(2, std::llround(depth)));
  Check check;
  std::size_t i = 0;
  for (const offload::Operand& operand : operands()) {
    if (operand.writes)
      compare_elements<T>(check, operand, upper, reference[i], result[i], magnitude[i], bound);
    ++i;
  }
  return check;
}

template class WorkOn<float>;
template class WorkOn<double>;
template class WorkOn<std::complex<float>>;
template class WorkOn<std::complex<double>>;

}  // namespace fulcrum::measure
