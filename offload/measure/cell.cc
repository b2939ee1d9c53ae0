// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/cell.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/measure/workload.hpp"

namespace fulcrum::measure {
namespace {

using offload::AnyProblem;

// A Workload of any type: what measures is compiled once.
struct Work {
  virtual ~Work() = default;
  virtual AnyProblem reference() = 0;
  virtual void compute_reference(const simd::Target& target, int threads) = 0;
  virtual AnyProblem other() = 0;
  virtual Check compare(const AnyProblem& result) = 0;
};

template <class P>
struct WorkOf final : Work {
  WorkOf(const Call& call, Operands<offload::Element<P>>& memory) : of(call, memory) {}

  AnyProblem reference() override { return AnyProblem(of.reference()); }
  void compute_reference(const simd::Target& target, int threads) override {
    of.compute_reference(target, threads);
  }
  AnyProblem other() override { return AnyProblem(of.other()); }
  Check compare(const AnyProblem& result) override { return of.compare(*result.as<P>()); }

  Workload<P> of;
};

CellResult measure_work(Work& work, const simd::Target& target, int threads,
                        const std::vector<std::shared_ptr<offload::BlasDevice>>& devices,
                        const Plan& plan, const std::function<bool()>& stop) {
  CellResult result;
  result.devices.resize(devices.size());
  std::vector<Contender> contenders{[&, p = work.reference()](std::int64_t calls) {
    for (; calls > 0; --calls) compute_in_place(target, p, threads);
    return true;
  }};
  if (!devices.empty()) work.compute_reference(target, threads);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    DeviceResult& device = result.devices[i];
    const AnyProblem p = work.other();
    const auto compute = [p, &device, &target = *devices[i]] {
      const offload::Outcome outcome = target.run(p);
      if (!outcome.ok) device.failure = outcome.message;
      return outcome.ok;
    };
    if (compute()) device.check = work.compare(p);
    contenders.emplace_back([&device, compute](std::int64_t calls) {
      while (calls-- > 0 && device.failure.empty()) compute();
      return device.failure.empty();
    });
  }
  const std::vector<Measurement> times = measure(contenders, plan, stop);
  result.simd = times[0];
  for (std::size_t i = 0; i < devices.size(); ++i) result.devices[i].time = times[i + 1];
  return result;
}

}  // namespace

Bench::Bench(const simd::Target& target, int threads,
             std::vector<std::shared_ptr<offload::BlasDevice>> devices)
    : target_(target), threads_(threads), devices_(std::move(devices)) {}

CellResult Bench::run(Routine routine, ElementType type, const Shape& shape, const Plan& plan,
                      const std::function<bool()>& stop) {
  const Call call = make_call(routine, type, shape, Location::Unknown, threads_);
  std::unique_ptr<Work> work;
  offload::with_problem(
      offload::PlainProblems{}, routine, type, [&]<class P>(std::type_identity<P>) {
        work =
            std::make_unique<WorkOf<P>>(call, std::get<Operands<offload::Element<P>>>(operands_));
      });
  if (work == nullptr) {
    throw Error(ErrorCode::InvalidArgument, to_string(routine),
                "cannot be measured on " + std::string(to_string(type)));
  }
  return measure_work(*work, target_, threads_, devices_, plan, stop);
}

}  // namespace fulcrum::measure
