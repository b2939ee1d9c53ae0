// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/table.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "bench/compare/text.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::regret {
namespace {

using compare::number;
using compare::print;
using compare::split;
using compare::whole_number;
using offload::traits_of;

constexpr const char* kCellColumns =
    "routine,type,letters,beta,m,n,k,state,simd_ns,simd_low,simd_high,simd_samples,device_ns,"
    "device_low,device_high,device_samples";
constexpr const char* kSampleColumns = "routine,type,letters,beta,m,n,k,state,threads,ns";
constexpr std::size_t kCallFields = 8, kCellFields = 16, kSampleFields = 10;
constexpr double kLongest = 1e12;  // ns: a quarter of an hour

// --- calls --------------------------------------------------------------------------------------

Routine routine_named(const std::string& name) {
  for (std::size_t i = 0; i < kRoutineCount; ++i)
    if (to_string(static_cast<Routine>(i)) == name) return static_cast<Routine>(i);
  throw std::invalid_argument("routine: \"" + name + "\" is none");
}

ElementType type_named(const std::string& name) {
  for (const ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::C32, ElementType::C64})
    if (to_string(type) == name) return type;
  throw std::invalid_argument("type: \"" + name + "\" is not f32, f64, c32 or c64");
}

// One of the letters that this field may have.
template <class E>
void take_letter(const std::string& letters, std::size_t& at, std::string_view legal, E& field) {
  if (at >= letters.size() || legal.find(letters[at]) == std::string_view::npos)
    throw std::invalid_argument(print("letters: \"%s\" should have one of %.*s in place %zu",
                                      letters.c_str(), static_cast<int>(legal.size()), legal.data(),
                                      at + 1));
  field = static_cast<E>(letters[at++]);
}

void set_letters(Call& call, const std::string& letters) {
  const offload::Present& has = traits_of(call).present;
  std::size_t at = 0;
  if (has.side) take_letter(letters, at, "LR", call.side);
  if (has.uplo) take_letter(letters, at, "UL", call.uplo);
  if (has.op_a) take_letter(letters, at, "NTCR", call.trans_a);
  if (has.op_b) take_letter(letters, at, "NTCR", call.trans_b);
  if (has.diag) take_letter(letters, at, "NU", call.diag);
  if (at == 0 ? letters != "-" : at != letters.size())
    throw std::invalid_argument(
        "letters: \"" + letters + "\" has " +
        (at == 0 ? "no routine of vectors; - stands for none" : "more than the routine takes"));
}

State state_named(const std::string& name) {
  for (const State state : kStates)
    if (to_string(state) == name) return state;
  throw std::invalid_argument("state: \"" + name + "\" is not pageable or pinned");
}

Call call_of(const std::vector<std::string>& field) {
  Call call;
  call.routine = routine_named(field[0]);
  call.type = type_named(field[1]);
  if (traits_of(call).operations == nullptr)
    throw std::invalid_argument("type: \"" + field[1] + "\" is none that " + field[0] + " has");
  set_letters(call, field[2]);
  call.beta_zero = whole_number("beta", field[3], 0, 1) == 0;
  constexpr long kMost = 1L << 40;
  call.m = whole_number("m", field[4], 1, kMost);
  call.n = whole_number("n", field[5], 1, kMost);
  call.k = whole_number("k", field[6], 1, kMost);
  offload::make_tight(call);
  return placed(call, state_named(field[7]));
}

std::string text_of(const Call& call) {
  return print("%s,%s,%s,%d,%lld,%lld,%lld,%s", std::string(to_string(call.routine)).c_str(),
               std::string(to_string(call.type)).c_str(), offload::letters_of(call).c_str(),
               call.beta_zero ? 0 : 1, static_cast<long long>(call.m),
               static_cast<long long>(call.n), static_cast<long long>(call.k),
               std::string(to_string(state_of(call))).c_str());
}

// A table has no columns for these: operands lie tightly, and a call is one problem.
void require_plain(const Call& call) {
  Call tight = call;
  offload::make_tight(tight);
  if (tight.lda != call.lda || tight.ldb != call.ldb || tight.ldc != call.ldc || call.batch != 1)
    throw std::runtime_error("a table has no place for strides and batches: " + text_of(call));
}

// --- cells and samples --------------------------------------------------------------------------

Timing timing_of(const std::vector<std::string>& field, std::size_t at, const std::string& side) {
  Timing t;
  t.ns = number(side + "_ns", field[at], 1e-3, kLongest);
  t.low = number(side + "_low", field[at + 1], 1e-3, t.ns);
  t.high = number(side + "_high", field[at + 2], t.ns, kLongest);
  t.samples =
      static_cast<int>(whole_number(side + "_samples", field[at + 3], kFewestSamples, 1'000'000));
  return t;
}

std::string text_of(const Timing& t) {
  return print("%.6g,%.6g,%.6g,%d", t.ns, t.low, t.high, t.samples);
}

Cell cell_of(const std::vector<std::string>& field) {
  return {call_of(field), timing_of(field, kCallFields, "simd"),
          timing_of(field, kCallFields + 4, "device")};
}

Sample sample_of(const std::vector<std::string>& field) {
  return {call_of(field), static_cast<int>(whole_number("threads", field[8], 0, 65536)),
          number("ns", field[9], 1e-3, kLongest)};
}

// --- the head -----------------------------------------------------------------------------------

struct Key {
  const char* name;
  std::function<void(Table&, const std::string&)> read;
  std::function<std::string(const Table&)> write;
};

Key text_key(const char* name, std::string Table::*field) {
  return {name,
          [name, field](Table& t, const std::string& value) {
            if (value.empty()) throw std::invalid_argument(std::string(name) + ": nothing is said");
            t.*field = value;
          },
          [field](const Table& t) { return t.*field; }};
}

template <class Get>
Key number_key(const char* name, double low, double high, Get get) {
  return {name,
          [=](Table& t, const std::string& value) { get(t) = number(name, value, low, high); },
          [=](const Table& t) { return print("%.9g", get(const_cast<Table&>(t))); }};
}

template <class Get>
Key count_key(const char* name, long low, long high, Get get) {
  return {name,
          [=](Table& t, const std::string& value) {
            get(t) = static_cast<std::remove_reference_t<decltype(get(t))>>(
                whole_number(name, value, low, high));
          },
          [=](const Table& t) {
            return std::to_string(static_cast<long long>(get(const_cast<Table&>(t))));
          }};
}

template <class Get>
Key device_text_key(const char* name, Get get) {
  // A device may say nothing of itself.
  return {name, [=](Table& t, const std::string& value) { get(t) = value == "-" ? "" : value; },
          [=](const Table& t) {
            const std::string& value = get(const_cast<Table&>(t));
            return value.empty() ? "-" : value;
          }};
}

Key kind_key() {
  return {"kind",
          [](Table& t, const std::string& value) {
            if (value != "synthetic" && value != "measured")
              throw std::invalid_argument("kind: \"" + value + "\" is not synthetic or measured");
            t.synthetic = value == "synthetic";
          },
          [](const Table& t) { return std::string(t.synthetic ? "synthetic" : "measured"); }};
}

Key isa_key() {
  return {"isa",
          [](Table& t, const std::string& value) {
            for (int i = 0; i <= static_cast<int>(Isa::Sve2); ++i) {
              t.isa = static_cast<Isa>(i);
              if (to_string(t.isa) == value) return;
            }
            throw std::invalid_argument("isa: \"" + value + "\" is no SIMD target");
          },
          [](const Table& t) { return std::string(to_string(t.isa)); }};
}

Key platform_key() {
  return {"platform",
          [](Table& t, const std::string& value) {
            t.device.platform = Backend(std::string_view(value));
            if (offload::find_platform(t.device.platform) == nullptr)
              throw std::invalid_argument("platform: \"" + value + "\" is none of " +
                                          offload::backend_names());
          },
          [](const Table& t) { return std::string(t.device.platform.name()); }};
}

const std::vector<Key>& keys() {
  constexpr double kMostBytes = 1e13;
  static const std::vector<Key> all = {
      kind_key(),
      text_key("machine", &Table::machine),
      text_key("cpu", &Table::cpu),
      isa_key(),
      count_key("threads", 1, 65536, [](Table& t) -> int& { return t.threads; }),
      count_key("vector_bytes", 1, 4096, [](Table& t) -> int& { return t.host.vector_bytes; }),
      number_key("clock_ghz", 0.1, 20, [](Table& t) -> double& { return t.host.clock_ghz; }),
      number_key("l1_bytes", 1024, kMostBytes, [](Table& t) -> double& { return t.host.l1_bytes; }),
      number_key("l2_bytes", 1024, kMostBytes, [](Table& t) -> double& { return t.host.l2_bytes; }),
      number_key("l3_bytes", 1024, kMostBytes, [](Table& t) -> double& { return t.host.l3_bytes; }),
      platform_key(),
      device_text_key("device", [](Table& t) -> std::string& { return t.device.name; }),
      device_text_key("driver", [](Table& t) -> std::string& { return t.device.driver; }),
      device_text_key("device_library", [](Table& t) -> std::string& { return t.device.library; }),
      text_key("device_threads", &Table::device_threads),
      count_key("compute_major", 0, 1000, [](Table& t) -> int& { return t.device.compute_major; }),
      count_key("compute_minor", 0, 1000, [](Table& t) -> int& { return t.device.compute_minor; }),
      count_key("multiprocessors", 0, 1'000'000,
                [](Table& t) -> int& { return t.device.multiprocessors; }),
      number_key("core_clock_hz", 0, 1e11,
                 [](Table& t) -> double& { return t.device.core_clock_hz; }),
      number_key("memory_bandwidth", 0, 1e15,
                 [](Table& t) -> double& { return t.device.memory_bandwidth; }),
      count_key("memory_bytes", 0, 1L << 50,
                [](Table& t) -> std::uint64_t& { return t.device.memory_bytes; }),
      count_key("copy_engines", 0, 64, [](Table& t) -> int& { return t.device.copy_engines; }),
      count_key("integrated", 0, 1, [](Table& t) -> bool& { return t.device.integrated; }),
      count_key("coherent", 0, 1, [](Table& t) -> bool& { return t.device.coherent; }),
      number_key("context_ns", 0, kLongest, [](Table& t) -> double& { return t.context_ns; }),
      text_key("date", &Table::date),
      text_key("conditions", &Table::conditions),
  };
  return all;
}

// --- reading ------------------------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file), in_(file) {
    if (!in_) throw std::runtime_error("cannot read " + file.string());
  }

  Table read() {
    table_.name = file_.stem().string();
    for (std::string line; std::getline(in_, line);) {
      ++line_;
      try {
        take(line);
      } catch (const std::invalid_argument& error) {
        throw std::runtime_error(print("%s:%d: %s", file_.c_str(), line_, error.what()));
      }
    }
    if (section_ == Section::Head) refuse("it has no cells");
    if (table_.cells.empty()) refuse("it has no cells");
    for (const Key& key : keys())
      if (!seen_.contains(key.name)) refuse(std::string("its head does not say ") + key.name);
    return std::move(table_);
  }

 private:
  enum class Section { Head, Cells, Samples };

  [[noreturn]] void refuse(const std::string& why) const {
    throw std::runtime_error(file_.string() + ": " + why);
  }

  void take(const std::string& line) {
    if (line_ == 1) {
      if (line != kFirstLine)
        throw std::invalid_argument("not a decision table, which begins with \"" +
                                    std::string(kFirstLine) + "\"");
    } else if (line.starts_with("# ")) {
      take_key(line.substr(2));
    } else if (line == kCellColumns && section_ == Section::Head) {
      section_ = Section::Cells;
    } else if (line == kSampleColumns && section_ == Section::Cells) {
      section_ = Section::Samples;
    } else if (section_ == Section::Head) {
      throw std::invalid_argument("neither a line of the head, nor the columns of cells: \"" +
                                  line + "\"");
    } else {
      take_row(split(line, ','));
    }
  }

  void take_key(const std::string& line) {
    const std::size_t colon = line.find(": ");
    const std::string name = line.substr(0, colon);
    const auto key = std::find_if(keys().begin(), keys().end(),
                                  [&](const Key& one) { return one.name == name; });
    if (colon == std::string::npos || key == keys().end())
      throw std::invalid_argument("\"" + name + "\" is nothing that a head says");
    if (section_ != Section::Head || !seen_.insert(name).second)
      throw std::invalid_argument(name + ": said twice, or behind the head");
    key->read(table_, line.substr(colon + 2));
  }

  void take_row(const std::vector<std::string>& field) {
    const bool is_cell = section_ == Section::Cells;
    const std::size_t wanted = is_cell ? kCellFields : kSampleFields;
    if (field.size() != wanted)
      throw std::invalid_argument(
          print("a row has %zu fields, and this one %zu", wanted, field.size()));
    if (is_cell) {
      add_cell(cell_of(field));
    } else {
      add_sample(sample_of(field));
    }
  }

  void add_cell(const Cell& cell) {
    if (table_.cells.size() == kMostCells)
      throw std::invalid_argument(print("more than %zu cells", kMostCells));
    const std::string key = shape_key(cell.call);
    const auto [at, fresh] = cells_.emplace(key + text_of(cell.call), line_);
    if (!fresh) throw std::invalid_argument(print("the cell of line %d again", at->second));
    shapes_.emplace(key, line_);
    table_.cells.push_back(cell);
  }

  void add_sample(const Sample& sample) {
    const auto at = shapes_.find(shape_key(sample.call));
    if (at != shapes_.end())
      throw std::invalid_argument(
          print("calibrates with the shape of a cell, in line %d: cells are held out", at->second));
    table_.samples.push_back(sample);
  }

  const std::filesystem::path file_;
  std::ifstream in_;
  int line_ = 0;
  Section section_ = Section::Head;
  Table table_;
  std::set<std::string> seen_;
  std::map<std::string, int> cells_, shapes_;  // their lines
};

}  // namespace

std::string_view to_string(State state) { return state == State::Pinned ? "pinned" : "pageable"; }

Location location_of(State state) {
  return state == State::Pinned ? Location::Pinned : Location::Pageable;
}

Call placed(Call call, State state) {
  call.a = call.b = call.c = location_of(state);
  return call;
}

State state_of(const Call& call) {
  return call.a == Location::Pinned ? State::Pinned : State::Pageable;
}

std::vector<Cell> Table::cells_in(State state) const {
  std::vector<Cell> result;
  std::copy_if(cells.begin(), cells.end(), std::back_inserter(result),
               [state](const Cell& cell) { return state_of(cell.call) == state; });
  return result;
}

bool is_table(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) && line == kFirstLine;
}

std::vector<std::filesystem::path> kept_tables(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("decision-") && name.ends_with(".csv")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Table read_table(const std::filesystem::path& file) { return Reader(file).read(); }

void write_table(const Table& table, const std::filesystem::path& file) {
  std::filesystem::path temporary = file;
  temporary += ".part";
  {
    std::ofstream out(temporary);
    out << kFirstLine << '\n';
    for (const Key& key : keys()) out << "# " << key.name << ": " << key.write(table) << '\n';
    out << kCellColumns << '\n';
    for (const Cell& cell : table.cells) {
      require_plain(cell.call);
      out << text_of(cell.call) << ',' << text_of(cell.simd) << ',' << text_of(cell.device) << '\n';
    }
    out << kSampleColumns << '\n';
    for (const Sample& sample : table.samples) {
      require_plain(sample.call);
      out << text_of(sample.call) << ',' << sample.threads << ',' << print("%.6g", sample.ns)
          << '\n';
    }
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file.string());
  }
  try {
    read_table(temporary);
    std::filesystem::rename(temporary, file);
  } catch (const std::exception& error) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw std::runtime_error(std::string("not written: ") + error.what());
  }
}

std::string shape_key(const Call& call) {
  return print("%s %s %s %d %lld %lld %lld", std::string(to_string(call.routine)).c_str(),
               std::string(to_string(call.type)).c_str(), offload::letters_of(call).c_str(),
               call.beta_zero ? 0 : 1, static_cast<long long>(call.m),
               static_cast<long long>(call.n), static_cast<long long>(call.k));
}

Wins wins_of(const std::vector<Cell>& cells) {
  Wins wins;
  for (const Cell& cell : cells) ++(cell.device.ns < cell.simd.ns ? wins.device : wins.simd);
  return wins;
}

}  // namespace fulcrum::regret
