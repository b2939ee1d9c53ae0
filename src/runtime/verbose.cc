// SPDX-License-Identifier: Apache-2.0
#include "src/runtime/verbose.hpp"

#include <cinttypes>
#include <cstdio>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include "offload/routines/traits.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::runtime {
namespace {

// The path inside the backend.
std::string_view path_of(const Decision& d) {
  if (d.reason == Reason::QuickReturn) return "none";
  if (d.backend != Backend::Simd) return d.call.a == Location::Pinned ? "pinned" : "pageable";
  if (d.call.routine != Routine::Gemm) return "direct";
  if (is_complex(d.call.type)) return "packed";  // the one path
  switch (simd::gemm_path({d.call.trans_a != Op::NoTrans, d.call.trans_b != Op::NoTrans, d.call.m,
                           d.call.n, d.call.k, size_of(d.call.type)})) {
    case simd::GemmPath::Gemv:
      return "gemv";
    case simd::GemmPath::Rank:
      return "rank";
    case simd::GemmPath::Small:
      return "small";
    case simd::GemmPath::SmallTransposed:
      return "small-transposed";
    case simd::GemmPath::Inner:
      return "inner";
    case simd::GemmPath::Swapped:
      return "swapped";
    case simd::GemmPath::Streamed:
      return "streamed";
    case simd::GemmPath::SplitK:
      return "split-k";
    case simd::GemmPath::Packed:
      break;
  }
  return "packed";
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
