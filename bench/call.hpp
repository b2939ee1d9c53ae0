// SPDX-License-Identifier: Apache-2.0
// Calls of one routine on a few elements, by everyone who computes it: what bench/call*.cc share.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bench/peers.hpp"
#include "fulcrum/blas.h"

namespace fulcrum::bench {

// run(count) makes so many calls, one after another.
struct Way {
  std::string who;
  std::function<void(int)> run;
};

// One routine at one size. The first way is its kernel alone.
struct CallCase {
  std::string routine, size;
  std::vector<Way> ways;
};

// All cases and their operands.
class Calls {
 public:
  // `ours`: libfulcrum_blas.so as dlopen() has it.
  explicit Calls(void* ours)
      : fortran_("fortran", ours, "%s_"), cblas_("cblas", ours, "cblas_%s") {}
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  const std::vector<CallCase>& cases() const { return cases_; }

  // So many numbers, which live as long as the cases.
  template <class T>
  T* numbers(std::int64_t count) {
    std::deque<std::vector<T, OnCacheLines<T>>>& all = memory<T>();
    return all.emplace_back(values<T>(count)).data();
  }
  // An n x n identity: a million products with it leave their operand as it is.
  double* identity(int n) {
    double* const a = numbers<double>(static_cast<std::int64_t>(n) * n);
    for (int i = 0; i < n * n; ++i) a[i] = i % (n + 1) == 0 ? 1 : 0;
    return a;
  }

  // The name is that of the Fortran routine. by_fortran(entry) and by_cblas(entry) make one call;
  // the peers that have the routine are called as the former.
  template <class Fortran, class Cblas, class Kernel, class Api, class ByFortran, class ByCblas>
  void add(const std::string& routine, const std::string& size, Kernel kernel, Api api,
           ByFortran by_fortran, ByCblas by_cblas) {
    CallCase added{routine, size, {}};
    added.ways.push_back({"kernel", repeated(kernel)});
    added.ways.push_back({"api", repeated(api)});
    added.ways.push_back({"fortran", with(fortran_.entry<Fortran>(routine), by_fortran)});
    added.ways.push_back({"cblas", with(cblas_.entry<Cblas>(routine), by_cblas)});
    for (const Peer& peer : peers()) {
      if (Fortran* const entry = peer.entry_or_null<Fortran>(routine); entry != nullptr)
        added.ways.push_back({peer.name(), with(entry, by_fortran)});
    }
    cases_.push_back(std::move(added));
  }

 private:
  template <class Call>
  static std::function<void(int)> repeated(Call call) {
    return [call](int count) {
      for (int i = 0; i < count; ++i) call();
    };
  }
  template <class Function, class Call>
  static std::function<void(int)> with(Function* entry, Call call) {
    return repeated([entry, call] { call(entry); });
  }

  template <class T>
  std::deque<std::vector<T, OnCacheLines<T>>>& memory() {
    if constexpr (std::is_same_v<T, float>) {
      return f32_;
    } else {
      return f64_;
    }
  }

  Peer fortran_, cblas_;
  std::vector<CallCase> cases_;
  std::deque<std::vector<float, OnCacheLines<float>>> f32_;
  std::deque<std::vector<double, OnCacheLines<double>>> f64_;
};

// Every routine of a level in double, and a few in other types.
void add_level1(Calls& calls);
void add_level2(Calls& calls);
void add_level3(Calls& calls);

}  // namespace fulcrum::bench
