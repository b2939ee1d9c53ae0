// SPDX-License-Identifier: Apache-2.0
// The script that counts the micro-kernel's instructions, on short disassemblies: each of its
// complaints can be had. The real kernels are the test bench_count_kernel.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

namespace fs = std::filesystem;

// The first line of a tile's disassembly, as objdump -C writes it.
std::string header(const std::string& target, const std::string& simd, const std::string& shape,
                   int edge = 0, const std::string& b = "PackedB") {
  const std::string space = "fulcrum::simd::N_" + target + "::";
  return "0000000000001000 <void " + space + "Tile<" + space + b + ", hwy::N_" + target +
         "::Simd<" + simd + ", 0>, " + shape + ", (" + space + "Edge)" + std::to_string(edge) +
         ", double>(unsigned long, double const*)>:\n";
}

const std::string kAvx2 = header("AVX2", "double, 4ul", "2, 2");

// A good step of a tile of 2 vectors by 2 columns: 4 loads for 4 multiply-adds.
const std::vector<std::string> kStep = {"vmovupd (%rsi),%ymm4",
                                        "vmovupd 0x20(%rsi),%ymm5",
                                        "vbroadcastsd (%rcx),%ymm6",
                                        "vfmadd231pd %ymm6,%ymm4,%ymm0",
                                        "vfmadd231pd %ymm6,%ymm5,%ymm1",
                                        "vbroadcastsd 0x8(%rcx),%ymm6",
                                        "vfmadd231pd %ymm6,%ymm4,%ymm2",
                                        "vfmadd231pd %ymm6,%ymm5,%ymm3",
                                        "add    $0x40,%rsi",
                                        "add    $0x10,%rcx"};

// The function's text: what stands before the loop, the loop, and the jump back to its beginning.
std::string listing(const std::string& head, const std::vector<std::string>& loop,
                    const std::vector<std::string>& before = {"vxorpd %xmm0,%xmm0,%xmm0"}) {
  std::ostringstream text;
  int address = 0x1000;
  const auto line = [&](const std::string& code) {
    text << "    " << std::hex << address << ":\t" << code << "\n";
    address += 8;
  };
  text << head;
  for (const std::string& code : before) line(code);
  const int top = address;
  for (const std::string& code : loop) line(code);
  std::ostringstream jump;
  jump << "cs jne " << std::hex << top << " <void fulcrum::simd::N_AVX2::Tile<...>+0x8>";
  line(jump.str());
  line("ret");
  text << "\n";
  return text.str();
}

std::vector<std::string> with(std::vector<std::string> code, const std::string& more) {
  code.push_back(more);
  return code;
}

std::vector<std::string> without(std::vector<std::string> code, std::size_t index) {
  code.erase(code.begin() + static_cast<std::ptrdiff_t>(index));
  return code;
}

class CountKernel : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-count-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  ChildResult count(const std::string& text, const std::string& kernels = "AVX2:f64") const {
    const std::string file = (folder_ / "listing").string();
    std::ofstream(file) << text;
    return run_child(
        {"/bin/sh", "-c", R"("$0" --kernels "$1" - <"$2")", FULCRUM_COUNT_KERNEL, kernels, file});
  }
  // The complaint about a listing.
  void expect_complaint(const std::string& text, const std::string& complaint) const {
    const ChildResult result = count(text);
    EXPECT_EQ(result.exit_status, 1) << result.out << result.err;
    EXPECT_NE(result.out.find("\nAVX2:f64: " + complaint + "\n"), std::string::npos) << result.out;
  }

  fs::path folder_;
};

// The row of a kernel: its numbers with single spaces.
std::string row(const std::string& out, const std::string& kernel) {
  const std::size_t at = out.find("\n" + kernel + " ");
  if (at == std::string::npos) return out;
  std::istringstream words(out.substr(at, out.find('\n', at + 1) - at));
  std::string all;
  for (std::string word; words >> word;) all += (all.empty() ? "" : " ") + word;
  return all;
}

TEST_F(CountKernel, AGoodStep) {
  const ChildResult result = count(listing(kAvx2, kStep));
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_EQ(row(result.out, "AVX2:f64"),
            "AVX2:f64 2x2 1 4.00 2.00 2.00 0.00 0.00 0.00 4.00 3.00 11.00 0");
}

// Two steps with one advance between them: the second reads other places of the same text.
TEST_F(CountKernel, StepsOfATurnComeFromTheVectorsOfA) {
  std::vector<std::string> two = kStep;
  two.insert(two.end(), kStep.begin(), kStep.end());
  const ChildResult result = count(listing(kAvx2, two));
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_EQ(row(result.out, "AVX2:f64"),
            "AVX2:f64 2x2 2 4.00 2.00 2.00 0.00 0.00 0.00 4.00 2.50 10.50 0");
}

TEST_F(CountKernel, BroadcastsAndVectorsInsideMultiplyAdds) {
  const std::vector<std::string> step = {"vmovups (%rsi,%r10,1),%zmm4", "vbroadcastss (%rcx),%zmm6",
                                         "vfmadd231ps 0x40(%rsi),%zmm6,%zmm1",
                                         "vfmadd231ps %zmm6,%zmm4,%zmm0",
                                         "vfmadd231ps 0x4(%rcx){1to16},%zmm4,%zmm2"};
  const ChildResult result = count(
      listing(header("AVX3", "float, 16ul", "2, 2"), with(step, "vfmadd132ps %zmm7,%zmm3,%zmm8")),
      "AVX3:f32");
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_EQ(row(result.out, "AVX3:f32"),
            "AVX3:f32 2x2 1 4.00 1.00 1.00 1.00 1.00 0.00 4.00 1.00 7.00 0");
}

TEST_F(CountKernel, TheLargestFullTileOnPackedB) {
  const std::string small = listing(header("AVX2", "double, 4ul", "1, 1"), {"ret"});
  const std::string shifted = listing(header("AVX2", "double, 4ul", "3, 4", 1), {"ret"});
  const std::string strided =
      listing(header("AVX2", "double, 4ul", "3, 4", 0, "StridedB"), {"ret"});
  const std::string other = listing(header("AVX3", "double, 8ul", "3, 8"), {"ret"});
  const ChildResult result =
      count(small + listing(kAvx2, kStep) + small + shifted + strided + other);
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_EQ(row(result.out, "AVX2:f64").substr(0, 12), "AVX2:f64 2x2");
}

// An inner loop that does something else: the loop around it is not the kernel's.
TEST_F(CountKernel, OnlyLoopsWithoutALoopInside) {
  expect_complaint(listing(kAvx2, with(kStep, "jne    1050 <x>")),
                   "no loop with multiply-adds on %ymm registers in the tile");
}

TEST_F(CountKernel, Spills) {
  expect_complaint(listing(kAvx2, with(kStep, "vmovapd %ymm0,0x20(%rsp)")),
                   "1 instructions of the loop move vectors to or from the stack");
  // %rbp is the stack only where the function has made it so.
  std::vector<std::string> step = kStep;
  step[7] = "vfmadd231pd -0x40(%rbp),%ymm5,%ymm3";
  expect_complaint(listing(kAvx2, step, {"mov    %rsp,%rbp"}),
                   "1 instructions of the loop move vectors to or from the stack");
  for (std::string& code : step) {
    if (code == "vmovupd (%rsi),%ymm4") code = "vmovupd (%rbp),%ymm4";
  }
  step[7] = kStep[7];
  EXPECT_EQ(count(listing(kAvx2, step)).exit_status, 0);
}

TEST_F(CountKernel, TooFewMultiplyAdds) {
  expect_complaint(listing(kAvx2, without(kStep, 3)),
                   "3 multiply-adds a step of k, and the tile has 4");
}

TEST_F(CountKernel, MoreLoadsThanMultiplyAdds) {
  expect_complaint(listing(kAvx2, with(kStep, "prefetcht0 0x200(%rsi)")),
                   "5 loads for 4 multiply-adds a step of k");
  expect_complaint(listing(kAvx2, with(kStep, "mov    0x10(%r9),%rdx")),
                   "5 loads for 4 multiply-adds a step of k");
  // Each multiply-add its own broadcast.
  std::vector<std::string> own = kStep;
  own.insert(own.begin() + 3, kStep[2]);
  expect_complaint(listing(kAvx2, own), "5 loads for 4 multiply-adds a step of k");
  EXPECT_EQ(count(listing(kAvx2, with(kStep, "lea    0x10(%r9),%rdx"))).exit_status, 0);
}

TEST_F(CountKernel, NoWholeNumberOfSteps) {
  expect_complaint(listing(kAvx2, with(kStep, "vmovupd 0x99(%rsi),%ymm7")),
                   "a turn of the loop reads 3 vectors of A, and a step of k 2");
}

TEST_F(CountKernel, NoLoopAndNoTile) {
  expect_complaint(kAvx2 + "    1000:\tvfmadd231pd %ymm6,%ymm4,%ymm0\n    1008:\tret\n",
                   "no loop with multiply-adds on %ymm registers in the tile");
  expect_complaint(listing(header("AVX3", "double, 8ul", "3, 8"), kStep),
                   "no full tile on packed B in this file");
  expect_complaint("", "no full tile on packed B in this file");
}

TEST_F(CountKernel, BadArguments) {
  const std::vector<std::vector<std::string>> all = {
      {}, {"--kernels"}, {"--kernels", "AVX2", "-"}, {"/nonexistent"}, {"-", "two"}};
  for (const std::vector<std::string>& arguments : all) {
    std::vector<std::string> command = {FULCRUM_COUNT_KERNEL};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const ChildResult result = run_child(command);
    EXPECT_EQ(result.exit_status, 2) << result.err;
    EXPECT_NE(result.err.find("usage: count_kernel.sh"), std::string::npos) << result.err;
  }
  const ChildResult none =
      run_child({FULCRUM_COUNT_KERNEL, "/bin/sh"}, {{"OBJDUMP", "/nonexistent"}});
  EXPECT_EQ(none.exit_status, 77) << none.err;
}

}  // namespace
}  // namespace fulcrum::test
