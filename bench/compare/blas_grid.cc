// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "bench/compare/grid.hpp"

namespace fulcrum::compare {
namespace {

enum Class : unsigned char { kSmall, kMiddle, kLarge, kSkinny };
constexpr std::array<const char*, 4> kClasses = {"small", "middle", "large", "skinny"};

struct Sizes {
  int m = 0, n = 0, k = 0;
};

std::vector<Sizes> vectors(Class size) {
  std::vector<int> lengths = {5, 12, 20, 33, 64, 100, 150};
  if (size == kMiddle) lengths = {700, 1500, 2500, 4000, 10000, 25000};
  if (size == kLarge) lengths = {300000, 1000000, 3000000, 6000000, 700000};
  std::vector<Sizes> result;
  result.reserve(lengths.size());
  for (const int n : lengths) result.push_back({0, n, 0});
  return result;
}

// m, n, and the diagonals of a band beside the main one.
std::vector<Sizes> matrices(Class size, bool band) {
  if (band) {
    if (size == kSmall) return {{10, 10, 1}, {20, 16, 2}, {30, 40, 3}, {60, 60, 4}};
    if (size == kMiddle) return {{500, 500, 20}, {1000, 1000, 4}, {2000, 1800, 8}, {3000, 3000, 2}};
    return {{20000, 20000, 50}, {60000, 60000, 9}, {100000, 90000, 16}, {200000, 200000, 20}};
  }
  if (size == kSmall) return {{4, 4}, {7, 9}, {12, 12}, {16, 24}, {30, 20}, {40, 40}};
  if (size == kMiddle) return {{100, 100}, {150, 80}, {64, 160}, {200, 200}, {250, 250}};
  return {{600, 600}, {1000, 1000}, {1500, 2000}, {2200, 1800}, {2500, 2500}};
}

std::vector<Sizes> products(Class size, bool complex) {
  switch (size) {
    case kSmall:
      return {{4, 4, 4}, {8, 6, 10}, {12, 12, 12}, {20, 16, 24}, {32, 32, 32}, {45, 40, 50}};
    case kMiddle:
      return {{64, 64, 64},    {100, 100, 100}, {150, 120, 90},
              {200, 200, 200}, {300, 64, 128},  {40, 300, 100}};
    case kLarge:
      if (complex)
        return {
            {400, 400, 400}, {500, 300, 400}, {300, 700, 200}, {800, 600, 100}, {600, 600, 600}};
      return {
          {500, 500, 500}, {700, 400, 600}, {400, 900, 300}, {1000, 1000, 200}, {800, 800, 800}};
    case kSkinny:
      break;
  }
  return {{1000, 1000, 4}, {4, 1000, 1000}, {1000, 6, 1000},
          {1500, 2, 300},  {300, 1500, 8},  {1, 500, 800}};
}

// Every combination of the letters that a routine takes.
std::vector<Case> with_letters(const Case& c) {
  std::vector<Case> result = {c};
  for (const Argument a : c.about->arguments) {
    if (!is_letter(a)) continue;
    std::string letters = c.about->trans;
    if (a == Argument::Side) letters = "LR";
    if (a == Argument::Uplo) letters = "UL";
    if (a == Argument::Diag) letters = "NU";
    std::vector<Case> more;
    for (const Case& each : result) {
      for (const char letter : letters) {
        if (letter == 'C' && !is_complex(c.type)) continue;
        more.push_back(each);
        more.back().letter(a) = letter;
      }
    }
    result = std::move(more);
  }
  return result;
}

// The place of a size among those of its class says what else is out of the ordinary.
void vary(Case& c, std::size_t place) {
  c.complete();
  if (place % 3 == 1) {
    for (const Argument a : {Argument::Lda, Argument::Ldb, Argument::Ldc}) {
      if (c.about->has(a)) c.size(a) += 5;
    }
    if (c.about->level == 1 && c.about->has(Argument::IncX)) c.incx = 2;
    if (c.about->level == 1 && c.about->has(Argument::IncY)) c.incy = 3;
  }
  if (place % 3 == 2 && c.about->level == 2) {
    c.incx = 2;
    if (c.about->has(Argument::IncY)) c.incy = -1;
  }
}

bool is_band(const Routine& routine) { return std::string_view(routine.family) == "band"; }

std::vector<Sizes> sizes_of(const Case& c, Class size) {
  if (c.about->level == 1) return vectors(size);
  if (c.about->level == 2) return matrices(size, is_band(*c.about));
  return products(size, is_complex(c.type));
}

void add_class(const std::string& name, Class size, std::vector<Case>& all) {
  const Case plain(name);
  const std::vector<Sizes> sizes = sizes_of(plain, size);
  for (std::size_t place = 0; place < sizes.size(); ++place) {
    for (Case c : with_letters(plain)) {
      c.group = kClasses[size];
      if (c.about->has(Argument::M)) c.m = sizes[place].m;
      if (c.about->has(Argument::N)) c.n = sizes[place].n;
      if (c.about->has(Argument::K)) c.k = sizes[place].k;
      if (c.about->has(Argument::Kl)) c.kl = sizes[place].k;
      if (c.about->has(Argument::Ku)) c.ku = sizes[place].k / 2;
      vary(c, place);
      all.push_back(c);
    }
  }
}

// Which classes of a routine's types are in the sample.
int wanted(const Case& c, int routine, int type, int size) {
  const bool gemm = std::string_view(c.about->stem) == "gemm";
  if (gemm) return is_complex(c.type) ? 3 : 1;
  if (c.about->renewed) return 1;
  if (c.about->level == 3) return (routine + type + size) % 3 != 2 ? 1 : 0;
  return (routine + type + size) % 2 == 0 ? 1 : 0;
}

}  // namespace

std::vector<Case> blas_grid() {
  std::vector<Case> all;
  for (const Routine& routine : all_routines()) {
    for (const std::string& name : names_of(routine)) {
      if (routine.renewed) {  // no sizes at all
        all.emplace_back(name);
        all.back().group = kClasses[kSmall];
        continue;
      }
      for (const Class size : {kSmall, kMiddle, kLarge}) add_class(name, size, all);
      if (std::string_view(routine.stem) == "gemm") add_class(name, kSkinny, all);
    }
  }
  return all;
}

std::vector<Case> draw_blas(const std::vector<Case>& cases) {
  const std::vector<Routine>& routines = all_routines();
  std::map<std::pair<std::string, std::string>, std::vector<const Case*>> strata;
  for (const Case& c : cases) strata[{c.routine, c.group}].push_back(&c);
  std::vector<Case> chosen;
  for (std::size_t r = 0; r < routines.size(); ++r) {
    const std::vector<std::string> names = names_of(routines[r]);
    for (std::size_t type = 0; type < names.size(); ++type) {
      for (int size = kSmall; size <= kSkinny; ++size) {
        auto& members = strata[{names[type], kClasses[static_cast<std::size_t>(size)]}];
        if (members.empty()) continue;
        std::sort(members.begin(), members.end(),
                  [](const Case* x, const Case* y) { return hash(text(*x)) < hash(text(*y)); });
        const int count = wanted(*members[0], static_cast<int>(r), static_cast<int>(type), size);
        for (int i = 0; i < count && i < static_cast<int>(members.size()); ++i)
          chosen.push_back(*members[static_cast<std::size_t>(i)]);
      }
    }
  }
  return chosen;
}

}  // namespace fulcrum::compare
