// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>

#include "src/cli/report/report.hpp"

namespace fulcrum::cli {
namespace {

// The first nine columns are GPU-BLOB's, so that its scripts read the measured lines; predictions
// have a `Device` that those scripts do not know.
constexpr std::string_view kHeader =
    "Device,Kernel,M,N,K,Total Problem Size (KiB),Iterations,Total Seconds,GFLOP/s,"
    "kind,name,family,size,median_ns,low_ns,high_ns,min_ns,samples,coverage,mismatches,worst_error,"
    "status\n";

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

struct Row {
  std::string device, kind, name;
  std::string checked = ",";  // "mismatches,worst_error"
  std::string status = "ok";
};

class Writer {
 public:
  Writer(const Series& series, const Point& point) : series_(series), point_(point) {}

  void measured(const Row& row, const measure::Measurement& m) {
    const double gflops =
        m.total_ns > 0 ? point_.flops * static_cast<double>(m.calls) / m.total_ns : 0;
    start(row.device);
    add("{},{:.9f},{:.3f},", m.calls, 1e-9 * m.total_ns, gflops);
    middle(row);
    add("{:.1f},{:.1f},{:.1f},{:.1f},{},{:.4f},{},{}\n", m.ns.median, m.ns.low, m.ns.high, m.ns.min,
        m.ns.count, m.ns.coverage, row.checked, csv_field(row.status));
  }

  void predicted(const Row& row, double ns) {
    if (ns <= 0) return;
    start(row.device);
    add("1,{:.9f},{:.3f},", 1e-9 * ns, point_.flops / ns);
    middle(row);
    add("{:.1f},,,,,,,,{}\n", ns, csv_field(row.status));
  }

  std::string take() { return std::move(out_); }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void start(std::string_view device) {
    const measure::Shape& s = point_.shape;
    add("{},{},{},{},{},{:.3f},", device, kernel_name(series_.family->routine, series_.type), s.m,
        s.n, s.k, point_.bytes / 1024);
  }
  void middle(const Row& row) {
    add("{},{},{},{},", csv_field(row.kind), csv_field(row.name), csv_field(series_.family->name),
        point_.size);
  }

  const Series& series_;
  const Point& point_;
  std::string out_;
};

std::string prediction_kind(const Contender& contender) {
  return contender.analytic ? "predicted (analytic profile)" : "predicted (measured profile)";
}

// GPU-BLOB's scripts must not take the host's own processors for a GPU.
std::string device_of(const Contender& contender) {
  if (contender.library) return "cpu_library";
  return contender.on_host.empty() ? "gpu_offloadAlways" : "host_offloadAlways";
}

std::string measured_kind(const Contender& contender) {
  return contender.on_host.empty() ? "measured" : "measured: " + contender.on_host;
}

std::string point_rows(const Report& report, const Series& series, const Point& point) {
  Writer writer(series, point);
  const std::string simd = fmt::format("SIMD {}", report.isa);
  writer.measured({"cpu", "measured", simd}, point.simd);
  writer.predicted({"predicted_cpu", "predicted", simd, ",", "model: " + report.host_source},
                   point.predicted_simd_ns);
  for (std::size_t i = 0; i < report.contenders.size(); ++i) {
    const Contender& contender = report.contenders[i];
    const ContenderPoint& other = point.contenders[i];
    if (!series.absence(i).empty()) continue;
    const std::string device = device_of(contender);
    if (contender.measured) {
      const measure::DeviceResult& m = other.measured;
      Row row{device, measured_kind(contender), contender.name,
              fmt::format("{},{:.4g}", m.check.mismatches, m.check.worst),
              m.failure.empty() ? (m.check.mismatches > 0 ? "wrong result" : "ok") : m.failure};
      writer.measured(row, m.time);
    }
    writer.predicted(
        {"predicted_" + device, prediction_kind(contender), contender.name, ",", contender.source},
        other.predicted_ns);
  }
  return writer.take();
}

}  // namespace

std::string to_csv(const Report& report) {
  std::string out(kHeader);
  for (const Series& series : report.series) {
    for (const Point& point : series.points) {
      if (point.measured()) out += point_rows(report, series, point);
    }
  }
  // A last line that no reader of columns takes for a measurement.
  if (report.partial) out += "partial,,,,,,,,,interrupted,,,,,,,,,,,,partial\n";
  return out;
}

}  // namespace fulcrum::cli
