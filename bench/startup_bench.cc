// SPDX-License-Identifier: Apache-2.0
// What a process pays before its second call: loading the library, and the first ddot of ten
// elements. `startup_bench [LIBRARY...]`, ours where none is named; each is loaded by fresh child
// processes in turn, and the medians are printed in microseconds:
//
//   startup_bench build/release/lib/libfulcrum_blas.so libopenblas.so.0
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int kRounds = 51;

// Microseconds: dlopen() with all symbols bound, the first call, the second.
using Times = std::array<double, 3>;

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

// In the child, which has nothing of the library yet: the parent loads none.
bool measure(const std::string& path, Times& times) {
  auto start = std::chrono::steady_clock::now();
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  times[0] = since(start);
  if (library == nullptr) {
    (void)std::fprintf(stderr, "%s\n", dlerror());
    return false;
  }
  using Ddot =
      double (*)(const int* n, const double* x, const int* incx, const double* y, const int* incy);
  const auto ddot = reinterpret_cast<Ddot>(dlsym(library, "ddot_"));
  if (ddot == nullptr) {
    (void)std::fprintf(stderr, "%s has no ddot_\n", path.c_str());
    return false;
  }
  const int n = 10, inc = 1;
  std::array<double, 10> x{};
  x.fill(2);
  for (std::size_t call = 1; call < times.size(); ++call) {
    start = std::chrono::steady_clock::now();
    const double sum = ddot(&n, x.data(), &inc, x.data(), &inc);
    times[call] = since(start);
    if (sum != 40) return false;
  }
  return true;
}

// One fresh process; false where it failed.
bool measure_in_child(const std::string& path, Times& times) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    const bool sent =
        measure(path, times) && write(ends[1], times.data(), sizeof times) == sizeof times;
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  const bool got = child > 0 && read(ends[0], times.data(), sizeof times) == sizeof times;
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return got;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> libraries(argv + 1, argv + argc);
  if (libraries.empty()) libraries.emplace_back(FULCRUM_BLAS_LIBRARY);
  std::vector<std::array<std::vector<double>, 3>> samples(libraries.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < libraries.size(); ++i) {
      Times times{};
      if (!measure_in_child(libraries[i], times)) return 1;
      for (std::size_t t = 0; t < times.size(); ++t) samples[i][t].push_back(times[t]);
    }
  }
  std::printf("%10s %14s %14s  library (medians of %d processes, us)\n", "load", "first call",
              "second call", kRounds);
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    std::printf("%10.1f %14.2f %14.3f  %s\n", median(samples[i][0]), median(samples[i][1]),
                median(samples[i][2]), libraries[i].c_str());
  }
  return 0;
}
