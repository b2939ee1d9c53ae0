// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/cell.hpp"

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/measure/workload.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/products.hpp"

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

// Many problems of one shape, one behind another in memory. Their results are not compared.
template <class Group>
struct BatchWorkOf final : Work {
  using Item = decltype(Group::item);
  using T = offload::Element<Item>;
  static constexpr bool kTriangular = requires(Item p) { p.unit; };

  BatchWorkOf(const Call& call, Operands<T>& memory) : memory_(memory) {
    Call one = call;
    one.routine = offload::Description<simd::Batch<Group>>::kRecordedRoutine;
    one.batch = 1;
    group_.item = offload::problem_of<Item>(one);
    group_.count = call.batch;
    if constexpr (kTriangular) group_.item.unit = true;
    if constexpr (requires { group_.item.alpha; })
      group_.item.alpha = static_cast<Real<T>>(WorkOn<T>(one, kTriangular, memory).alpha());
  }

  AnyProblem reference() override {
    place(group_, memory_.reference);
    batch_ = simd::batch_of(group_);
    return AnyProblem(batch_);
  }
  void compute_reference(const simd::Target& /*target*/, int /*threads*/) override {}
  AnyProblem other() override {
    other_ = group_;
    place(other_, memory_.out);
    other_batch_ = simd::batch_of(other_);
    return AnyProblem(other_batch_);
  }
  Check compare(const AnyProblem& /*result*/) override { return {}; }

 private:
  auto operands() const { return offload::Description<Item>::operands(group_.item); }

  void place(Group& group, typename Operands<T>::Slots& outputs) {
    const auto list = operands();
    std::array<T*, list.size()> addresses{};
    std::array<std::int64_t, list.size()> sizes{};
    for (std::size_t i = 0; i < list.size(); ++i) {
      const offload::Operand& operand = list[i];
      const bool small = kTriangular && operand.slot == offload::Slot::A;
      const Values values = !operand.reads ? Values::Output : small ? Values::Small : Values::Real;
      sizes[i] = storage(operand);
      const std::int64_t all = sizes[i] * group.count;
      addresses[i] = operand.writes ? outputs[operand.slot].fresh(values, all)
                                    : memory_.in[operand.slot].get(values, all);
    }
    std::size_t i = 0;
    offload::for_each_pointer(group.item, [&](auto& pointer) { pointer = addresses[i++]; });
    i = 0;
    std::apply([&](auto&... stride) { ((stride = sizes[i++]), ...); }, group.strides());
  }

  Operands<T>& memory_;
  Group group_, other_;
  simd::Batch<Group> batch_, other_batch_;
};

// Why a device does not compute a problem; empty where it does.
std::string absence(const offload::BlasDevice& device, const AnyProblem& problem) {
  const Call call = problem.ops().describe(problem.get());
  const offload::BlasPlatform* const platform = offload::find_platform(device.info().platform);
  if (platform != nullptr && !platform->has(call.routine, call.type)) {
    const std::string_view reason = platform->reason_absent(call.routine, call.type);
    return reason.empty() ? "no path" : std::string(reason);
  }
  return device.serves(problem) ? std::string() : "not with these arguments";
}

CallTimes measure_work(Work& work, const simd::Target& target, std::span<const int> threads,
                       const std::vector<std::shared_ptr<offload::BlasDevice>>& devices,
                       std::span<const Contender> probes, bool compare, const Plan& plan,
                       const std::function<bool()>& stop) {
  CallTimes result;
  result.devices.resize(devices.size());
  std::vector<Contender> contenders;
  for (const int count : threads) {
    contenders.emplace_back([&target, count, p = work.reference()](std::int64_t calls) {
      for (; calls > 0; --calls) compute_in_place(target, p, count);
      return true;
    });
  }
  if (!devices.empty() && compare) work.compute_reference(target, threads.back());
  for (std::size_t i = 0; i < devices.size(); ++i) {
    DeviceResult& device = result.devices[i];
    const AnyProblem p = work.other();
    device.absent = absence(*devices[i], p);
    if (!device.absent.empty()) {
      contenders.emplace_back([](std::int64_t) { return false; });
      continue;
    }
    const auto compute = [p, &device, &target = *devices[i]] {
      const offload::Outcome outcome = target.run(p);
      if (!outcome.ok) device.failure = outcome.message;
      return outcome.ok;
    };
    if (compute() && compare) device.check = work.compare(p);
    contenders.emplace_back([&device, compute](std::int64_t calls) {
      while (calls-- > 0 && device.failure.empty()) compute();
      return device.failure.empty();
    });
  }
  contenders.insert(contenders.end(), probes.begin(), probes.end());
  std::vector<Measurement> times = measure(contenders, plan, stop);
  result.probes.assign(times.end() - static_cast<std::ptrdiff_t>(probes.size()), times.end());
  for (std::size_t i = 0; i < devices.size(); ++i)
    result.devices[i].time = times[threads.size() + i];
  times.resize(threads.size());
  result.simd = std::move(times);
  return result;
}

}  // namespace

Bench::Bench(const simd::Target& target, int threads,
             std::vector<std::shared_ptr<offload::BlasDevice>> devices, const Allocate& pinned)
    : target_(target), threads_(threads), devices_(std::move(devices)) {
  if (pinned)
    std::apply([&](auto&... operands) { (operands.allocate_with(pinned), ...); }, pinned_);
}

CellResult Bench::run(Routine routine, ElementType type, const Shape& shape, const Plan& plan,
                      const std::function<bool()>& stop) {
  const Call call = make_call(routine, type, shape, Location::Unknown, threads_);
  const int threads[] = {threads_};
  CallTimes times = run_call(call, threads, {}, true, plan, stop);
  return {times.simd.front(), std::move(times.devices)};
}

CallTimes Bench::run_call(const Call& call, std::span<const int> threads,
                          std::span<const Contender> probes, bool compare, const Plan& plan,
                          const std::function<bool()>& stop) {
  std::unique_ptr<Work> work;
  AllOperands& memory = call.a == Location::Pinned ? pinned_ : operands_;
  offload::with_problem(
      offload::PlainProblems{}, call.routine, call.type, [&]<class P>(std::type_identity<P>) {
        work = std::make_unique<WorkOf<P>>(call, std::get<Operands<offload::Element<P>>>(memory));
      });
  if (!compare) {
    offload::with_problem(offload::BatchProblems{}, call.routine, call.type,
                          [&]<class Group>(std::type_identity<simd::Batch<Group>>) {
                            using T = offload::Element<decltype(Group::item)>;
                            work = std::make_unique<BatchWorkOf<Group>>(
                                call, std::get<Operands<T>>(memory));
                          });
  }
  if (work == nullptr) {
    throw Error(ErrorCode::InvalidArgument, to_string(call.routine),
                "cannot be measured on " + std::string(to_string(call.type)));
  }
  return measure_work(*work, target_, threads, devices_, probes, compare, plan, stop);
}

}  // namespace fulcrum::measure
