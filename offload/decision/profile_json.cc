// SPDX-License-Identifier: Apache-2.0
// Profile files: JSON with every field required and none unknown. One list of fields serves reading
// and writing.
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "offload/decision/profile.hpp"

namespace fulcrum::offload {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;
constexpr const char* kFormat = "fulcrum-profile";
constexpr std::size_t kMostFileBytes = 1 << 20;  // a real file has about 10 KiB

[[noreturn]] void fail(const std::string& file, const std::string& text) {
  throw Error(ErrorCode::InvalidOption, "profile " + file, text);
}

// Writes the fields that the lists below name.
class Writer {
 public:
  explicit Writer(Json& json) : json_(json) { json_ = Json::object(); }

  void text(const char* field, const std::string& value) { json_[field] = value; }
  void boolean(const char* field, bool value) { json_[field] = value; }
  void number(const char* field, double value, double, double) { json_[field] = value; }
  void integer(const char* field, int value, int, int) { json_[field] = value; }
  // Reciprocals are shown as rates; null: no limit.
  void rate(const char* field, double ns) { json_[field] = ns > 0 ? Json(1 / ns) : Json(nullptr); }
  void capacity(const char* field, double bytes) {
    json_[field] = bytes < kNever ? Json(bytes) : Json(nullptr);
  }
  void isa(const char* field, Isa value) { json_[field] = std::string(to_string(value)); }
  void platform(const char* field, const Backend& value) {
    json_[field] = std::string(value.name());
  }
  template <class Body>
  void object(const char* field, Body&& body) {
    Json child;
    Writer writer(child);
    body(writer);
    json_[field] = std::move(child);
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

  void text(const char* field, std::string& value) {
    const Json& json = get(field);
    if (!json.is_string()) refuse(field, "must be a string");
    value = json.get<std::string>();
  }
  void boolean(const char* field, bool& value) {
    const Json& json = get(field);
    if (!json.is_boolean()) refuse(field, "must be true or false");
    value = json.get<bool>();
  }
  void number(const char* field, double& value, double least, double most) {
    const Json& json = get(field);
    if (!json.is_number()) refuse(field, "must be a number");
    value = json.get<double>();
    if (!(value >= least && value <= most)) {
      refuse(field, "is " + json.dump() + ": it must lie between " + Json(least).dump() + " and " +
                        Json(most).dump());
    }
  }
  void integer(const char* field, int& value, int least, int most) {
    double real = 0;
    number(field, real, least, most);
    if (real != std::floor(real)) refuse(field, "must be a whole number");
    value = static_cast<int>(real);
  }
  void rate(const char* field, double& ns) {
    if (get(field).is_null()) {
      ns = 0;
      return;
    }
    double per_ns = 0;
    number(field, per_ns, 1e-6, 1e9);
    ns = 1 / per_ns;
  }
  void capacity(const char* field, double& bytes) {
    if (get(field).is_null()) {
      bytes = kNever;
    } else {
      number(field, bytes, 1, 1e18);
    }
  }
  void isa(const char* field, Isa& value) {
    std::string name;
    text(field, name);
    for (int i = 0; i <= static_cast<int>(Isa::Sve2); ++i) {
      if (name != to_string(static_cast<Isa>(i))) continue;
      value = static_cast<Isa>(i);
      return;
    }
    refuse(field, "is '" + name + "', which is no SIMD target");
  }
  void platform(const char* field, Backend& value) {
    std::string name;
    text(field, name);
    value = Backend(std::string_view(name));
    if (find_platform(value) == nullptr)
      refuse(field, "is '" + name + "', which is no platform of this build");
  }
  template <class Body>
  void object(const char* field, Body&& body) {
    Reader reader(get(field), file_, path_ + field + '.');
    body(reader);
    reader.finish();
  }

  bool has(const char* field) const { return json_.contains(field); }

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
  const Json& get(const char* field) {
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
constexpr const char* kLevels[kMemoryLevels] = {"l1", "l2", "l3", "dram"};
constexpr const char* kPaths[kPathCount] = {"pinned", "pageable", "coherent"};
constexpr const char* kDirections[kDirectionCount] = {"in", "out"};
constexpr const char* kCosts[kCostCount] = {"product", "matrix_vector", "stream"};

template <class Archive, class S>
void saturation_fields(Archive& archive, S& saturation) {
  archive.rate("gflops", saturation.ns_per_flop);
  archive.number("m_half", saturation.m_half, 0, 1e6);
  archive.number("n_half", saturation.n_half, 0, 1e6);
  archive.number("k_half", saturation.k_half, 0, 1e6);
}

// One object for each class of routines, in it one for each type.
template <class Archive, class Rates, class Body>
void rate_fields(Archive& archive, Rates& rates, Body&& body) {
  archive.object("rates", [&](auto& all) {
    for (std::size_t c = 0; c < kCostCount; ++c) {
      all.object(kCosts[c], [&](auto& of_cost) {
        for (std::size_t t = 0; t < kRateTypeCount; ++t) {
          const std::string type(to_string(static_cast<ElementType>(t)));
          of_cost.object(type.c_str(), [&](auto& fields) { body(fields, rates[c][t]); });
        }
      });
    }
  });
}

template <class Archive, class Host>
void host_fields(Archive& archive, Host& host) {
  archive.text("name", host.name);
  archive.boolean("analytic", host.analytic);
  archive.isa("isa", host.isa);
  archive.integer("threads", host.threads, 1, 1 << 20);
  archive.number("clock_ghz", host.clock_ghz, 0.01, 100);
  archive.number("vector_bytes", host.vector_bytes, 1, 4096);
  archive.number("fma_units", host.fma_units, 0, 64);
  archive.number("call_ns", host.call_ns, 0, kMostNs);
  archive.number("fork_ns", host.fork_ns, 0, kMostNs);
  archive.number("fork_ns_per_thread", host.fork_ns_per_thread, 0, kMostNs);
  rate_fields(archive, host.rates, [](auto& type, auto& rate) {
    saturation_fields(type, rate.core);
    type.number("scaling", rate.scaling, 0, 2);
  });
  archive.object("memory", [&](auto& memory) {
    for (int i = 0; i < kMemoryLevels; ++i) {
      auto& level = host.memory[static_cast<std::size_t>(i)];
      memory.object(kLevels[i], [&](auto& fields) {
        fields.capacity("capacity_bytes", level.capacity_bytes);
        fields.rate("core_gbs", level.core_ns_per_byte);
        fields.rate("all_gbs", level.all_ns_per_byte);
      });
    }
  });
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
  archive.text("source", device.source);
  archive.boolean("analytic", device.analytic);
  archive.boolean("coherent", device.coherent);
  archive.number("submit_ns", device.submit_ns, 0, kMostNs);
  archive.number("chunk_ns", device.chunk_ns, 0, kMostNs);
  archive.number("sync_ns", device.sync_ns, 0, kMostNs);
  archive.number("kernel_ns", device.kernel_ns, 0, kMostNs);
  archive.number("context_ns", device.context_ns, 0, kMostNs);
  archive.number("allocation_ns", device.allocation_ns, 0, kMostNs);
  archive.number("pool_miss_ns", device.pool_miss_ns, 0, kMostNs);
  archive.number("pool_miss_ns_per_byte", device.pool_miss_ns_per_byte, 0, 1e3);
  archive.rate("memory_gbs", device.device_ns_per_byte);
  archive.integer("copy_engines", device.copy_engines, 1, 64);
  archive.number("max_chunks", device.max_chunks, 1, 1e6);
  archive.number("ring_bytes", device.ring_bytes, 0, 1e15);
  archive.number("min_chunk_bytes", device.min_chunk_bytes, 0, 1e15);
  archive.object("copy", [&](auto& paths) {
    for (int p = 0; p < kPathCount; ++p) {
      paths.object(kPaths[p],
                   [&](auto& fields) { path_fields(fields, device, static_cast<std::size_t>(p)); });
    }
  });
  rate_fields(archive, device.rates, [](auto& type, auto& rate) { saturation_fields(type, rate); });
}

std::string read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(file, std::string("cannot be opened: ") + std::strerror(errno));
  std::string text(kMostFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.gcount() == 0 && !stream.eof())) fail(file, "cannot be read");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMostFileBytes) fail(file, "is larger than 1 MiB: it is no profile");
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
  const std::string cpu = this_cpu();
  if (!profile.cpu.empty() && profile.cpu != cpu) {
    reader.refuse("cpu", "is '" + profile.cpu + "', and this processor is '" + cpu + "'");
  }
  if (reader.has("host")) {
    reader.object("host", [&](auto& fields) { host_fields(fields, profile.host.emplace()); });
    if (profile.host->isa != isa) {
      reader.refuse("host.isa", "is " + std::string(to_string(profile.host->isa)) +
                                    ", and the target in force is " + std::string(to_string(isa)));
    }
  }
  if (reader.has("device")) {
    reader.object("device", [&](auto& fields) { device_fields(fields, profile.device.emplace()); });
  }
  if (!profile.host && !profile.device) reader.refuse("", "has neither a 'host' nor a 'device'");
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

void save_profile(const MachineProfile& profile, const std::string& file) {
  Json json;
  Writer writer(json);
  writer.text("format", kFormat);
  writer.integer("version", kVersion, 0, 0);
  writer.text("cpu", profile.cpu);
  if (profile.host)
    writer.object("host", [&](auto& fields) { host_fields(fields, *profile.host); });
  if (profile.device)
    writer.object("device", [&](auto& fields) { device_fields(fields, *profile.device); });
  write(json.dump(2) + '\n', file);
}

}  // namespace fulcrum::offload
