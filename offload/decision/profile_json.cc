// SPDX-License-Identifier: Apache-2.0
// Profile files: JSON with every field required and none unknown. One list of fields serves reading
// and writing.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "fulcrum/config.hpp"
#include "offload/decision/profile.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 3;
constexpr const char* kFormat = "fulcrum-profile";
constexpr std::size_t kMostFileBytes = 16 << 20;  // a real file has 100 KiB a device

[[noreturn]] void fail(const std::string& file, const std::string& text) {
  throw Error(ErrorCode::InvalidOption, "profile " + file,
              text + " ('fulcrum tune' measures this machine and writes a new one)");
}

// Writes the fields that the lists below name.
class Writer {
 public:
  explicit Writer(Json& json) : json_(json) { json_ = Json::object(); }

  void text(const std::string& field, const std::string& value) { json_[field] = value; }
  void boolean(const std::string& field, bool value) { json_[field] = value; }
  // Six digits: no figure here is known better.
  void number(const std::string& field, double value, double, double) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", value);
    json_[field] = std::strtod(digits, nullptr);
  }
  void integer(const std::string& field, int value, int, int) { json_[field] = value; }
  // Reciprocals are shown as rates; null: no time at all.
  void rate(const std::string& field, double ns) {
    if (ns > 0) {
      number(field, 1 / ns, 0, 0);
    } else {
      json_[field] = nullptr;
    }
  }
  void isa(const std::string& field, Isa value) { json_[field] = std::string(to_string(value)); }
  void platform(const std::string& field, const Backend& value) {
    json_[field] = std::string(value.name());
  }
  template <class Body>
  void object(const std::string& field, Body&& body) {
    Json child;
    Writer writer(child);
    body(writer);
    json_[field] = std::move(child);
  }
  template <class Item, class Body>
  void list(const std::string& field, std::vector<Item>& items, Body&& body) {
    json_[field] = Json::array();
    for (Item& item : items) {
      Json child;
      Writer writer(child);
      body(writer, item);
      json_[field].push_back(std::move(child));
    }
  }

 private:
  Json& json_;
};

// Reads them, and refuses what is missing, unknown or out of range.
class Reader {
 public:
  Reader(const Json& json, const std::string& file, std::string path)
      : json_(json), file_(file), path_(std::move(path)) {
    if (!json_.is_object()) refuse("", "must be an object");
  }

  void text(const std::string& field, std::string& value) {
    const Json& json = get(field);
    if (!json.is_string()) refuse(field, "must be a string");
    value = json.get<std::string>();
  }
  void boolean(const std::string& field, bool& value) {
    const Json& json = get(field);
    if (!json.is_boolean()) refuse(field, "must be true or false");
    value = json.get<bool>();
  }
  void number(const std::string& field, double& value, double least, double most) {
    const Json& json = get(field);
    if (!json.is_number()) refuse(field, "must be a number");
    value = json.get<double>();
    if (!(value >= least && value <= most)) {
      refuse(field, "is " + json.dump() + ": it must lie between " + Json(least).dump() + " and " +
                        Json(most).dump());
    }
  }
  void integer(const std::string& field, int& value, int least, int most) {
    double real = 0;
    number(field, real, least, most);
    if (real != std::floor(real)) refuse(field, "must be a whole number");
    value = static_cast<int>(real);
  }
  void rate(const std::string& field, double& ns) {
    if (get(field).is_null()) {
      ns = 0;
      return;
    }
    double per_ns = 0;
    number(field, per_ns, 1e-6, 1e9);
    ns = 1 / per_ns;
  }
  void isa(const std::string& field, Isa& value) {
    std::string name;
    text(field, name);
    for (int i = 0; i <= static_cast<int>(Isa::Sve2); ++i) {
      if (name != to_string(static_cast<Isa>(i))) continue;
      value = static_cast<Isa>(i);
      return;
    }
    refuse(field, "is '" + name + "', which is no SIMD target");
  }
  void platform(const std::string& field, Backend& value) {
    std::string name;
    text(field, name);
    value = Backend(std::string_view(name));
    if (find_platform(value) == nullptr)
      refuse(field, "is '" + name + "', which is no platform of this build");
  }
  template <class Body>
  void object(const std::string& field, Body&& body) {
    Reader reader(get(field), file_, path_ + field + '.');
    body(reader);
    reader.finish();
  }
  template <class Item, class Body>
  void list(const std::string& field, std::vector<Item>& items, Body&& body) {
    const Json& json = get(field);
    if (!json.is_array()) refuse(field, "must be a list");
    for (std::size_t i = 0; i < json.size(); ++i) {
      Reader reader(json[i], file_, path_ + field + '[' + std::to_string(i) + "].");
      body(reader, items.emplace_back());
      reader.finish();
    }
  }

  bool has(const std::string& field) const { return json_.contains(field); }

  void finish() const {
    for (const auto& item : json_.items()) {
      if (known_.count(item.key()) == 0) refuse(item.key(), "is not a field of this format");
    }
  }

  [[noreturn]] void refuse(const std::string& field, const std::string& why) const {
    std::string name = path_ + field;
    if (!name.empty() && name.back() == '.') name.pop_back();
    fail(file_, (name.empty() ? "the file" : "field '" + name + "'") + " " + why);
  }

 private:
  const Json& get(const std::string& field) {
    known_.insert(field);
    const auto found = json_.find(field);
    if (found == json_.end()) refuse(field, "is missing");
    return *found;
  }

  const Json& json_;
  const std::string& file_;
  std::string path_;
  std::set<std::string> known_;
};

constexpr double kMostNs = 1e12;
constexpr std::array<const char*, kMemoryLevels - 1> kLevels = {"l1", "l2", "l3"};
constexpr const char* kPaths[kPathCount] = {"pinned", "pageable", "coherent"};
constexpr const char* kDirections[kDirectionCount] = {"in", "out"};

template <class Archive, class C>
void capacity_fields(Archive& archive, const char* field, C& capacity) {
  archive.object(field, [&](auto& levels) {
    for (std::size_t i = 0; i < kLevels.size(); ++i)
      levels.number(kLevels[i], capacity[i], 1, 1e18);
  });
}

// One object for each row: "gemm f64 NT". Reading: into a table of its own.
template <class Archive, class Table>
void rate_fields(Archive& archive, const char* field, Table& table) {
  archive.object(field, [&](auto& rows) {
    for (const RateKey& key : all_rate_keys()) {
      rows.object(name_of(key), [&](auto& fields) {
        auto& trust = table.trust(key.routine, key.type, key.variant);
        auto& rate = table.rate(key.routine, key.type, key.variant);
        const bool product = traits_of(key.routine, key.type).cost == Cost::Product;
        fields.boolean("measured", trust.measured);
        fields.number("error", trust.error, 0, 10);
        for (std::size_t i = 0; i < kRateTerms; ++i) {
          fields.number(std::string(product ? kProductTerms[i] : kMemoryTerms[i]), rate.ns[i], 0,
                        kMostNs);
        }
      });
    }
  });
}
void table_fields(Writer& archive, const char* field,
                  const std::shared_ptr<const RateTable>& table) {
  rate_fields(archive, field, *table);
}
void table_fields(Reader& archive, const char* field, std::shared_ptr<const RateTable>& table) {
  auto read = std::make_shared<RateTable>();
  rate_fields(archive, field, *read);
  table = std::move(read);
}

template <class Archive, class Host>
void host_fields(Archive& archive, Host& host) {
  archive.text("name", host.name);
  archive.boolean("analytic", host.analytic);
  archive.isa("isa", host.isa);
  archive.integer("threads", host.threads, 1, 1 << 14);
  archive.number("clock_ghz", host.clock_ghz, 0.01, 100);
  archive.number("vector_bytes", host.vector_bytes, 1, 4096);
  archive.number("fma_units", host.fma_units, 0, 64);
  archive.number("probe_ns", host.probe_ns, 0, kMostNs);
  capacity_fields(archive, "one_capacity", host.one_capacity);
  capacity_fields(archive, "all_capacity", host.all_capacity);
  table_fields(archive, "one", host.one);
  table_fields(archive, "all", host.all);
}

template <class Archive, class Device>
void path_fields(Archive& archive, Device& device, std::size_t path) {
  archive.number("run_ns", device.run_ns[path], 0, kMostNs);
  for (int d = 0; d < kDirectionCount; ++d) {
    auto& copy = device.copy[path][static_cast<std::size_t>(d)];
    archive.object(kDirections[d], [&](auto& fields) {
      fields.number("setup_ns", copy.setup_ns, 0, kMostNs);
      fields.number("knee_bytes", copy.knee_bytes, 0, 1e15);
      fields.rate("small_gbs", copy.small_ns_per_byte);
      fields.rate("large_gbs", copy.large_ns_per_byte);
    });
  }
}

template <class Archive, class Device>
void device_fields(Archive& archive, Device& device) {
  archive.platform("platform", device.platform);
  archive.text("name", device.name);
  archive.text("uuid", device.uuid);
  archive.text("driver", device.driver);
  archive.text("library", device.library);
  archive.text("source", device.source);
  archive.boolean("analytic", device.analytic);
  archive.boolean("coherent", device.coherent);
  archive.boolean("on_host", device.on_host);
  archive.number("submit_ns", device.submit_ns, 0, kMostNs);
  archive.number("chunk_ns", device.chunk_ns, 0, kMostNs);
  archive.number("sync_ns", device.sync_ns, 0, kMostNs);
  archive.number("context_ns", device.context_ns, 0, kMostNs);
  archive.number("allocation_ns", device.allocation_ns, 0, kMostNs);
  archive.number("pool_miss_ns", device.pool_miss_ns, 0, kMostNs);
  archive.number("pool_miss_ns_per_byte", device.pool_miss_ns_per_byte, 0, 1e3);
  archive.integer("copy_engines", device.copy_engines, 1, 64);
  archive.number("overlap", device.overlap, 0, 1);
  archive.number("max_chunks", device.max_chunks, 1, 1e6);
  archive.number("ring_bytes", device.ring_bytes, 0, 1e15);
  archive.number("min_chunk_bytes", device.min_chunk_bytes, 0, 1e15);
  archive.object("copy", [&](auto& paths) {
    for (int p = 0; p < kPathCount; ++p) {
      paths.object(kPaths[p],
                   [&](auto& fields) { path_fields(fields, device, static_cast<std::size_t>(p)); });
    }
  });
  capacity_fields(archive, "capacity", device.capacity);
  table_fields(archive, "rates", device.rates);
}

std::string read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(file, std::string("cannot be opened: ") + std::strerror(errno));
  std::string text(kMostFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.gcount() == 0 && !stream.eof())) fail(file, "cannot be read");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMostFileBytes) fail(file, "is larger than 16 MiB: it is no profile");
  return text;
}

void check_format(Reader& reader) {
  std::string format;
  int version = 0;
  reader.text("format", format);
  if (format != kFormat)
    reader.refuse("format", "is '" + format + "': it must be '" + kFormat + "'");
  reader.integer("version", version, 0, 1 << 30);
  if (version != kVersion) {
    reader.refuse("version", "is " + std::to_string(version) + ": this library reads version " +
                                 std::to_string(kVersion));
  }
}

MachineProfile parse(const std::string& text, const std::string& file, Isa isa) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& error) {
    fail(file, std::string("is not JSON: ") + error.what());
  }
  Reader reader(json, file, "");
  check_format(reader);
  MachineProfile profile;
  reader.text("cpu", profile.cpu);
  reader.text("library", profile.library);
  reader.text("form", profile.form);
  reader.text("date", profile.date);
  const std::string cpu = this_cpu();
  if (!profile.cpu.empty() && profile.cpu != cpu) {
    reader.refuse("cpu", "is '" + profile.cpu + "', and this processor is '" + cpu + "'");
  }
  if (!profile.library.empty() && profile.library != FULCRUM_VERSION) {
    reader.refuse("library", "is " + profile.library + ", and this library is " + FULCRUM_VERSION +
                                 ": its kernels take other times");
  }
  if (reader.has("host")) {
    reader.object("host", [&](auto& fields) { host_fields(fields, profile.host.emplace()); });
    if (profile.host->isa != isa) {
      reader.refuse("host.isa", "is " + std::string(to_string(profile.host->isa)) +
                                    ", and the target in force is " + std::string(to_string(isa)));
    }
  }
  reader.list("devices", profile.devices,
              [](auto& fields, DeviceProfile& device) { device_fields(fields, device); });
  if (!profile.host && profile.devices.empty())
    reader.refuse("", "has neither a 'host' nor a device");
  reader.finish();
  return profile;
}

// Writes all of it, then renames: a reader sees the old file or the new one.
void write(const std::string& text, const std::string& file) {
  std::string temporary = file + ".XXXXXX";
  const int handle = mkstemp(temporary.data());
  if (handle < 0)
    fail(file, std::string("cannot create a file beside it: ") + std::strerror(errno));
  std::FILE* stream = fdopen(handle, "w");
  bool good = stream != nullptr &&
              std::fwrite(text.data(), 1, text.size(), stream) == text.size() &&
              std::fflush(stream) == 0 && fsync(handle) == 0;
  int problem = errno;
  if (stream == nullptr) {
    ::close(handle);
  } else if (std::fclose(stream) != 0 && good) {
    good = false;
    problem = errno;
  }
  if (good && std::rename(temporary.c_str(), file.c_str()) == 0) return;
  if (good) problem = errno;
  std::remove(temporary.c_str());
  fail(file, std::string("cannot be written: ") + std::strerror(problem));
}

}  // namespace

MachineProfile load_profile(const std::string& file, Isa isa) {
  return parse(read(file), file, isa);
}

namespace {

// Indented, but what holds nothing but figures is one line.
void print(const Json& json, int indent, std::string& text) {
  const auto nested = [](const Json& item) { return item.is_structured(); };
  if (!json.is_structured() || std::none_of(json.begin(), json.end(), nested)) {
    text += json.dump();
    return;
  }
  const std::string space(static_cast<std::size_t>(indent) + 2, ' ');
  text += json.is_object() ? "{" : "[";
  bool first = true;
  for (const auto& item : json.items()) {
    text += first ? "\n" : ",\n";
    first = false;
    text += space;
    if (json.is_object()) text += Json(item.key()).dump() + ": ";
    print(item.value(), indent + 2, text);
  }
  text += '\n' + std::string(static_cast<std::size_t>(indent), ' ');
  text += json.is_object() ? '}' : ']';
}

}  // namespace

std::string profile_text(const MachineProfile& profile) {
  Json json;
  Writer writer(json);
  writer.text("format", kFormat);
  writer.number("version", kVersion, 0, 0);
  writer.text("cpu", profile.cpu);
  writer.text("library", profile.library);
  writer.text("form", profile.form);
  writer.text("date", profile.date);
  if (profile.host)
    writer.object("host", [&](auto& fields) { host_fields(fields, *profile.host); });
  std::vector<DeviceProfile> devices = profile.devices;
  writer.list("devices", devices,
              [](auto& fields, const DeviceProfile& device) { device_fields(fields, device); });
  std::string text;
  print(json, 0, text);
  return text + '\n';
}

MachineProfile parse_profile(const std::string& text, const std::string& name, Isa isa) {
  return parse(text, name, isa);
}

void save_profile(const MachineProfile& profile, const std::string& file) {
  write(profile_text(profile), file);
}

}  // namespace fulcrum::offload
