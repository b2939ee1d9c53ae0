// SPDX-License-Identifier: Apache-2.0
#include "src/cli/text.hpp"

#include <gtest/gtest.h>

#include "src/cli/progress.hpp"

namespace fulcrum::cli {
namespace {

TEST(Text, TimesHaveThreeDigitsAndTheUnitThatFits) {
  EXPECT_EQ(format_time(0.5), "0.50 ns");
  EXPECT_EQ(format_time(12.34), "12.3 ns");
  EXPECT_EQ(format_time(999.4), "999 ns");
  EXPECT_EQ(format_time(999.9), "1.00 us");
  EXPECT_EQ(format_time(1.5e6), "1.50 ms");
  EXPECT_EQ(format_time(2e12), "2000 s");
}

TEST(Text, BytesAndSizesAndDurations) {
  EXPECT_EQ(format_bytes(48 * 1024), "48.0 KiB");
  EXPECT_EQ(format_size(4096), "4096");
  EXPECT_EQ(format_size(65536), "64Ki");
  EXPECT_EQ(format_size(65537), "65537");
  EXPECT_EQ(format_size(2 << 20), "2Mi");
  EXPECT_EQ(format_duration(65.4), "1:05");
  EXPECT_EQ(format_duration(-3), "0:00");
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00Z");
}

TEST(Text, ColumnsAlignByCharacters) {
  TextTable table(1);
  table.add({"a", "10"});
  table.add({"\u00e4\u00e4", "2"});
  table.rule();
  EXPECT_EQ(table.str(), "a   10\n\u00e4\u00e4   2\n------\n");
}

TEST(Text, WrapBreaksAtSpaces) {
  EXPECT_EQ(wrap("one two three", 9, 0), "one two\nthree");
  EXPECT_EQ(wrap("one two three", 9, 2), "one two\n  three");
  EXPECT_EQ(wrap("unbreakable", 4, 0), "unbreakable");
  EXPECT_EQ(wrap("", 4, 0), "");
}

TEST(Progress, LineFitsTheTerminal) {
  for (const int width : {10, 20, 40, 80, 200}) {
    const std::string line = progress_line(0.43, 65, "gemm f32 M=N=K M=1024 N=1024 K=1024", width);
    EXPECT_LT(line.size(), static_cast<std::size_t>(width));
  }
  const std::string line = progress_line(0.43, 65, "gemm f32", 80);
  EXPECT_NE(line.find("43%"), std::string::npos);
  EXPECT_NE(line.find("1:05 left"), std::string::npos);
  EXPECT_NE(line.find("gemm f32"), std::string::npos);
  EXPECT_NE(progress_line(2, 0, "", 80).find("100%"), std::string::npos);
}

}  // namespace
}  // namespace fulcrum::cli
