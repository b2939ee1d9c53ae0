// SPDX-License-Identifier: Apache-2.0
// Fulcrum's CUDA backend beside cuBLAS called directly through the same loaded library, on the
// first device found: what the backend's own copying, overlapping and staging bring, or cost.
//
//   cublas_bench [--csv FILE] [--max-size N] [--budget SECONDS]
//
// Per case six paths do the same product (alpha = 1, beta = 0, no transposes) in alternating
// rounds, and the medians are printed:
//   simd                  in place, pageable memory
//   fulcrum, both         gemm() or gemv() with the backend forced to CUDA, operands in pageable or
//                         page-locked host memory
//   cublas, both          what a plain port does: copy A and B up, call cuBLAS, copy C down, wait;
//                         the device's memory is allocated beforehand, and C, which is not read, is
//                         not copied up
//   cublas, resident      operands that stay on the device, calls queued back to back, one wait per
//                         sample: the ceiling that no path from host memory can pass
// Every path's result is compared with SIMD's, element by element. Without a device it says why and
// exits 0; 1 where a result was wrong or a call failed, 2 for bad arguments.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bench/cublas_paths.hpp"
#include "fulcrum/fulcrum.hpp"
#include "offload/cuda/blas_device.hpp"
#include "offload/decision/profile.hpp"
#include "offload/device.hpp"
#include "offload/measure/harness.hpp"
#include "offload/measure/operands.hpp"

namespace {

using namespace fulcrum;
using namespace fulcrum::offload;
using namespace fulcrum::bench;
using measure::now_ns;

struct Options {
  std::string csv;            // empty: not written
  std::int64_t max_size = 0;  // dimensions are cut to it; 0: as they are
  // A case that would carry the run beyond it is left out. The dearest, 8192 x 8192 x 8192 in both
  // types, is fourteen products on SIMD, 15 TFLOP: 31 s at 500 GFLOP/s.
  double budget_s = 240;
};

// The dearest come last, where the budget may end.
constexpr Case kCases[] = {
    {true, 1024, 1, 1024},     {true, 4096, 1, 4096},     {true, 8192, 1, 8192},
    {false, 256, 256, 256},    {false, 512, 512, 512},    {false, 32768, 64, 64},
    {false, 1024, 1024, 1024}, {false, 4096, 4096, 64},   {false, 4096, 64, 4096},
    {false, 64, 4096, 4096},   {false, 2048, 2048, 2048}, {false, 4096, 4096, 4096},
    {false, 8192, 8192, 8192},
};

// A field of the CSV.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string driver_text(const DeviceInfo& info) {
  std::string version;
  std::ifstream module("/sys/module/nvidia/version");
  std::getline(module, version);
  return "CUDA " + info.driver + (version.empty() ? "" : " (" + version + ")");
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

constexpr const char* kHeader =
    "date,machine,threads,isa,gpu,driver,cublas,routine,m,n,k,path,memory,median_ns,low_ns,high_ns,"
    "coverage,samples,calls_per_sample,gflops,worst_error,status\n";

class Report {
 public:
  Report(const std::string& file, const DeviceInfo& gpu) {
    const std::string machine = this_cpu(), isa(to_string(active_isa()));
    const std::string driver = driver_text(gpu), date = now_text();
    facts_ = date + ',' + quoted(machine) + ',' + std::to_string(num_threads()) + ',' + isa + ',' +
             quoted(gpu.name) + ',' + quoted(driver) + ',' + quoted(gpu.library);
    if (!file.empty()) {
      csv_.reset(std::fopen(file.c_str(), "w"));
      if (csv_ == nullptr) throw std::runtime_error("cannot write " + file);
      std::fputs(kHeader, csv_.get());
    }
    std::printf("%s, %d threads, %s; %s, %s, %s; %s\n", machine.c_str(), num_threads(), isa.c_str(),
                gpu.name.c_str(), driver.c_str(), gpu.library.c_str(), date.c_str());
    std::printf("median microseconds per call; the last two columns: cublas / fulcrum\n");
    std::printf("%-6s%7s%6s%6s%13s%13s%13s%13s%13s%13s%10s%8s\n", "", "m", "n", "k", "simd",
                "fulcrum", "fulcrum", "cublas", "cublas", "cublas", "pageable", "locked");
    std::printf("%38s%13s%13s%13s%13s%13s\n", "", "pageable", "page-locked", "pageable",
                "page-locked", "resident");
  }

  void add(const std::string& routine, const Case& s, const CaseResult& result) {
    title(routine, s);
    const auto median = [&result](int path) {
      return result[static_cast<std::size_t>(path)].time.ns.median;
    };
    for (int path = 0; path < kPaths; ++path) {
      if (median(path) > 0) {
        std::printf("%13.1f", 1e-3 * median(path));
      } else {
        std::printf("%13s", "-");
      }
      write(routine, s, path, result[static_cast<std::size_t>(path)]);
    }
    const auto ratio = [&](int mine, int theirs) {
      return median(mine) > 0 ? median(theirs) / median(mine) : 0;
    };
    std::printf("%10.2f%8.2f\n", ratio(kFulcrum, kCublas), ratio(kFulcrumLocked, kCublasLocked));
    for (int path = 0; path < kPaths; ++path) {
      const std::string status = result[static_cast<std::size_t>(path)].status();
      if (status == "ok") continue;
      failed_ = true;
      std::printf("  %s, %s: %s\n", kPathNames[path].name, kPathNames[path].memory, status.c_str());
    }
    flush();
  }

  void leave_out(const std::string& routine, const Case& s, const std::string& why) {
    title(routine, s);
    std::printf("  left out: %s\n", why.c_str());
    PathResult none;
    none.failure = "left out: " + why;
    for (int path = 0; path < kPaths; ++path) write(routine, s, path, none);
    flush();
  }

  bool failed() const { return failed_; }

 private:
  static void title(const std::string& routine, const Case& s) {
    std::printf("%-6s%7lld%6lld%6lld", routine.c_str(), static_cast<long long>(s.m),
                static_cast<long long>(s.n), static_cast<long long>(s.k));
  }
  void write(const std::string& routine, const Case& s, int path, const PathResult& r) {
    if (csv_ == nullptr) return;
    const measure::Summary& ns = r.time.ns;
    std::fprintf(csv_.get(), "%s,%s,%lld,%lld,%lld,%s,%s,", facts_.c_str(), routine.c_str(),
                 static_cast<long long>(s.m), static_cast<long long>(s.n),
                 static_cast<long long>(s.k), kPathNames[path].name, kPathNames[path].memory);
    if (ns.count > 0) {
      std::fprintf(csv_.get(), "%.1f,%.1f,%.1f,%.4f,%d,%lld,%.3f,%.4g", ns.median, ns.low, ns.high,
                   ns.coverage, ns.count, static_cast<long long>(r.time.calls_per_sample),
                   s.flops() / ns.median, r.check.worst);
    } else {
      std::fputs(",,,,,,,", csv_.get());
    }
    std::fprintf(csv_.get(), ",%s\n", quoted(r.status()).c_str());
  }
  // A run that is cut short keeps what it has measured.
  void flush() {
    std::fflush(stdout);
    if (csv_ != nullptr && (std::fflush(csv_.get()) != 0 || std::ferror(csv_.get()) != 0))
      throw std::runtime_error("writing the CSV file failed");
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> csv_;
  std::string facts_;
  bool failed_ = false;
};

class Run {
 public:
  Run(const Options& options, cuda::CudaBlas& blas)
      : options_(options), cublas_(blas.device().shared()), report_(options.csv, blas.info()) {}

  bool all() {
    std::vector<Case> done;
    for (Case s : kCases) {
      if (options_.max_size > 0) {
        for (std::int64_t* size : {&s.m, &s.n, &s.k}) *size = std::min(*size, options_.max_size);
      }
      if (std::find(done.begin(), done.end(), s) != done.end()) continue;
      done.push_back(s);
      one(s, s.gemv ? "sgemv" : "sgemm", f32_, rates_[s.gemv ? 0 : 1]);
      one(s, s.gemv ? "dgemv" : "dgemm", f64_, rates_[s.gemv ? 2 : 3]);
    }
    return !report_.failed();
  }

 private:
  // `ns_per_flop`: of one call on each path, in the case before; 0 at first.
  template <class T>
  void one(const Case& s, const char* routine, measure::Operands<T>& operands,
           double& ns_per_flop) {
    const double round_ns = s.flops() * ns_per_flop;
    measure::Plan plan;
    plan.budget_ns = 0.5e9;
    plan.max_samples = 51;
    plan.min_sample_ns = 200e3;  // the one wait of a sample on resident operands: under a tenth
    if (round_ns > 1e9) plan.min_samples = 3;  // their median's interval covers 75% only
    const double left_s = options_.budget_s - 1e-9 * static_cast<double>(now_ns() - begin_);
    // The reference, the bound of the comparison, a warm-up and a trial come before the samples.
    if (1e-9 * round_ns * (4 + plan.min_samples) > left_s) {
      report_.leave_out(routine, s, "it would not fit into the budget");
      return;
    }
    try {
      Cell<T> cell(s, cublas_, operands);
      const CaseResult result = cell.run(plan);
      double ns = 0;
      for (const PathResult& path : result) ns += path.time.ns.median;
      ns_per_flop = ns / s.flops();
      report_.add(routine, s, result);
    } catch (const std::bad_alloc&) {
      report_.leave_out(routine, s, "out of memory");
    } catch (const Error& error) {
      if (error.code() != ErrorCode::OutOfMemory) throw;
      report_.leave_out(routine, s, error.what());
    }
  }

  const Options& options_;
  Cublas cublas_;
  Report report_;
  measure::Operands<float> f32_;
  measure::Operands<double> f64_;
  std::array<double, 4> rates_{};
  const std::int64_t begin_ = now_ns();
};

bool number(const std::string& text, std::int64_t& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && value > 0;
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) return false;
    const std::string value = argv[i + 1];
    std::int64_t whole = 0;
    if (name == "--csv" && !value.empty()) {
      options.csv = value;
    } else if (name == "--max-size" && number(value, whole)) {
      options.max_size = whole;
    } else if (name == "--budget" && number(value, whole)) {
      options.budget_s = static_cast<double>(whole);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr,
                 "usage: cublas_bench [--csv FILE] [--max-size N] [--budget SECONDS]\n"
                 "  --csv FILE        also write the results there\n"
                 "  --max-size N      cut every dimension to N\n"
                 "  --budget SECONDS  leave out what would not fit (240)\n");
    return 2;
  }
  try {
    const Discovery& found = discover(config());
    if (found.devices.empty()) {
      std::printf("no device: %s\n", found.problem.c_str());
      return 0;
    }
    auto* blas = dynamic_cast<cuda::CudaBlas*>(found.devices.front().get());
    if (blas == nullptr) throw std::runtime_error("the first device is not a CUDA device");
    return Run(options, *blas).all() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cublas_bench: %s\n", error.what());
    return 1;
  }
}
