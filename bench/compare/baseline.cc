// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/baseline.hpp"

#include <fstream>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

constexpr const char* kHeader = "class,case,threads,isa,ratio,min,max,best_peer";
constexpr const char* kPeers = "# peers: ";

std::string key(const std::string& case_text, int threads, const std::string& isa) {
  return print("%s|%d|%s", case_text.c_str(), threads, isa.c_str());
}

std::string peer_names(const Setting& setting) {
  std::string result;
  for (std::size_t i = 1; i < setting.names.size(); ++i)
    result += (i > 1 ? " " : "") + setting.names[i];
  return result;
}

void write_head(std::ofstream& out, const Setting& s) {
  out << "# " << s.machine << ", " << s.date << "\n"
      << print("# median of %d rounds of %g ms; the machine was %.0f%% busy before\n",
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

Baseline::Row parse_row(const std::vector<std::string>& field) {
  Baseline::Row row;
  auto value = [&](std::size_t column, const char* name) {
    return number(name, field[column], 1e-9, 1e9);
  };
  row.ratio.value = value(4, "ratio");
  row.ratio.rounds.min = value(5, "min");
  row.ratio.rounds.max = value(6, "max");
  row.best = field[7];
  return row;
}

std::string movement_line(const Case& c, const Baseline::Row& before, const Ratio& now,
                          const std::string& best, const char* word) {
  return print("  %-7s %-12s %-40s %.3f (%.3f-%.3f) -> %.3f (%.3f-%.3f), best peer %s%s\n", word,
               c.group.c_str(), text(c).c_str(), before.ratio.value, before.ratio.rounds.min,
               before.ratio.rounds.max, now.value, now.rounds.min, now.rounds.max, best.c_str(),
               best == before.best ? "" : (", was " + before.best).c_str());
}

}  // namespace

void save_baseline(const std::filesystem::path& file, const Setting& setting,
                   const std::vector<Outcome>& outcomes) {
  std::ofstream out(file);
  write_head(out, setting);
  out << kHeader << "\n";
  for (const Outcome& o : outcomes) {
    if (!o.best) continue;
    out << print("%s,%s,%d,%s,%.4f,%.4f,%.4f,%s\n", o.c.group.c_str(), text(o.c).c_str(),
                 setting.threads, setting.isa.c_str(), o.ratio.value, o.ratio.rounds.min,
                 o.ratio.rounds.max, setting.names[*o.best].c_str());
  }
  finish(out, file);
}

Baseline load_baseline(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  Baseline result;
  bool header = false;
  int line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    if (line.starts_with(kPeers)) result.peers = line.substr(std::string(kPeers).size());
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> field = split(line, ',');
    try {
      if (!header && line != kHeader)
        throw std::invalid_argument(std::string("not a baseline, which begins with ") + kHeader);
      if (field.size() != 8) throw std::invalid_argument("a row has 8 fields");
      if (header) {
        const long threads = whole_number("threads", field[2], 1, 4096);
        result.rows[key(field[1], static_cast<int>(threads), field[3])] = parse_row(field);
      }
      header = true;
    } catch (const std::invalid_argument& error) {
      throw std::runtime_error(print("%s:%d: %s", file.c_str(), line_number, error.what()));
    }
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
    const auto found = baseline.rows.find(key(text(o.c), setting.threads, setting.isa));
    if (found == baseline.rows.end()) {
      ++missing;
      continue;
    }
    before.push_back(found->second.ratio.value);
    now.push_back(o.ratio.value);
    const Movement movement = moved(found->second.ratio, o.ratio);
    if (movement == Movement::Same) continue;
    const bool up = movement == Movement::Faster;
    ++(up ? faster : slower);
    moves += movement_line(o.c, found->second, o.ratio, setting.names[*o.best],
                           up ? "faster" : "slower");
  }
  std::string result = print(
      "against the baseline: %zu cases in both (%d not in it), ratios moved up in %d, down in %d\n",
      now.size(), missing, faster, slower);
  if (!now.empty())
    result += print("  geometric mean of those in both: %.3f before, %.3f now\n",
                    geometric_mean(before), geometric_mean(now));
  if (baseline.peers != peer_names(setting))
    result += "  other peers than in the baseline, whose were: " + baseline.peers + "\n";
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
