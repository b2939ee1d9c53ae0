// SPDX-License-Identifier: Apache-2.0
// A problem of any type, by reference: what the execution core and the platforms' tables hand on
// where the type does not matter.
#pragma once

#include <array>
#include <cstdint>

#include "offload/routines/fields.hpp"

namespace fulcrum::offload {

// The host addresses behind a Call's operands a, b and c; null where it has none.
using Addresses = std::array<const void*, 3>;

// What can be done with one without knowing its type.
struct ProblemOps {
  Call (*describe)(const void* p);
  double (*operations)(const void* p);
  Addresses (*addresses)(const void* p);
  void (*host)(const simd::Target& t, const void* p, int threads, simd::Scratch scratch);
  // The same of what is left behind the first `done` units of the extent.
  void (*host_rest)(const simd::Target& t, const void* p, std::int64_t done, int threads,
                    simd::Scratch scratch);
};

template <class P>
struct OpsOf {
  using D = Description<P>;
  static const P& at(const void* p) { return *static_cast<const P*>(p); }

  static Call describe(const void* p) { return offload::describe(at(p)); }
  static double operations(const void* p) { return D::operations(at(p)); }
  static Addresses addresses(const void* p) {
    Addresses result{};
    for (const Operand& operand : D::operands(at(p)))
      result[static_cast<std::size_t>(operand.slot)] = operand.address;
    return result;
  }
  static void host(const simd::Target& t, const void* p, int threads, simd::Scratch scratch) {
    D::host(t, at(p), threads, scratch);
  }
  static void host_rest(const simd::Target& t, const void* p, std::int64_t done, int threads,
                        simd::Scratch scratch) {
    D::host(t, D::piece(at(p), done, D::extent(at(p)) - done), threads, scratch);
  }
};

// One for each type; its address tells the type.
template <class P>
inline constexpr ProblemOps kProblemOps = {&OpsOf<P>::describe, &OpsOf<P>::operations,
                                           &OpsOf<P>::addresses, &OpsOf<P>::host,
                                           &OpsOf<P>::host_rest};

class AnyProblem {
 public:
  template <class P>
  explicit AnyProblem(const P& p) : ops_(&kProblemOps<P>), problem_(&p) {}

  const ProblemOps& ops() const { return *ops_; }
  const void* get() const { return problem_; }
  // The problem, where it is of this type; else null.
  template <class P>
  const P* as() const {
    return ops_ == &kProblemOps<P> ? static_cast<const P*>(problem_) : nullptr;
  }

 private:
  const ProblemOps* ops_;
  const void* problem_;
};

}  // namespace fulcrum::offload
