// SPDX-License-Identifier: Apache-2.0
// What an epilogue costs: the time of gemm with it over the time of gemm alone, and the time of
// gemm followed by the same epilogue as a pass of its own over C, by the same kernels and threads.
// The three take turns; each time is the least of the rounds, which other work on the machine
// spoils least.
//
//   gemm_epilogue_bench [--threads N] [--rounds R] [--isa NAME] [m n k ...]
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/values.hpp"
#include "simd/gemm/epilogue.hpp"
#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"

namespace {

using namespace fulcrum;

// Each timing repeats its call until about this much work is done: 0.2 ms.
constexpr double kOperations = 2e7;

constexpr double kNever = 1e30;

struct Shape {
  std::int64_t m, n, k;
};

// Arithmetic too little to hide what a callback costs by itself.
template <class T>
void twice(void* /*context*/, const EpilogueTile<T>& tile) noexcept {
  for (std::int64_t j = 0; j < tile.columns; ++j) {
    for (std::int64_t i = 0; i < tile.rows; ++i) tile.data[i + j * tile.ld] *= 2;
  }
}

template <class T>
class Bench {
 public:
  Bench(const simd::Target& target, const Shape& s, int threads, int rounds)
      : kernels_(target.kernels<T>().gemm),
        threads_(threads),
        rounds_(rounds),
        a_(bench::values<T>(s.m * s.k)),
        b_(bench::values<T>(s.k * s.n)),
        c_(static_cast<std::size_t>(s.m * s.n)),
        bias_(bench::values<T>(std::max(s.m, s.n))),
        residual_(bench::values<T>(s.m * s.n)),
        q_(static_cast<std::size_t>(s.m * s.n)),
        p_{false, false,     s.m, s.n,  s.k,       T{1}, a_.data(),
           s.m,   b_.data(), s.k, T{0}, c_.data(), s.m} {
    const double work =
        2.0 * static_cast<double>(s.m) * static_cast<double>(s.n) * static_cast<double>(s.k);
    repeats_ = std::max(1, static_cast<int>(kOperations * threads / work));
  }

  void run() const {
    std::printf("| f%zu | %d | %lld x %lld x %lld |", sizeof(T) * 8, threads_,
                static_cast<long long>(p_.m), static_cast<long long>(p_.n),
                static_cast<long long>(p_.k));
    double alone = kNever;
    for (int round = 0; round <= rounds_; ++round)
      alone = std::min(alone, time([&] { simd::gemm(kernels_, p_, threads_); }));
    std::printf(" %.1f |", alone * 1e6);
    const T* const bias = bias_.data();
    auto* const q = const_cast<std::int8_t*>(q_.data());
    using E = Epilogue<T>;
    for (const E& epilogue :
         {E(), E().bias_per_column(bias).relu(), E().bias_per_row(bias).gelu(),
          E().bias_per_row(bias).gelu(Gelu::Tanh), E().bias_per_row(bias).silu(),
          E().residual(residual_.data(), p_.m),
          E().scale(3).clamp(-4, 4).quantise(q, p_.m, T{1} / 31), E().callback(&twice<T>)}) {
      cell(epilogue);
      std::fflush(stdout);
    }
    std::printf("\n");
  }

 private:
  void cell(const Epilogue<T>& epilogue) const {
    const simd::EpilogueList<T> list = simd::list_of(epilogue, Layout::ColMajor);
    GemmProblem<T> pass = p_;
    pass.alpha = T{0};
    pass.beta = T{1};
    double alone = kNever, fused = kNever, separate = kNever;
    for (int round = 0; round <= rounds_; ++round) {
      const double times[] = {time([&] { simd::gemm(kernels_, p_, threads_); }),
                              time([&] { simd::gemm_with_epilogue(kernels_, p_, list, threads_); }),
                              time([&] {
                                simd::gemm(kernels_, p_, threads_);
                                simd::gemm_with_epilogue(kernels_, pass, list, threads_);
                              })};
      if (round == 0) continue;  // warm-up
      alone = std::min(alone, times[0]);
      fused = std::min(fused, times[1]);
      separate = std::min(separate, times[2]);
    }
    std::printf(" %.3f / %.3f |", fused / alone, separate / alone);
  }

  template <class Call>
  double time(const Call& call) const {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats_; ++i) call();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return seconds.count() / repeats_;
  }

  const simd::GemmKernels<T>& kernels_;
  int threads_, rounds_, repeats_;
  std::vector<T, bench::OnCacheLines<T>> a_, b_, c_, bias_, residual_;
  std::vector<std::int8_t> q_;
  GemmProblem<T> p_;
};

int usage() {
  std::fprintf(stderr,
               "usage: gemm_epilogue_bench [--threads N] [--rounds R] [--isa NAME] [m n k ...]\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  int threads = 1, rounds = 15;
  const simd::Target* target = &simd::targets().front();
  std::vector<Shape> shapes;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--threads" && i + 1 < argc) {
      threads = std::atoi(argv[++i]);
    } else if (argument == "--rounds" && i + 1 < argc) {
      rounds = std::atoi(argv[++i]);
    } else if (argument == "--isa" && i + 1 < argc) {
      const std::string name = argv[++i];
      target = nullptr;
      for (const simd::Target& t : simd::targets()) {
        if (to_string(t.isa) == name) target = &t;
      }
    } else if (i + 2 < argc && std::atoll(argv[i]) > 0) {
      shapes.push_back({std::atoll(argv[i]), std::atoll(argv[i + 1]), std::atoll(argv[i + 2])});
      i += 2;
    } else {
      return usage();
    }
  }
  if (target == nullptr || threads < 1 || rounds < 1) return usage();
  if (shapes.empty())
    shapes = {{64, 64, 64}, {256, 256, 256}, {1000, 1000, 1000}, {64, 1024, 1024}};
  std::printf(
      "| type | threads | m x n x k | gemm us | none | bias column, relu | bias row, gelu | bias "
      "row, "
      "gelu tanh | bias row, silu | residual | scale, clamp, quantise | callback |\n");
  std::printf("| --- | --- | --- | ---: | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Shape& shape : shapes) {
    Bench<float>(*target, shape, threads, rounds).run();
    Bench<double>(*target, shape, threads, rounds).run();
  }
  return 0;
}
