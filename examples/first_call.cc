// SPDX-License-Identifier: Apache-2.0
// README: begin
#include <cstdio>
#include <vector>

#include <fulcrum/fulcrum.hpp>

int main() {
  const int64_t n = 500;
  std::vector<double> a(n * n, 1.0), b(n * n, 2.0), c(n * n);

  // C = A B. The library decides where; nothing else in the program changes with a GPU.
  using fulcrum::Layout, fulcrum::Op;
  fulcrum::gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, n, n, n, 1.0, a.data(), n, b.data(), n,
                0.0, c.data(), n);

  const fulcrum::Decision decision = fulcrum::last_decision();
  std::printf("c[0] = %g, computed by %s: %s\n", c[0],
              std::string(to_string(decision.backend)).c_str(),
              std::string(reason_text(decision.reason)).c_str());
  std::puts(format(explain(decision)).c_str());  // both predictions, term by term
}
// README: end
