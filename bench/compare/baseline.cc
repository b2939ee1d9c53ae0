// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/baseline.hpp"

#include <fstream>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

constexpr const char* kOldHeader = "class,case,threads,isa,ratio,min,max,best_peer";
constexpr const char* kHeader = "class,case,threads,isa,ratio,min,max,best_peer,bound_by,reason";
constexpr std::size_t kOldFields = 8, kFields = 10;
constexpr const char* kPeers = "# peers: ";

// Of a row: "2|native".
std::string setting_key(int threads, const std::string& isa) {
  return print("%d|%s", threads, isa.c_str());
}
std::string setting_key(const Setting& s) { return setting_key(s.threads, s.isa); }

std::string key(const std::string& case_text, int threads, const std::string& isa) {
  return case_text + "|" + setting_key(threads, isa);
}

std::string peer_names(const Setting& setting) {
  std::string result;
  for (std::size_t i = 1; i < setting.names.size(); ++i)
    result += (i > 1 ? " " : "") + setting.names[i];
  return result;
}

void write_head(std::ofstream& out, const Setting& s) {
  out << "# " << s.machine << ", " << s.date << "\n"
      << print("# %smedian of %d rounds of %g ms; the machine was %.0f%% busy before\n",
               s.plan.runs > 1 ? print("median of %d runs, each the ", s.plan.runs).c_str() : "",
               s.plan.rounds, s.plan.budget * 1e3, s.busy * 100);
  for (std::size_t i = 0; i < s.names.size(); ++i)
    out << "# " << s.names[i] << ": " << s.identities[i] << "\n";
  out << kPeers << peer_names(s) << "\n";
}

void finish(std::ofstream& out, const std::filesystem::path& file) {
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

// For CSV: quoted, with quotes doubled.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

// The fields of a row. The last one, the reason, may hold commas and be quoted.
std::vector<std::string> fields_of(const std::string& line, std::size_t count) {
  std::vector<std::string> field = split(line, ',');
  while (field.size() > count && count == kFields) {
    field[count - 1] += "," + field[count];
    field.erase(field.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (field.size() != count) throw std::invalid_argument(print("a row has %zu fields", count));
  std::string& last = field.back();
  if (count == kFields && last.size() > 1 && last.front() == '"' && last.back() == '"') {
    last = last.substr(1, last.size() - 2);
    for (std::size_t at = 0; (at = last.find("\"\"", at)) != std::string::npos; ++at)
      last.erase(at, 1);
  }
  return field;
}

Baseline::Row parse_row(const std::vector<std::string>& field) {
  Baseline::Row row;
  auto value = [&](std::size_t column, const char* name) {
    return number(name, field[column], 1e-9, 1e9);
  };
  row.ratio.value = value(4, "ratio");
  row.ratio.rounds.min = value(5, "min");
  row.ratio.rounds.max = value(6, "max");
  row.best = field[7];
  if (field.size() > kOldFields) row.reason = field[9];
  return row;
}

// Of the section with this setting, else of the first.
std::string peers_of(const Baseline& baseline, const Setting& setting) {
  for (const Baseline::Section& section : baseline.sections) {
    for (const auto& [line, key] : section.lines) {
      if (key == setting_key(setting)) return section.peers;
    }
  }
  return baseline.sections.empty() ? "" : baseline.sections.front().peers;
}

std::string movement_line(const Case& c, const Baseline::Row& before, const Ratio& now,
                          const std::string& best, const char* word) {
  return print("  %-7s %-12s %-40s %.3f (%.3f-%.3f) -> %.3f (%.3f-%.3f), best peer %s%s\n", word,
               c.group.c_str(), text(c).c_str(), before.ratio.value, before.ratio.rounds.min,
               before.ratio.rounds.max, now.value, now.rounds.min, now.rounds.max, best.c_str(),
               best == before.best ? "" : (", was " + before.best).c_str());
}

}  // namespace

const Baseline::Row* Baseline::find(const Case& c, const Setting& setting) const {
  const auto found = rows.find(key(text(c), setting.threads, setting.isa));
  return found == rows.end() ? nullptr : &found->second;
}

void save_baseline(const std::filesystem::path& file, const Setting& setting,
                   const std::vector<Outcome>& outcomes, const Baseline& kept) {
  std::ofstream out(file);
  for (const Baseline::Section& section : kept.sections) {
    std::string lines;
    bool others = false;
    for (const auto& [line, key] : section.lines) {
      if (key == setting_key(setting)) continue;
      others = others || !key.empty();
      lines += line + "\n";
    }
    if (others) out << lines;
  }
  write_head(out, setting);
  out << kHeader << "\n";
  for (const Outcome& o : outcomes) {
    if (!o.best) continue;
    const Baseline::Row* const before = kept.find(o.c, setting);
    const std::string reason = before == nullptr ? "" : before->reason;
    out << print("%s,%s,%d,%s,%.4f,%.4f,%.4f,%s,%s,%s\n", o.c.group.c_str(), text(o.c).c_str(),
                 setting.threads, setting.isa.c_str(), o.ratio.value, o.ratio.rounds.min,
                 o.ratio.rounds.max, setting.names[*o.best].c_str(), o.bus_bound ? "bus" : "",
                 reason.empty() ? "" : quoted(reason).c_str());
  }
  finish(out, file);
}

Baseline load_baseline(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  Baseline result;
  std::size_t count = 0;  // fields of the rows to come
  bool in_head = false;
  int line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    if (line.empty()) continue;
    const bool comment = line[0] == '#';
    if (result.sections.empty() || (comment && !in_head)) result.sections.emplace_back();
    Baseline::Section& section = result.sections.back();
    in_head = comment;
    if (line.starts_with(kPeers)) section.peers = line.substr(std::string(kPeers).size());
    std::string setting;
    try {
      if (line == kHeader || line == kOldHeader) {
        count = line == kHeader ? kFields : kOldFields;
      } else if (!comment) {
        if (count == 0)
          throw std::invalid_argument(std::string("not a baseline, which begins with ") + kHeader);
        const std::vector<std::string> field = fields_of(line, count);
        const auto threads = static_cast<int>(whole_number("threads", field[2], 1, 4096));
        setting = setting_key(threads, field[3]);
        result.rows[key(field[1], threads, field[3])] = parse_row(field);
      }
    } catch (const std::invalid_argument& error) {
      throw std::runtime_error(print("%s:%d: %s", file.c_str(), line_number, error.what()));
    }
    section.lines.emplace_back(line, setting);
  }
  return result;
}

std::string against_baseline(const Baseline& baseline, const Setting& setting,
                             const std::vector<Outcome>& outcomes) {
  std::string moves;
  std::vector<double> before, now;
  int faster = 0, slower = 0, missing = 0;
  for (const Outcome& o : outcomes) {
    if (!o.best) continue;
    const Baseline::Row* const found = baseline.find(o.c, setting);
    if (found == nullptr) {
      ++missing;
      continue;
    }
    before.push_back(found->ratio.value);
    now.push_back(o.ratio.value);
    const Movement movement = moved(found->ratio, o.ratio);
    if (movement == Movement::Same) continue;
    const bool up = movement == Movement::Faster;
    ++(up ? faster : slower);
    moves += movement_line(o.c, *found, o.ratio, setting.names[*o.best], up ? "faster" : "slower");
  }
  std::string result = print(
      "against the baseline: %zu cases in both (%d not in it), ratios moved up in %d, down in %d\n",
      now.size(), missing, faster, slower);
  if (!now.empty())
    result += print("  geometric mean of those in both: %.3f before, %.3f now\n",
                    geometric_mean(before), geometric_mean(now));
  const std::string peers = peers_of(baseline, setting);
  if (peers != peer_names(setting))
    result += "  other peers than in the baseline, whose were: " + peers + "\n";
  result += "  moved: more than 3%, and the ranges over the rounds have no point in common\n";
  return result + moves;
}

void save_csv(const std::filesystem::path& file, const Setting& setting,
              const std::vector<Outcome>& outcomes) {
  std::ofstream out(file);
  write_head(out, setting);
  out << "class,case,threads,isa,library,gflops,q1,q3,min,max,problem\n";
  for (const Outcome& o : outcomes) {
    for (std::size_t i = 0; i < o.entries.size(); ++i) {
      const Entry& e = o.entries[i];
      out << print("%s,%s,%d,%s,%s,", o.c.group.c_str(), text(o.c).c_str(), setting.threads,
                   setting.isa.c_str(), setting.names[i].c_str());
      if (e.gflops.empty()) {
        out << ",,,,,";
      } else {
        out << print("%.5g,%.5g,%.5g,%.5g,%.5g,", e.summary.median, e.summary.q1, e.summary.q3,
                     e.summary.min, e.summary.max);
      }
      out << (e.problem.empty() ? "" : quoted(e.problem)) << "\n";
    }
  }
  finish(out, file);
}

}  // namespace fulcrum::compare
