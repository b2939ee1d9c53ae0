// SPDX-License-Identifier: Apache-2.0
// The platforms that calls may cross to, by name. Who decides and executes knows them from here
// alone.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "fulcrum/routine.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload {

// The routines, and types of their elements, that a platform computes.
class Paths {
 public:
  constexpr Paths& add(Routine routine, std::initializer_list<ElementType> types) {
    for (const ElementType type : types) bits_[index(routine)] |= bit(type);
    return *this;
  }
  constexpr bool has(Routine routine, ElementType type) const {
    return (bits_[index(routine)] & bit(type)) != 0;
  }
  constexpr bool any() const {
    for (const std::uint8_t bits : bits_)
      if (bits != 0) return true;
    return false;
  }
  constexpr void add(const Paths& other) {
    for (std::size_t i = 0; i < kRoutineCount; ++i)
      bits_[i] = static_cast<std::uint8_t>(bits_[i] | other.bits_[i]);
  }

 private:
  static constexpr std::size_t index(Routine routine) { return static_cast<std::size_t>(routine); }
  static constexpr std::uint8_t bit(ElementType type) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(type));
  }
  std::array<std::uint8_t, kRoutineCount> bits_{};
};

// Those of a list of problem types, where serves(problem) is true for a plain one of the routine.
template <class... Problems, class Serves>
constexpr Paths paths_of(ProblemList<Problems...> /*problems*/, const Serves& serves) {
  Paths paths{};
  const auto add = [&]<class P>(const P* /*type*/) {
    for (const Routine routine : Description<P>::kRoutines)
      if (serves(problem_of<P>(routine))) paths.add(routine, {type_of<P>()});
  };
  (add(static_cast<const Problems*>(nullptr)), ...);
  return paths;
}
template <class... Problems>
constexpr Paths paths_of(ProblemList<Problems...> problems) {
  return paths_of(problems, [](const auto& /*problem*/) { return true; });
}

// Rows that a platform's table has not, and why: half a sentence.
struct Absent {
  Paths paths{};
  std::string_view reason;
};

// One platform. What is here costs nothing and touches no driver.
struct BlasPlatform {
  Backend name;
  Paths paths{};
  // Looks for its devices once in the life of the process and remembers the answer: those that
  // Config::device names, by index or text, where it names any. Thread-safe.
  const Discovery& (*discover)(const Config& config) = nullptr;
  // May a call that is not forced go to its devices?
  bool weighed = true;
  // Of one that is not weighed: is it looked for with the others? If not, then where its name is
  // given: loading its libraries takes tenths of a second, and no call that is weighed needs it.
  bool eager = true;
  std::span<const Absent> absent = {};
  // Of one whose devices are another platform's, in processes of their own: that one, which has the
  // paths.
  const BlasPlatform* served = nullptr;

  const Paths& own_paths() const { return served != nullptr ? served->paths : paths; }
  bool has(Routine routine, ElementType type) const { return own_paths().has(routine, type); }
  // Why it does not compute this; empty where it does, or does not say.
  std::string_view reason_absent(Routine routine, ElementType type) const;
};

inline constexpr std::size_t kMaxPlatforms = 16;

// Those of this build, and those that were registered. Thread-safe.
std::span<const BlasPlatform* const> blas_platforms();

// Adds one, which must live as long as the process, before the first call: what is known of devices
// then stays. Throws Error(InvalidOption) for a name that is taken, or where there are
// kMaxPlatforms.
void register_platform(const BlasPlatform& platform);

// Null where there is none of that name.
const BlasPlatform* find_platform(const Backend& name);

// May a call that is not forced go there: by itself, or because it is named?
bool is_weighed(const BlasPlatform& platform, std::span<const Backend> named);

// What those that are weighed have together.
Paths all_paths(std::span<const Backend> named = {});

// Every routine with the types of its elements, whether it can cross or not.
const Paths& known_paths();

// "auto, simd, cuda": what a backend may be called.
std::string backend_names();

// The devices of all platforms that are weighed, one platform behind another, in the order in which
// they were registered. Looks for them at the first call in a process; creates no context (the
// first use of a device does). Must not be called in a child after fork(). Thread-safe.
const Discovery& discover(const Config& config);

// The same, and behind them the devices of those that are only forced, without the ones that are
// not eager unless Config::backend is their name; Discovery::problem is that of the weighed ones
// and of that one.
const Discovery& discover_all(const Config& config);

// The same, and behind them the devices of those that are not eager and were named here, in the
// order in which they first were: a list begins with every earlier one.
const Discovery& discover_named(const Config& config, const Backend& named);

}  // namespace fulcrum::offload
