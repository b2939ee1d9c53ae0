// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/grid.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace fulcrum::compare {
namespace {

constexpr std::array<const char*, 4> kOps = {"NN", "NT", "TN", "TT"};
constexpr std::array<int, 22> kSquares = {200,  256,  300,  400,  500,  512,  600,  700,
                                          768,  800,  900,  1000, 1024, 1200, 1280, 1400,
                                          1500, 1536, 1600, 1800, 1920, 2000};
constexpr std::array<int, 7> kSkinny = {1, 2, 3, 5, 8, 16, 32};
constexpr std::array<int, 3> kLong = {100, 1000, 4000};
constexpr std::array<int, 5> kLead = {100, 200, 500, 1000, 1500};

class Builder {
 public:
  explicit Builder(std::string routine) : routine_(std::move(routine)) {}

  Case& add(const char* group, const char* ops, int m, int n, int k) {
    Case c(routine_);
    c.group = group;
    c.ta = ops[0];
    c.tb = ops[1];
    c.m = m;
    c.n = n;
    c.k = k;
    c.complete();
    cases.push_back(c);
    return cases.back();
  }

  void squares() {
    for (const int n : kSquares) add("square", "NN", n, n, n);
    for (const char* ops : kOps) {
      for (int n = 2; n <= 128; n += 3) add("small", ops, n, n, n);
    }
    for (const char* ops : {"NT", "TN", "TT"}) {
      for (const int n : kSquares) add("transposed", ops, n, n, n);
    }
  }

  void skinny() {
    for (const char* ops : kOps) {
      for (const int s : kSkinny) {
        for (const int x : kLong) {
          for (const int y : kLong) {
            add("skinny_m", ops, s, x, y);
            add("skinny_n", ops, x, s, y);
            add("skinny_k", ops, x, y, s);
          }
        }
      }
    }
  }

  void leading_dimensions() {
    auto next_multiple = [](int n, int of) { return (n / of + 1) * of; };
    for (const char* ops : kOps) {
      for (const int n : kLead) {
        // A set: 256 and 512 may have the same next multiple.
        for (const int ld :
             std::set<int>{n + 3, n + 8, next_multiple(n, 256), next_multiple(n, 512)}) {
          Case& c = add("lead", ops, n, n, n);
          c.lda = c.ldb = c.ldc = ld;
        }
      }
    }
  }

  std::vector<Case> cases;

 private:
  std::string routine_;
};

}  // namespace

std::uint32_t hash(const std::string& text) {
  std::uint32_t state = 2166136261U;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
  return state;
}

std::vector<Case> grid() {
  std::vector<Case> result;
  for (const char* routine : {"sgemm", "dgemm"}) {
    Builder builder(routine);
    builder.squares();
    builder.skinny();
    builder.leading_dimensions();
    result.insert(result.end(), builder.cases.begin(), builder.cases.end());
  }
  return result;
}

std::vector<Case> draw(const std::vector<Case>& cases, int count) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> strata;
  for (std::size_t i = 0; i < cases.size(); ++i)
    strata[{cases[i].group, cases[i].routine}].push_back(i);
  std::vector<std::size_t> chosen;
  for (auto& [name, members] : strata) {
    std::stable_sort(members.begin(), members.end(), [&](std::size_t x, std::size_t y) {
      return cases[x].flops() < cases[y].flops();
    });
    const std::size_t wanted =
        std::min(members.size(), static_cast<std::size_t>(count) / strata.size());
    // One out of each of `wanted` equal parts of the sizes.
    for (std::size_t part = 0; part < wanted; ++part) {
      const auto first =
          members.begin() + static_cast<std::ptrdiff_t>(part * members.size() / wanted);
      const auto last =
          members.begin() + static_cast<std::ptrdiff_t>((part + 1) * members.size() / wanted);
      chosen.push_back(*std::min_element(first, last, [&](std::size_t x, std::size_t y) {
        return hash(text(cases[x])) < hash(text(cases[y]));
      }));
    }
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<Case> result;
  result.reserve(chosen.size());
  for (const std::size_t i : chosen) result.push_back(cases[i]);
  return result;
}

}  // namespace fulcrum::compare
