// SPDX-License-Identifier: Apache-2.0
// One product in a fresh process, for the tests of environment variables: `probe SIZE` prints what
// was decided and computed, or the error (exit status 3).
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "fulcrum/fulcrum.hpp"

namespace {

void product(std::int64_t size) {
  const std::vector<double> a(static_cast<std::size_t>(size * size), 1.0), b(a.size(), 2.0);
  std::vector<double> c(a.size(), 0.0);
  fulcrum::gemm(fulcrum::Layout::ColMajor, fulcrum::Op::NoTrans, fulcrum::Op::NoTrans, size, size,
                size, 1.0, a.data(), size, b.data(), size, 0.0, c.data(), size);
  const fulcrum::Decision d = fulcrum::last_decision();
  std::int64_t wrong = 0;
  for (const double x : c) wrong += x == 2.0 * static_cast<double>(size) ? 0 : 1;
  std::string call;
  for (const fulcrum::Term& term : fulcrum::explain(d).simd)
    if (term.name == "call") call = term.note;
  std::printf("backend=%s isa=%s reason=%s threads=%d wrong=%d call=%s\n",
              std::string(to_string(d.backend)).c_str(), std::string(to_string(d.isa)).c_str(),
              std::string(to_string(d.reason)).c_str(), fulcrum::num_threads(),
              static_cast<int>(wrong), call.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    product(argc > 1 ? std::atoll(argv[1]) : 4);
  } catch (const fulcrum::Error& error) {
    std::printf("error=%s text=%s\n", std::string(to_string(error.code())).c_str(), error.what());
    return 3;
  }
  return 0;
}
