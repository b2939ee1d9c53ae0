// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "offload/measure/families.hpp"
#include "src/cli/report/chart.hpp"
#include "src/cli/report/report.hpp"
#include "src/cli/report/style.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

class Page {
 public:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string colour(std::size_t contender) {
  return fmt::format("c{}", contender % static_cast<std::size_t>(kContenderColours));
}

const char* prediction_words(const Contender& contender) {
  return contender.analytic ? "prediction, analytic profile" : "prediction, measured profile";
}

bool only_predictions(const Report& report) {
  return report.accelerators == 0 && std::any_of(report.contenders.begin(), report.contenders.end(),
                                                 [](const Contender& c) { return !c.measured; });
}

void head(Page& page, const Report& report) {
  page.raw(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\">"
      "<title>Fulcrum crossover report</title><style>");
  page.raw(kStyle);
  page.raw("</style></head><body><main>\n<h1>From which size does an accelerator pay?</h1>\n");
  page.add(
      "<p class=\"sub\">Fulcrum {} crossover report &middot; {} &middot; {}, {}, {} thread{}</p>\n",
      escape(report.build.version), iso_time(report.started), escape(report.machine.cpu),
      escape(report.isa), report.threads, report.threads == 1 ? "" : "s");
  if (report.partial) {
    page.add(
        "<div class=\"note bad\"><p><b>Partial report.</b> The run was interrupted after {} of {} "
        "sizes; thresholds rest on what was measured until then.</p></div>\n",
        report.cells_measured(), report.cells_planned());
  }
  if (report.accelerators == 0) {
    page.add("<div class=\"note\"><p><b>No accelerator was measured.</b> {}</p>",
             escape(report.accelerator_problem));
    if (only_predictions(report)) {
      page.raw(
          "<p>SIMD&rsquo;s times are measured. <b>Every accelerator curve and threshold below is a "
          "prediction</b> of the cost model from the profile of a device that is not here: where "
          "the profile "
          "is analytic, from data-sheet arithmetic that nobody has measured.</p>");
    }
    page.raw("</div>\n");
  } else if (!report.accelerator_problem.empty()) {
    page.add("<div class=\"note\"><p><b>Not every accelerator could be used.</b> {}</p></div>\n",
             escape(report.accelerator_problem));
  }
  if (report.has_host_devices()) {
    page.raw("<div class=\"note\"><p><b>Not a GPU.</b> ");
    for (const Contender& c : report.contenders) {
      if (c.is_accelerator() && !c.on_host.empty())
        page.add("{} computes on {}. ", escape(c.name), escape(c.on_host));
    }
    page.add("{} SIMD has {} thread{} here.</p></div>\n", escape(kNoGpu), report.threads,
             report.threads == 1 ? "" : "s");
  }
  if (!report.warnings.empty()) {
    page.raw("<div class=\"note bad\"><p><b>Warnings</b></p>");
    for (const std::string& warning : report.warnings) page.add("<p>{}</p>", escape(warning));
    page.raw("</div>\n");
  }
}

// certainty: what the threshold rests on stands below it.
std::string threshold_cell(const measure::Threshold& t, const measure::Family& family,
                           const std::string& absent, bool certainty) {
  if (!absent.empty()) {
    return fmt::format("<td class=\"num none\" title=\"{}\">absent</td>", escape(absent));
  }
  if (t.largest == 0) return "<td class=\"num none\" title=\"not measured\"></td>";
  std::string tip, text, css = "num";
  if (!t.wins_from) {
    text = "&ndash;";
    css += " none";
    tip = fmt::format("wins at no size from which on it keeps winning, up to {}", t.largest);
  } else if (!t.last_not_won) {
    text = fmt::format("&le; {}", format_size(t.smallest));
    tip = "wins at every size tested";
  } else {
    text = format_size(*t.wins_from);
    tip = fmt::format("{}; does not win at {}", describe(family.routine, family.at(*t.wins_from)),
                      *t.last_not_won);
    if (*t.wins_from == t.largest) {
      text += "*";
      tip += "; the largest size tested";
    }
  }
  if (t.not_slower_from && t.not_slower_from != t.wins_from) {
    tip += fmt::format("; not slower from {}", *t.not_slower_from);
  }
  if (certainty) {
    tip += fmt::format("; wins at {} size{} by whole intervals, ties at {} behind the last loss",
                       t.wins, t.wins == 1 ? "" : "s", t.ties);
    text += fmt::format("<small>{}, {} tie{}</small>", escape(between(t)), t.ties,
                        t.ties == 1 ? "" : "s");
  }
  return fmt::format("<td class=\"{}\" title=\"{}\">{}</td>", css, escape(tip), text);
}

void summary_header(Page& page, const Report& report) {
  std::size_t predictions = 0, accelerators = 0, libraries = 0;
  for (const Contender& c : report.contenders)
    ++(c.library ? libraries : c.measured ? accelerators : predictions);
  page.raw("<div class=\"scroll\"><table><thead>");
  if (!report.contenders.empty()) {
    page.raw("<tr><th colspan=\"4\"></th><th class=\"group\">Measured</th>");
    if (accelerators > 0) {
      page.add("<th class=\"group\" colspan=\"{}\">{} of this machine</th>", 2 * accelerators,
               report.has_host_devices() ? "Devices" : "Accelerators");
    }
    if (libraries > 0)
      page.add("<th class=\"group\" colspan=\"{}\">Other libraries, in place</th>", libraries);
    if (predictions > 0) {
      page.add("<th class=\"group\" colspan=\"{}\">Predictions for devices that are not here</th>",
               predictions);
    }
    page.raw("</tr>");
  }
  page.raw(
      "<tr><th>Routine</th><th>Type</th><th>Shape</th><th class=\"num\">Sizes p tested</th>"
      "<th class=\"num\">SIMD, best GFLOP/s</th>");
  for (std::size_t i = 0; i < report.contenders.size(); ++i) {
    const Contender& c = report.contenders[i];
    std::string below = c.measured ? "measured" : prediction_words(c);
    if (c.library) {
      below = "our time over its, mean";
    } else if (!c.on_host.empty()) {
      below += ": " + c.on_host;
    }
    page.add("<th class=\"num\"><span class=\"{}\">{}</span><small>{}</small></th>", colour(i),
             escape(c.name), escape(below));
    if (c.is_accelerator())
      page.add("<th class=\"num\">the model<small>{}</small></th>", prediction_words(c));
  }
  page.raw("</tr></thead><tbody>\n");
}

std::string ratio_cell(double ratio) {
  if (ratio <= 0) return "<td class=\"num none\" title=\"not measured\">&ndash;</td>";
  return fmt::format("<td class=\"num\">{:.2f}</td>", ratio);
}

void summary(Page& page, const Report& report) {
  page.raw(
      "<h2>Thresholds</h2>\n<p>The smallest size <i>p</i> from which the accelerator beats SIMD at "
      "every "
      "larger size tested. Both sides take their operands from ordinary (pageable) host memory, "
      "and the "
      "accelerator moves them for every call. &ndash;: it does not at the largest size tested. *: "
      "only the largest "
      "size tested, so one more could change it. Below a measured threshold stands between which "
      "sizes it "
      "lies, the largest that is not won and the smallest from which all are, and how many sizes "
      "behind the last loss are ties, where the two intervals overlap. Resting on a figure shows "
      "the "
      "dimensions.</p>\n");
  summary_header(page, report);
  const Series* previous = nullptr;
  for (const Series& series : report.series) {
    const auto measured = [](const Point& p) { return p.measured(); };
    const auto first = std::find_if(series.points.begin(), series.points.end(), measured);
    const auto last = std::find_if(series.points.rbegin(), series.points.rend(), measured);
    double best = 0;
    for (const Point& p : series.points) {
      if (p.measured()) best = std::max(best, p.flops / p.simd.ns.median);
    }
    const bool starts = previous == nullptr || previous->family->routine != series.family->routine;
    page.add("<tr{}><th>{}</th><td>{}</td><td>{}</td>", starts ? " class=\"first\"" : "",
             starts ? to_string(series.family->routine) : "", to_string(series.type),
             escape(series.family->free));
    if (first == series.points.end()) {
      page.raw("<td class=\"num none\">not measured</td><td class=\"num none\">&ndash;</td>");
    } else {
      page.add("<td class=\"num\">{}&ndash;{}</td><td class=\"num\">{:.1f}</td>",
               format_size(first->size), format_size(last->size), best);
    }
    for (std::size_t i = 0; i < report.contenders.size(); ++i) {
      const Contender& c = report.contenders[i];
      if (c.library) {
        page.raw(ratio_cell(library_ratio(report, i, series)));
        continue;
      }
      const std::string absent = series.absence(i);
      page.raw(threshold_cell(series.thresholds[i].found, *series.family, absent, c.measured));
      if (c.measured)
        page.raw(threshold_cell(series.thresholds[i].model, *series.family, absent, false));
    }
    page.raw("</tr>\n");
    previous = &series;
  }
  page.raw("</tbody></table></div>\n");
}

// Where a library is faster than we are.
void libraries(Page& page, const Report& report) {
  const auto is_library = [](const Contender& c) { return c.library; };
  if (std::none_of(report.contenders.begin(), report.contenders.end(), is_library)) return;
  page.raw(
      "<h2>Other libraries</h2>\n<p>Measured in turn with our SIMD, in this process, on as many "
      "threads. Thresholds are against ours. A library is named here where its median is more than "
      "5% below ours and its whole interval lies under ours.</p>\n<ul>");
  for (const Contender& c : report.contenders)
    if (c.library) page.add("<li>{}: {}</li>", escape(c.name), escape(c.source));
  page.raw("</ul>\n");
  const std::vector<LibraryLead> leads = library_leads(report);
  if (leads.empty()) {
    page.raw("<p>No library is faster than our SIMD by more than 5% anywhere.</p>\n");
    return;
  }
  page.raw("<p><b>Faster than our SIMD by more than 5%:</b></p>\n<ul>");
  for (const LibraryLead& lead : leads) page.add("<li>{}</li>", escape(to_text(report, lead)));
  page.raw("</ul>\n");
}

CurvePoint timed(const Point& p, const measure::Measurement& m, std::string_view who) {
  return {
      static_cast<double>(p.size), p.flops / m.ns.median, p.flops / m.ns.high, p.flops / m.ns.low,
      fmt::format("{}, p = {}: {:.4g} GFLOP/s, {} ({} to {})", who, p.size, p.flops / m.ns.median,
                  format_time(m.ns.median), format_time(m.ns.low), format_time(m.ns.high))};
}

CurvePoint predicted(const Point& p, double ns, std::string_view who) {
  return {
      static_cast<double>(p.size), p.flops / ns, 0, 0,
      fmt::format("{}, p = {}: {:.4g} GFLOP/s, {}", who, p.size, p.flops / ns, format_time(ns))};
}

std::optional<double> mark(const measure::Threshold& t) {
  // A win at every size tested has no place where it starts.
  if (!t.wins_from || !t.last_not_won) return std::nullopt;
  return static_cast<double>(*t.wins_from);
}

std::string outcome(const measure::Threshold& t) {
  if (t.largest == 0) return "not priced";
  if (!t.wins_from) return std::string("never");
  if (!t.last_not_won) return "always";
  return fmt::format("<b>{}</b>", format_size(*t.wins_from));
}

struct Entry {
  Curve curve;
  std::string text;  // HTML
  bool prediction = false;
};

// What SIMD's part of a figure shows.
void simd_entries(const Series& series, std::vector<Entry>& entries) {
  Entry model{{"simd", Stroke::Dotted, false, {}, {}}, "SIMD, the model&rsquo;s prediction", false};
  Entry measured{{"simd", Stroke::Solid, true, {}, {}}, "SIMD, measured", false};
  for (const Point& p : series.points) {
    if (!p.measured()) continue;
    measured.curve.points.push_back(timed(p, p.simd, "SIMD measured"));
    if (p.predicted_simd_ns > 0) {
      model.curve.points.push_back(predicted(p, p.predicted_simd_ns, "SIMD predicted"));
    }
  }
  entries.push_back(measured);
  entries.push_back(model);
}

void contender_entries(const Report& report, const Series& series, std::size_t i,
                       std::vector<Entry>& entries) {
  const Contender& c = report.contenders[i];
  const SeriesThresholds& thresholds = series.thresholds[i];
  Entry model{{colour(i), Stroke::Dashed, false, {}, {}}, escape(c.name), true};
  Entry measured{{colour(i), Stroke::Solid, true, {}, {}}, escape(c.label()) + ", measured", false};
  const std::string who = fmt::format("{} ({})", c.name, prediction_words(c));
  for (const Point& p : series.points) {
    if (!p.measured()) continue;
    const ContenderPoint& other = p.contenders[i];
    if (other.predicted_ns > 0) model.curve.points.push_back(predicted(p, other.predicted_ns, who));
    if (c.measured && other.measured.time.ns.count > 0 && !other.measured.time.failed) {
      measured.curve.points.push_back(timed(p, other.measured.time, c.name + " measured"));
    }
  }
  if (c.measured) {
    if (!c.library) {
      measured.curve.mark_x = mark(thresholds.found);
      measured.text += ": " + outcome(thresholds.found);
    }
    entries.push_back(measured);
  }
  if (c.library) return;
  const measure::Threshold& shown = c.measured ? thresholds.model : thresholds.found;
  if (!c.measured) model.curve.mark_x = mark(shown);
  model.text += ": " + outcome(shown);
  entries.push_back(model);
}

void legend(Page& page, const std::vector<Entry>& entries, std::string_view profiles) {
  page.raw("<figcaption><ul class=\"legend\">");
  bool predictions = false;
  for (const Entry& entry : entries) {
    if (entry.curve.points.empty()) continue;
    if (entry.prediction && !predictions) {
      predictions = true;
      page.add(
          "<li class=\"head\">Dashed: predictions from {} profiles, with the size from which they "
          "win</li>",
          profiles);
    }
    page.add("<li>{}{}</li>", draw_swatch(entry.curve), entry.text);
  }
  page.raw("</ul></figcaption>");
}

void figure(Page& page, const Report& report, const Series& series) {
  std::vector<Entry> entries;
  simd_entries(series, entries);
  for (std::size_t i = 0; i < report.contenders.size(); ++i) {
    contender_entries(report, series, i, entries);
  }
  // Measured curves first in the legend, predictions after their heading.
  std::stable_partition(entries.begin(), entries.end(),
                        [](const Entry& e) { return !e.prediction; });
  std::vector<Curve> curves;
  for (auto it = entries.rbegin(); it != entries.rend(); ++it) curves.push_back(it->curve);
  page.add("<figure><h3>{} {}, {}</h3>", to_string(series.family->routine), to_string(series.type),
           escape(series.family->free));
  if (entries.front().curve.points.empty()) {
    page.raw("<p class=\"muted\">Nothing was measured.</p></figure>\n");
    return;
  }
  page.raw(draw_chart(curves, {series.title() + ": GFLOP/s over the size p",
                               fmt::format("size p ({})", series.family->free), "GFLOP/s"}));
  bool analytic = false, measured = false;
  for (const Contender& c : report.contenders)
    if (!c.library) (c.analytic ? analytic : measured) = true;
  legend(page, entries, !measured ? "analytic" : analytic ? "analytic or measured" : "measured");
  page.raw("</figure>\n");
}

void charts(Page& page, const Report& report) {
  const Series* previous = nullptr;
  for (const Series& series : report.series) {
    if (previous == nullptr || previous->family->routine != series.family->routine) {
      if (previous != nullptr) page.raw("</div>\n");
      page.add(
          "<h2>{}</h2>\n<p>{}. Rate over size, both logarithmic; higher is faster. A ring marks "
          "the threshold; "
          "whiskers are 95% intervals of the median.</p>\n<div class=\"grid2\">\n",
          to_string(series.family->routine), series.family->meaning);
    }
    figure(page, report, series);
    previous = &series;
  }
  if (previous != nullptr) page.raw("</div>\n");
}

void model_table(Page& page, const Report& report) {
  page.raw(
      "<h2>The model against the measurement</h2>\n<p>Predicted over measured time of each side on "
      "this machine: the geometric mean over all sizes, and the worst factor either way. 1.00 is "
      "exact; above 1 the model thinks it slower than it is.</p>\n<div class=\"scroll\"><table>"
      "<thead><tr><th>Routine</th><th>Type</th><th>Side</th><th class=\"num\">Sizes</th>"
      "<th class=\"num\">Mean ratio</th><th class=\"num\">Worst factor</th></tr></thead><tbody>\n");
  const auto row = [&page](Routine routine, ElementType type, const std::string& side,
                           const ModelError& e) {
    if (e.points == 0) return;
    page.add(
        "<tr><th>{}</th><td>{}</td><td>{}</td><td class=\"num\">{}</td><td "
        "class=\"num\">{:.2f}</td><td class=\"num\">{:.2f}</td></tr>\n",
        to_string(routine), to_string(type), escape(side), e.points, e.mean_ratio, e.worst);
  };
  for_each_kernel(report, [&](Routine routine, ElementType type) {
    row(routine, type, "SIMD", simd_model_error(report, routine, type));
    for (std::size_t i = 0; i < report.contenders.size(); ++i) {
      if (report.contenders[i].is_accelerator())
        row(routine, type, report.contenders[i].name, device_model_error(report, i, routine, type));
    }
  });
  page.raw("</tbody></table></div>\n");
}

void conditions(Page& page, const Report& report) {
  page.raw("<h2>Machine and conditions</h2>\n<dl>\n");
  const auto row = [&page](std::string_view name, const std::string& value) {
    if (!value.empty()) page.add("<dt>{}</dt><dd>{}</dd>\n", name, escape(value));
  };
  std::string caches;
  for (const Cache& c : report.machine.caches) {
    caches += fmt::format("{}{} {}", caches.empty() ? "" : ", ", c.name,
                          format_bytes(static_cast<double>(c.bytes)));
  }
  row("Processor", report.machine.cpu);
  row("Caches", caches);
  row("Memory", format_bytes(static_cast<double>(report.machine.memory_bytes)));
  row("System", report.machine.system);
  row("Clock governor", report.machine.governor);
  row("SIMD target", report.isa);
  row("Threads", fmt::format("{} ({})", report.threads, report.threads_reason));
  row("Model of this host", report.host_source);
  for (const Contender& c : report.contenders)
    row(c.library           ? "Library"
        : !c.measured       ? "Profile"
        : c.on_host.empty() ? "Accelerator"
                            : "Device",
        c.label() + ": " + c.source);
  row("Taken by others",
      fmt::format("{:.0f} % of the processors' time just before", 100 * report.busy_before));
  row("Load average", fmt::format("{:.2f} before, {:.2f} after (this run included)",
                                  report.machine.load, report.load_after));
  row("Started", iso_time(report.started));
  row("Measured", fmt::format("{} of {} sizes in {} (budget {}{})", report.cells_measured(),
                              report.cells_planned(), format_duration(report.elapsed_s),
                              format_duration(report.budget_s), report.quick ? ", --quick" : ""));
  row("Built with", fmt::format("{}, Highway {}", report.build.compiler, report.build.highway));
  page.add("<dt>Command</dt><dd><code>{}</code></dd>\n</dl>\n", escape(report.command_line));
}

void method(Page& page) {
  page.raw(
      "<h2>Method</h2>\n<p>The shape families of gemm and gemv are those of GPU-BLOB. Every size "
      "is warmed up, then "
      "timed in samples of "
      "at least 10 us with the monotonic clock, all sides in turn, at least 6 samples "
      "each. "
      "The figure is the median; its interval is a pair of order statistics that covers it with "
      "95%. The accelerator "
      "wins where its whole interval lies under SIMD&rsquo;s, ties where they overlap. Operands "
      "are column-major, not "
      "transposed, in warm caches, with beta = 0 for gemm and gemv. On each accelerator every "
      "element of the result is "
      "compared with SIMD&rsquo;s first: within the rounding bound of the sum, exactly for "
      "reductions.</p>\n"
      "<p>Sizes that would not have fitted into the time budget are left out from the large end; "
      "raise it with "
      "<code>--budget SECONDS</code>.</p>\n");
}

}  // namespace

std::string to_html(const Report& report) {
  Page page;
  head(page, report);
  summary(page, report);
  libraries(page, report);
  charts(page, report);
  model_table(page, report);
  conditions(page, report);
  method(page);
  page.raw("</main></body></html>\n");
  return page.take();
}

}  // namespace fulcrum::cli
