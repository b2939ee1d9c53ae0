// SPDX-License-Identifier: Apache-2.0
// The threads that the model assumes are those that run, for every routine, type and size.
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "offload/measure/families.hpp"
#include "offload/measure/workload.hpp"
#include "simd/threads/threads.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload {
namespace {

// No more than a region can have here.
const int kThreads = std::min(4, simd::most_threads());

// Vectors, matrices of level 2 and of level 3, from what one thread computes to what all share.
std::vector<measure::Shape> shapes_of(Cost cost) {
  if (cost == Cost::Stream)
    return {{1, 100, 1}, {1, 20'000, 1}, {1, 200'000, 1}, {1, 2'000'000, 1}};
  if (cost == Cost::MatrixVector)
    return {{20, 20, 9}, {200, 150, 60}, {900, 300, 70}, {1000, 1200, 90}};
  return {{5, 6, 7}, {60, 50, 40}, {16, 700, 20}, {200, 200, 200}};
}

std::string text(const Call& call) {
  return std::string(to_string(call.routine)) + ' ' + std::string(to_string(call.type)) + ' ' +
         letters_of(call) + ' ' + sizes_of(call);
}

// How many kinds of answers there were.
struct Seen {
  int one = 0, several = 0;
};

template <class P>
void check(Routine routine, measure::Operands<Element<P>>& operands, const Snapshot& snapshot,
           const simd::Target& target, Seen& seen) {
  for (measure::Shape shape : shapes_of(Description<P>::kCost)) {
    const Call sizes = measure::make_call(routine, type_of<P>(), shape, Location::Pageable, 0);
    // Of an order n alone.
    if (traits_of(sizes).present.order) shape.m = shape.n;
    const Call call =
        measure::make_call(routine, type_of<P>(), shape, Location::Pageable, kThreads);
    const measure::Workload<P> work(call, operands);
    const P& p = work.reference();
    simd::reset_widest_region();
    Description<P>::host(target, p, kThreads, simd::Scratch::Workspace);
    const int ran = simd::widest_region();
    EXPECT_EQ(host_cost(call, work_of(call), snapshot).threads, ran) << text(call);
    // A call of that few operations is not even given more.
    if (Description<P>::operations(p) < kSerialOperations) {
      EXPECT_EQ(ran, 1) << text(call);
    }
    ++(ran > 1 ? seen.several : seen.one);
  }
}

TEST(ModelThreads, AreThoseThatRun) {
  const simd::Target& target = simd::targets().front();
  Snapshot snapshot = testing::round_machine();
  snapshot.host.isa = target.isa;
  snapshot.host.threads = kThreads;
  Seen seen;
  const auto of_type = [&]<class T>(measure::Operands<T> operands) {
    for (std::size_t i = 0; i < kRoutineCount; ++i) {
      const auto routine = static_cast<Routine>(i);
      with_problem(PlainProblems{}, routine, element_type_of<T>,
                   [&]<class P>(std::type_identity<P>) {
                     if constexpr (std::is_same_v<Element<P>, T>)
                       check<P>(routine, operands, snapshot, target, seen);
                   });
    }
  };
  of_type(measure::Operands<float>{});
  of_type(measure::Operands<double>{});
  of_type(measure::Operands<std::complex<float>>{});
  of_type(measure::Operands<std::complex<double>>{});
  EXPECT_GT(seen.one, 100);
  EXPECT_GT(seen.several, 100);
}

}  // namespace
}  // namespace fulcrum::offload
