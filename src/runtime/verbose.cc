// SPDX-License-Identifier: Apache-2.0
#include "src/runtime/verbose.hpp"

#include <cinttypes>
#include <cstdio>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "offload/routines/traits.hpp"
#include "simd/gemm/noted.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::runtime {
namespace {

// The path inside the backend.
std::string_view path_of(const Decision& d) {
  if (d.reason == Reason::QuickReturn) return "none";
  if (d.backend != Backend::Simd) return d.call.a == Location::Pinned ? "pinned" : "pageable";
  if (const std::optional<simd::GemmPath> path = simd::noted_path()) return simd::name_of(*path);
  return d.call.routine == Routine::Gemm ? simd::name_of(simd::GemmPath::Small) : "direct";
}

}  // namespace

std::string_view verbose_header() {
  return "fulcrum,routine,type,layout,ops,m,n,k,batch,backend,device,isa,threads,path,predicted_"
         "simd_us,"
         "predicted_device_us,actual_us,reason";
}

std::string verbose_line(const Decision& d, int threads, std::string_view path) {
  const Call& c = d.call;
  std::int64_t m = c.m, n = c.n;
  if (c.layout == Layout::RowMajor) std::swap(m, n);
  char numbers[160];
  std::snprintf(numbers, sizeof numbers, "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",", m, n,
                c.k, c.batch);
  char times[160];
  std::snprintf(times, sizeof times, ",%.3f,%.3f,%.3f,", d.predicted_simd_ns * 1e-3,
                d.predicted_device_ns * 1e-3, d.actual_ns * 1e-3);
  std::string line = "fulcrum,";
  line += std::string(to_string(c.routine)) + "," + std::string(to_string(c.type)) + "," +
          (c.layout == Layout::RowMajor ? "row," : "col,") + offload::letters_of(c) + "," + numbers;
  line += std::string(to_string(d.backend)) + "," +
          (d.backend != Backend::Simd ? std::to_string(d.device) : "-") + "," +
          std::string(to_string(d.isa)) + "," + std::to_string(threads) + "," + std::string(path);
  line += times;
  return line + std::string(to_string(d.reason));
}

void verbose_call(State& s, const Decision& decision, int threads) noexcept {
  if (!s.options.config.verbose_calls) return;
  try {
    static std::once_flag header;
    std::call_once(header,
                   [] { std::fprintf(stderr, "%s\n", std::string(verbose_header()).c_str()); });
    const int used = simd::serial_here() ? 1 : threads;
    std::fprintf(stderr, "%s\n", verbose_line(decision, used, path_of(decision)).c_str());
  } catch (const std::bad_alloc&) {
    // The call itself is done: a line that cannot be made must not make it fail.
    std::fputs("fulcrum: no memory for this call's line\n", stderr);
  }
}

void verbose_at_exit() {
  const offload::Counters counters = state().model().counters();
  std::fprintf(stderr,
               "fulcrum: at exit: %" PRIu64 " calls crossed, %" PRIu64
               " were weighed and computed in place, %" PRIu64 " failed on an accelerator\n",
               counters.device_calls, counters.simd_calls, counters.fallbacks);
}

void verbose_offload(const State& s, std::string_view text) {
  if (s.options.config.verbose_offload)
    std::fprintf(stderr, "fulcrum: %s\n", std::string(text).c_str());
}

}  // namespace fulcrum::runtime
