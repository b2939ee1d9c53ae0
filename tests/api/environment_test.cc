// SPDX-License-Identifier: Apache-2.0
// Environment variables, each in a process of its own (FULCRUM_API_PROBE is the program).
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/child.hpp"

namespace fulcrum {
namespace {

using test::ChildResult;

ChildResult probe(const std::map<std::string, std::string>& variables, const char* size = "4") {
  return test::run_child({FULCRUM_API_PROBE, size}, variables);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(EnvironmentTest, NoVariables) {
  const ChildResult child = probe({});
  EXPECT_EQ(child.exit_status, 0) << child.out << child.err;
  EXPECT_TRUE(contains(child.out, "backend=simd")) << child.out;
  EXPECT_TRUE(contains(child.out, "wrong=0")) << child.out;
  EXPECT_EQ(child.err, "");
}

// An unknown value names the variable, the value and every choice.
TEST(EnvironmentTest, UnknownValuesAreErrors) {
  const std::map<std::string, std::pair<std::string, std::vector<std::string>>> bad = {
      {"FULCRUM_BACKEND", {"gpu", {"auto", "simd", "cuda", "host", "opencl"}}},
      {"FULCRUM_NUM_THREADS", {"many", {"1", "4096"}}},
      {"FULCRUM_VERBOSE", {"loud", {"calls", "offload", "all", "off"}}},
      {"FULCRUM_STRICT", {"yes", {"0", "1"}}},
  };
  for (const auto& [variable, value_and_choices] : bad) {
    const auto& [value, choices] = value_and_choices;
    const ChildResult child = probe({{variable, value}});
    EXPECT_EQ(child.exit_status, 3) << variable << ": " << child.out << child.err;
    EXPECT_TRUE(contains(child.out, "error=InvalidOption")) << child.out;
    EXPECT_TRUE(contains(child.out, variable)) << child.out;
    EXPECT_TRUE(contains(child.out, value)) << child.out;
    for (const std::string& choice : choices) EXPECT_TRUE(contains(child.out, choice)) << child.out;
  }
  for (const char* threads : {"0", "-1", "2x", "1e3", "4097", "99999999999"}) {
    EXPECT_EQ(probe({{"FULCRUM_NUM_THREADS", threads}}).exit_status, 3) << threads;
  }
  EXPECT_EQ(probe({{"FULCRUM_NUM_THREADS", "4096"}}).exit_status, 0);
}

TEST(EnvironmentTest, UnknownIsaListsWhatThisMachineHas) {
  const ChildResult child = probe({{"FULCRUM_ISA", "nonsense"}});
  EXPECT_EQ(child.exit_status, 3) << child.out;
  EXPECT_TRUE(contains(child.out, "FULCRUM_ISA")) << child.out;
  EXPECT_TRUE(contains(child.out, "nonsense")) << child.out;
  for (const Isa isa : available_isas())
    EXPECT_TRUE(contains(child.out, std::string(to_string(isa)))) << child.out;
}

// A target that this processor lacks is refused like an unknown one; each that it has can be
// forced.
TEST(EnvironmentTest, EveryIsaCanBeForced) {
  const std::vector<Isa> available = available_isas();
  ASSERT_FALSE(available.empty());
  for (const Isa isa :
       {Isa::Scalar, Isa::Sse4, Isa::Avx2, Isa::Avx512, Isa::Neon, Isa::Sve, Isa::Sve2}) {
    const std::string name(to_string(isa));
    const ChildResult child = probe({{"FULCRUM_ISA", name}}, "130");
    if (std::find(available.begin(), available.end(), isa) != available.end()) {
      EXPECT_EQ(child.exit_status, 0) << name << ": " << child.out;
      EXPECT_TRUE(contains(child.out, "isa=" + name + " ")) << child.out;
      EXPECT_TRUE(contains(child.out, "wrong=0")) << child.out;
    } else {
      EXPECT_EQ(child.exit_status, 3) << name << ": " << child.out;
      EXPECT_TRUE(contains(child.out, "error=InvalidOption")) << child.out;
    }
  }
}

TEST(EnvironmentTest, ThreadsAndBackend) {
  const ChildResult three = probe({{"FULCRUM_NUM_THREADS", "3"}, {"OMP_NUM_THREADS", "2"}}, "300");
  EXPECT_TRUE(contains(three.out, "threads=3 wrong=0")) << three.out;
  const ChildResult two = probe({{"FULCRUM_NUM_THREADS", ""}, {"OMP_NUM_THREADS", "2"}}, "300");
  EXPECT_TRUE(contains(two.out, "threads=2 wrong=0")) << two.out;
  // OpenMP gives no region more than its limit, and the model prices no more.
  const ChildResult limited =
      probe({{"FULCRUM_NUM_THREADS", "4"}, {"OMP_THREAD_LIMIT", "2"}}, "300");
  EXPECT_TRUE(contains(limited.out, "threads=2 wrong=0 call=")) << limited.out;
  EXPECT_TRUE(contains(limited.out, "start and end of 2 threads")) << limited.out;
  const ChildResult simd = probe({{"FULCRUM_BACKEND", "simd"}}, "300");
  EXPECT_TRUE(contains(simd.out, "backend=simd")) << simd.out;
  EXPECT_TRUE(contains(simd.out, "reason=ForcedByConfig")) << simd.out;
}

// Names are understood in capitals too: a processor's features are written so.
TEST(EnvironmentTest, NamesInCapitals) {
  std::string isa(to_string(available_isas().front()));
  const std::string expected = "isa=" + isa + " ";
  std::transform(isa.begin(), isa.end(), isa.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const ChildResult forced = probe({{"FULCRUM_ISA", isa}}, "130");
  EXPECT_EQ(forced.exit_status, 0) << isa << ": " << forced.out;
  EXPECT_TRUE(contains(forced.out, expected)) << forced.out;

  const ChildResult simd = probe({{"FULCRUM_BACKEND", "SIMD"}}, "300");
  EXPECT_EQ(simd.exit_status, 0) << simd.out;
  EXPECT_TRUE(contains(simd.out, "reason=ForcedByConfig")) << simd.out;

  const ChildResult verbose = probe({{"FULCRUM_VERBOSE", "Off,CALLS"}});
  EXPECT_EQ(verbose.exit_status, 0) << verbose.out;
  EXPECT_TRUE(verbose.err.starts_with("fulcrum,routine,")) << verbose.err;
}

// Without a visible device a forced backend is an error that says what was looked for.
TEST(EnvironmentTest, ForcedBackendWithoutDevice) {
  const std::map<std::string, std::string> variables = {{"FULCRUM_BACKEND", "cuda"},
                                                        {"CUDA_VISIBLE_DEVICES", ""}};
  for (const char* size : {"4", "200"}) {
    const ChildResult child = probe(variables, size);
    EXPECT_EQ(child.exit_status, 3) << child.out;
    EXPECT_TRUE(contains(child.out, "error=BackendUnavailable")) << child.out;
    EXPECT_TRUE(contains(child.out, "gemm")) << child.out;
    EXPECT_TRUE(contains(child.out, "cuda")) << child.out;
  }
}

// One header and one line per call on stderr, in the same columns; nothing on stdout.
TEST(EnvironmentTest, VerboseCalls) {
  const ChildResult child = probe({{"FULCRUM_VERBOSE", "calls"}});
  EXPECT_EQ(child.exit_status, 0);
  EXPECT_EQ(std::count(child.out.begin(), child.out.end(), '\n'), 1) << child.out;
  ASSERT_EQ(std::count(child.err.begin(), child.err.end(), '\n'), 2) << child.err;
  const std::string header = child.err.substr(0, child.err.find('\n'));
  const std::string line = child.err.substr(header.size() + 1);
  EXPECT_EQ(header,
            "fulcrum,routine,type,layout,ops,m,n,k,batch,backend,device,isa,threads,path,predicted_"
            "simd_us,"
            "predicted_device_us,actual_us,reason");
  EXPECT_EQ(std::count(header.begin(), header.end(), ','),
            std::count(line.begin(), line.end(), ','))
      << line;
  EXPECT_TRUE(line.starts_with("fulcrum,gemm,f64,col,NN,4,4,4,1,simd,-,")) << line;
}

}  // namespace
}  // namespace fulcrum
