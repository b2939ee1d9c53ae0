// SPDX-License-Identifier: Apache-2.0
// Every symbol of the C ABI keeps within test::kStackLimit of its thread's stack.
#include <gtest/gtest.h>

#include "tests/differential/run.hpp"
#include "tests/differential/symbols.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/stack_use.hpp"

namespace fulcrum::differential {
namespace {

// More than two blocks of any recursion, and what is packed.
constexpr CBLAS_INT kSizes[] = {40, 200};

class StackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::kStackIsMeasured) GTEST_SKIP() << "a sanitizer uses the stack too";
    fulcrum_set_num_threads(1);
  }
  void TearDown() override { fulcrum_set_num_threads(0); }

  // The first call binds symbols: that is the dynamic linker's stack.
  template <class Compute>
  static void check(const std::string& what, const Compute& compute) {
    reported() = {};
    compute();
    ASSERT_EQ(reported().calls, 0) << what << ": " << refused();
    const std::size_t used = test::stack_use(compute);
    EXPECT_LE(used, test::kStackLimit) << what;
    if (used > most_used) most_used = used, most = what;
  }

  static inline std::size_t most_used = 0;
  static inline std::string most;
};

TEST_F(StackTest, EverySymbol) {
  for (std::size_t i = 0; i < symbols().size(); ++i) {
    const Symbol& symbol = symbols()[i];
    const Family& of = family(symbol.family);
    for (const CBLAS_INT size : kSizes) {
      // Under emulation a third of the symbols, of every type: most of them share their recursion.
      if (test::small_scale() && size == kSizes[1] && i % 3 != 0) continue;
      for (int draw = 0; draw < test::scaled(3, 1); ++draw) {
        Random random(100 * i + static_cast<std::uint64_t>(draw));
        Call call;
        set_types(call, symbol.name, symbol.family);
        Maker maker(random);
        maker.all_sizes(size);
        of.make(call, maker);
        check(symbol.name + " (" + call.describe(of.arguments) + ")",
              [&] { symbol.fortran(call, of.arguments); });
      }
    }
  }
  std::cout << most_used << " bytes at most: " << most << "\n";
}

TEST_F(StackTest, EveryBatch) {
  for (std::size_t i = 0; i < batch_symbols().size(); ++i) {
    const BatchSymbol& symbol = batch_symbols()[i];
    for (int draw = 0; draw < test::scaled(10, 2); ++draw) {
      Random random(100 * i + static_cast<std::uint64_t>(draw));
      Call call;
      set_types(call, symbol.name, symbol.family);
      Batch batch(family(repeated(symbol)), symbol.family.ends_with("STRIDED"), call, random);
      check(symbol.name + " (" + batch.describe() + ")",
            [&] { symbol.fortran(batch, batch.arguments()); });
    }
  }
}

TEST_F(StackTest, EveryNarrowProduct) {
  for (std::size_t i = 0; i < narrow_symbols().size(); ++i) {
    const NarrowSymbol& symbol = narrow_symbols()[i];
    for (int draw = 0; draw < test::scaled(40, 8); ++draw) {
      Random random(100 * i + static_cast<std::uint64_t>(draw));
      NarrowCall call(symbol.name, random);
      if (call.cblas() || !call.illegal().empty()) continue;
      check(symbol.name + " (" + call.describe() + ")",
            [&] { symbol.fortran(call, call.arguments()); });
    }
  }
}

}  // namespace
}  // namespace fulcrum::differential
