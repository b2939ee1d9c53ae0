// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/threshold.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::measure {
namespace {

// 'W', 'T', 'L' at sizes 10, 20, 30, ...: SIMD takes 90 to 110.
std::vector<Comparison> series(std::string_view verdicts) {
  std::vector<Comparison> result;
  std::int64_t size = 0;
  for (const char v : verdicts) {
    size += 10;
    const double center = v == 'W' ? 50 : v == 'T' ? 100 : 200;
    result.push_back({size, 90, 110, center - 5, center + 5});
  }
  return result;
}

TEST(Verdict, IntervalsThatTouchOrOverlapTie) {
  EXPECT_EQ(verdict({1, 10, 20, 5, 9}), Verdict::Wins);
  EXPECT_EQ(verdict({1, 10, 20, 5, 10}), Verdict::Ties);
  EXPECT_EQ(verdict({1, 10, 20, 12, 13}), Verdict::Ties);
  EXPECT_EQ(verdict({1, 10, 20, 5, 30}), Verdict::Ties);
  EXPECT_EQ(verdict({1, 10, 20, 20, 30}), Verdict::Ties);
  EXPECT_EQ(verdict({1, 10, 20, 21, 30}), Verdict::Loses);
}

TEST(Threshold, OfNothingIsNothing) {
  const Threshold t = find_threshold({});
  EXPECT_FALSE(t.wins_from || t.not_slower_from || t.last_not_won);
  EXPECT_EQ(t.largest, 0);
}

TEST(Threshold, IsTheFirstSizeOfTheLastRunOfWins) {
  const Threshold t = find_threshold(series("LLLWWW"));
  EXPECT_EQ(t.wins_from, 40);
  EXPECT_EQ(t.not_slower_from, 40);
  EXPECT_EQ(t.last_not_won, 30);
  EXPECT_EQ(t.isolated_wins, 0);
  EXPECT_EQ(t.smallest, 10);
  EXPECT_EQ(t.largest, 60);
}

TEST(Threshold, CountsWhatItRestsOn) {
  const auto rests_on = [](std::string_view verdicts) {
    const Threshold t = find_threshold(series(verdicts));
    return std::pair(t.wins, t.ties);
  };
  EXPECT_EQ(rests_on("LLLWWW"), std::pair(3, 0));
  EXPECT_EQ(rests_on("TLTTWTW"), std::pair(1, 3));
  EXPECT_EQ(rests_on("LWWTT"), std::pair(0, 2));
  EXPECT_EQ(rests_on("WTTL"), std::pair(0, 0));
}

TEST(Threshold, NeverWinning) {
  const Threshold t = find_threshold(series("LLLL"));
  EXPECT_FALSE(t.wins_from);
  EXPECT_FALSE(t.not_slower_from);
  EXPECT_EQ(t.last_not_won, 40);
}

TEST(Threshold, AlwaysWinning) {
  const Threshold t = find_threshold(series("WWWW"));
  EXPECT_EQ(t.wins_from, 10);
  EXPECT_EQ(t.not_slower_from, 10);
  EXPECT_FALSE(t.last_not_won);
}

TEST(Threshold, TiesAreNotWinsButNotSlower) {
  const Threshold t = find_threshold(series("LLTTWW"));
  EXPECT_EQ(t.wins_from, 50);
  EXPECT_EQ(t.not_slower_from, 30);
  EXPECT_EQ(t.last_not_won, 40);
}

TEST(Threshold, ATieAtTheLargestSizeLeavesNoThreshold) {
  const Threshold t = find_threshold(series("LWWT"));
  EXPECT_FALSE(t.wins_from);
  EXPECT_EQ(t.not_slower_from, 20);
  EXPECT_EQ(t.isolated_wins, 2);
}

TEST(Threshold, OnlyTies) {
  const Threshold t = find_threshold(series("TTT"));
  EXPECT_FALSE(t.wins_from);
  EXPECT_EQ(t.not_slower_from, 10);
}

TEST(Threshold, NonMonotoneSeriesCountsFromAfterTheLastLoss) {
  const Threshold t = find_threshold(series("LWWLTWLWW"));
  EXPECT_EQ(t.wins_from, 80);
  EXPECT_EQ(t.not_slower_from, 80);
  EXPECT_EQ(t.last_not_won, 70);
  EXPECT_EQ(t.isolated_wins, 3);
}

TEST(Threshold, WinsThatAreLostAgainAreNoThreshold) {
  const Threshold t = find_threshold(series("LWWWL"));
  EXPECT_FALSE(t.wins_from);
  EXPECT_FALSE(t.not_slower_from);
  EXPECT_EQ(t.isolated_wins, 3);
  EXPECT_EQ(t.last_not_won, 50);
}

}  // namespace
}  // namespace fulcrum::measure
