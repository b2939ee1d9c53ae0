// SPDX-License-Identifier: Apache-2.0
// GEMM as a share of the FMA peak: per round a peak sample, the product, a peak sample; the share
// is the median over the rounds of the product's rate over the mean of the two samples around it.
//
//   gemm_share [--threads N] [--rounds R] [--isa NAME] [n ...]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench/fma_peak.hpp"
#include "bench/values.hpp"
#include "simd/targets.hpp"
#include "simd/threads/threads.hpp"

namespace {

using namespace fulcrum;

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
}

// The peak of all threads that take part: they share clocks, so each runs its own chains at once.
template <class T>
double peak(Isa isa, int threads) {
  std::vector<double> rate(static_cast<std::size_t>(threads), 0.0);
  auto body = [&](int index, int) {
    rate[static_cast<std::size_t>(index)] = bench::fma_peak_gflops<T>(isa);
  };
  simd::parallel(threads, body);
  double sum = 0;
  for (const double r : rate) sum += r;
  return sum;
}

template <class T>
void share(const simd::Target& target, std::int64_t n, int threads, int rounds) {
  const auto a = bench::values<T>(n * n), b = bench::values<T>(n * n);
  auto c = bench::values<T>(n * n);
  GemmProblem<T> p;
  p.m = p.n = p.k = n;
  p.alpha = T{1};
  p.beta = T{0};
  p.a = a.data();
  p.b = b.data();
  p.c = c.data();
  p.lda = p.ldb = p.ldc = n;
  const double flops =
      2.0 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  const auto& kernels = target.kernels<T>().gemm;
  simd::gemm(kernels, p, threads);  // warm-up
  std::vector<double> shares, rates, peaks;
  for (int round = 0; round < rounds; ++round) {
    const double before = peak<T>(target.isa, threads);
    const auto start = std::chrono::steady_clock::now();
    simd::gemm(kernels, p, threads);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double after = peak<T>(target.isa, threads);
    rates.push_back(flops / seconds * 1e-9);
    peaks.push_back((before + after) / 2);
    shares.push_back(rates.back() / peaks.back());
  }
  std::printf(
      "%-7s f%-3zu n=%-5lld threads=%d  %8.1f GFLOP/s  peak %8.1f  share %.3f  (min %.3f max %.3f "
      "of %d)\n",
      std::string(to_string(target.isa)).c_str(), sizeof(T) * 8, static_cast<long long>(n), threads,
      median(rates), median(peaks), median(shares), *std::min_element(shares.begin(), shares.end()),
      *std::max_element(shares.begin(), shares.end()), rounds);
}

}  // namespace

int main(int argc, char** argv) {
  int threads = 1, rounds = 15;
  const simd::Target* target = &simd::targets().front();
  std::vector<std::int64_t> sizes;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool more = i + 1 < argc;
    if (argument == "--threads" && more) {
      threads = std::atoi(argv[++i]);
    } else if (argument == "--rounds" && more) {
      rounds = std::atoi(argv[++i]);
    } else if (argument == "--isa" && more) {
      const std::string name = argv[++i];
      target = nullptr;
      for (const simd::Target& t : simd::targets()) {
        if (to_string(t.isa) == name) target = &t;
      }
    } else if (const long long n = std::atoll(argv[i]); n > 0) {
      sizes.push_back(n);
    } else {
      target = nullptr;
    }
  }
  if (target == nullptr || threads < 1 || rounds < 1) {
    std::fprintf(
        stderr,
        "usage: gemm_share [--threads N] [--rounds R] [--isa NAME] [n ...]; this machine runs:");
    for (const simd::Target& t : simd::targets())
      std::fprintf(stderr, " %s", std::string(to_string(t.isa)).c_str());
    std::fprintf(stderr, "\n");
    return 2;
  }
  if (sizes.empty()) sizes = {1000, 2000};
  for (const std::int64_t n : sizes) {
    share<float>(*target, n, threads, rounds);
    share<double>(*target, n, threads, rounds);
  }
  return 0;
}
