// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/subject.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

#include "bench/compare/text.hpp"
#include "offload/measure/workload.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::regret {
namespace {

using Known = offload::InRealTypes<GemmProblem, GemvProblem, AxpyProblem, DotProblem, ScalProblem,
                                   CopyProblem>;

template <class P>
class SubjectOf final : public Subject {
 public:
  using T = offload::Element<P>;

  SubjectOf(const Call& call, measure::Operands<T>& operands, Memory& memory)
      : work_(call, operands), memory_(memory) {
    place(work_.other());
  }

  offload::AnyProblem problem(State state) const override {
    return offload::AnyProblem(state == State::Pinned ? pinned_ : pageable_);
  }

  std::string check(const simd::Target& target, offload::BlasDevice& device, State state) override {
    work_.compute_reference(target, 1);
    place(work_.other());
    P p = state == State::Pinned ? pinned_ : pageable_;
    const offload::Outcome outcome = device.compute(p);
    if (!outcome.ok) return outcome.message;
    const measure::Check check = work_.compare(p);
    if (check.mismatches == 0) return {};
    return compare::print("%lld of %lld elements are wrong, by up to %.3g times the bound",
                          static_cast<long long>(check.mismatches),
                          static_cast<long long>(check.elements), check.worst);
  }

 private:
  // The same operands in pinned memory beside those of the workload.
  void place(const P& p) {
    pageable_ = pinned_ = p;
    if (!memory_.has_pinned()) return;
    const auto operands = offload::Description<P>::operands(p);
    std::size_t i = 0;
    offload::for_each_pointer(pinned_, [&](auto& pointer) {
      const std::size_t bytes = static_cast<std::size_t>(measure::storage(operands[i])) * sizeof(T);
      auto* const to = reinterpret_cast<T*>(memory_.pinned(i, bytes));
      std::memcpy(to, pointer, bytes);
      pointer = to;
      ++i;
    });
  }

  measure::Workload<P> work_;
  Memory& memory_;
  P pageable_{}, pinned_{};
};

}  // namespace

std::unique_ptr<Subject> Memory::subject(const Call& call) {
  std::unique_ptr<Subject> result;
  offload::with_problem(Known{}, call.routine, call.type, [&]<class P>(std::type_identity<P>) {
    result = std::make_unique<SubjectOf<P>>(
        call, std::get<measure::Operands<offload::Element<P>>>(operands_), *this);
  });
  if (result == nullptr) throw std::invalid_argument("cannot be timed: " + shape_key(call));
  return result;
}

std::byte* Memory::pinned(std::size_t i, std::size_t bytes) {
  auto& buffer = pinned_.at(i);
  if (buffer.size() < bytes) {
    buffer = {};  // what is too small is given back first
    buffer = device_->allocate<std::byte, memory::Pinned>(bytes);
  }
  return buffer.data();
}

}  // namespace fulcrum::regret
