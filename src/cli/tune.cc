// SPDX-License-Identifier: Apache-2.0
#include "src/cli/tune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "fulcrum/config.hpp"
#include "fulcrum/runtime.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/decision/profile_file.hpp"
#include "offload/measure/harness.hpp"
#include "offload/measure/tune.hpp"
#include "offload/platforms.hpp"
#include "src/cli/files.hpp"
#include "src/cli/interrupt.hpp"
#include "src/cli/machine.hpp"
#include "src/cli/progress.hpp"
#include "src/cli/text.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

using json = nlohmann::ordered_json;
using measure::Form;
using Side = measure::TunedSide;

constexpr int kInterrupted = 130;

// Twice each, some time apart: what the machine itself repeats is printed beside the figures.
constexpr int kCheckPasses = 2;

const char* name_of(Form form) { return form == Form::Full ? "full" : "quick"; }

// The device's page-locked memory, where it says that it finds it so.
measure::Allocate pinned_memory(const std::string& platform_name, std::size_t index,
                                const offload::BlasDevice& device) {
  const std::vector<Device> devices = platform(platform_name).devices();
  if (index >= devices.size() || !devices[index].absent(MemoryKind::Pinned).empty()) return {};
  const Device runtime = devices[index];
  const measure::Allocate allocate = [runtime](std::size_t bytes) {
    auto buffer = std::make_shared<Buffer<std::byte, memory::Pinned>>(
        runtime.allocate<std::byte, memory::Pinned>(bytes));
    return std::shared_ptr<void>(buffer, buffer->data());
  };
  return device.location(allocate(1).get()) == Location::Pinned ? allocate : measure::Allocate{};
}

// The calls, and every third of them once more with operands in page-locked memory.
std::vector<Call> with_pinned(std::vector<Call> calls, const Side& side) {
  if (!side.pinned) return calls;
  constexpr std::size_t kOneIn = 3;
  const std::size_t count = calls.size();
  for (std::size_t i = 0; i < count; i += kOneIn) {
    calls.push_back(calls[i]);
    calls.back().a = calls.back().b = calls.back().c = Location::Pinned;
  }
  return calls;
}

struct Sides {
  std::vector<Side> devices;
  std::vector<std::string> missing;  // why a platform has no device
};

// The devices of the platforms named, or of all that are no second name for what another one shows.
Sides find_sides(const std::vector<std::string>& named) {
  const std::vector<std::string> usual = {"cuda", "opencl", "worker"};
  Sides sides;
  for (const std::string& name : named.empty() ? usual : named) {
    if (Backend(std::string_view(name)) == Backend::Simd) continue;  // that is always measured
    const offload::BlasPlatform* const platform =
        offload::find_platform(Backend(std::string_view(name)));
    if (platform == nullptr) {
      throw UsageError(fmt::format("--devices: '{}' is no platform: there are {}", name,
                                   offload::backend_names()));
    }
    const std::int64_t begin = measure::now_ns();
    const offload::Discovery& found = platform->discover(config());
    const auto discovery_ns = static_cast<double>(measure::now_ns() - begin);
    for (std::size_t i = 0; i < found.devices.size(); ++i) {
      // Before anything else is asked of it.
      const double context_ns = discovery_ns + measure::first_call_ns(*found.devices[i]);
      sides.devices.push_back({fmt::format("{}:{}", name, i), found.devices[i],
                               pinned_memory(name, i, *found.devices[i]), context_ns});
    }
    if (found.devices.empty()) sides.missing.push_back(fmt::format("{}: {}", name, found.problem));
  }
  return sides;
}

// The bar, with the remaining time of all sides together.
class Course {
 public:
  explicit Course(std::size_t sides) : sides_(static_cast<double>(sides)) {}

  measure::Watch watch() {
    measure::Watch watch;
    watch.stop = interrupted;
    watch.progress = [this](const measure::Step& step) {
      // Sides that are still to come take as long as this one.
      const double all = step.all_s * (sides_ - passed_) + spent_s_;
      const double done = step.done_s + spent_s_;
      last_s_ = step.all_s;
      progress_.show(all > 0 ? done / all : 0, all - done,
                     fmt::format("{} {} {}", step.side, to_string(step.call->routine),
                                 to_string(step.call->type)));
    };
    return watch;
  }
  void side_done() {
    spent_s_ += last_s_;
    passed_ += 1;
    progress_.clear();
  }

 private:
  Progress progress_;
  double sides_, passed_ = 0, spent_s_ = 0, last_s_ = 0;
};

void say(const std::string& text) { std::fputs((wrap(text, 100, 2) + "\n").c_str(), stderr); }

const offload::BlasPlatform& platform_of(const Side& side) {
  return *offload::find_platform(side.device->info().platform);
}

// Of the calls those of routines that were asked for.
std::vector<Call> chosen(std::vector<Call> calls, const std::vector<Routine>& routines) {
  if (routines.empty()) return calls;
  std::erase_if(calls, [&](const Call& call) {
    return std::find(routines.begin(), routines.end(), call.routine) == routines.end();
  });
  return calls;
}

std::string utc_now() { return iso_time(std::time(nullptr)); }

offload::HostProfile prior_host(int threads) {
  return offload::analytic_host(active_isa(), threads,
                                simd::find_target(active_isa())->vector_bytes);
}

// Measures all sides and fits their figures. Empty where it was interrupted.
std::optional<offload::MachineProfile> tuned(Form form, const std::vector<Routine>& routines,
                                             const Sides& sides, int threads, Course& course,
                                             bool& failed) {
  const simd::Target& target = *simd::find_target(active_isa());
  const offload::HostProfile prior = prior_host(threads);
  offload::MachineProfile machine;
  machine.cpu = offload::this_cpu();
  machine.library = version();
  machine.form = name_of(form);
  machine.date = utc_now();
  measure::TimePlan plan;
  plan.threads = threads;
  const auto host_calls =
      chosen(measure::calibration_calls(form, offload::known_paths(), prior), routines);
  const measure::Timed host =
      measure::time_calls(target, {"simd", nullptr, {}}, host_calls, plan, course.watch());
  course.side_done();
  if (interrupted()) return {};
  std::vector<measure::Sample> host_samples = host.samples;
  machine.host = measure::fit_host(prior, host_samples);
  machine.host->probe_ns = plan.probe_ns = host.probe_ns;
  for (const Side& side : sides.devices) {
    const offload::DeviceInfo& info = side.device->info();
    const auto calls =
        chosen(measure::calibration_calls(form, platform_of(side).own_paths(), prior), routines);
    const std::vector<measure::PoolMiss> misses = measure::time_pool_misses(*side.device);
    const measure::Timed times =
        measure::time_calls(target, side, with_pinned(calls, side), plan, course.watch());
    course.side_done();
    if (interrupted()) return {};
    for (const std::string& failure : times.failures) say(side.name + " failed: " + failure);
    failed = failed || !times.failures.empty();
    const auto on_device = [](const measure::Sample& sample) { return sample.threads == 0; };
    if (std::none_of(times.samples.begin(), times.samples.end(), on_device)) continue;
    std::copy_if(times.samples.begin(), times.samples.end(), std::back_inserter(host_samples),
                 std::not_fn(on_device));
    offload::DeviceProfile profile =
        measure::fit_device(offload::analytic_profile(info, *machine.host), times.samples);
    measure::fit_pool(profile, misses);
    profile.context_ns = side.context_ns;
    profile.driver = info.driver;
    profile.library = info.library;
    profile.source = fmt::format("fulcrum tune, {} form, {}", machine.form, machine.date);
    machine.devices.push_back(std::move(profile));
  }
  machine.host = measure::fit_host(prior, host_samples);
  machine.host->probe_ns = host.probe_ns;
  return machine;
}

std::string row_of(const measure::Score& score) {
  return fmt::format("median {:.3f}, 80% within {:.0f}%, 99% within a factor of {:.2f}",
                     score.median, (score.p80 - 1) * 100, score.p99);
}

// Held-out calls of one side against the profile.
struct Checked {
  std::string name;
  std::vector<measure::Prediction> predictions;
  double repeat_p80 = 0;
  measure::ThreadScore threads;  // of SIMD
};

std::vector<Checked> checked(const offload::MachineProfile& machine,
                             const std::vector<Routine>& routines, const Sides& sides, Form form,
                             Course& course) {
  const simd::Target& target = *simd::find_target(active_isa());
  const offload::HostProfile& host = *machine.host;
  const int of_each = form == Form::Full ? 5 : 2;
  std::vector<Checked> result;
  const auto compare = [&](const Side& side, const offload::Paths& paths,
                           const offload::DeviceProfile& device) {
    const auto calls =
        chosen(measure::held_out_calls(of_each, paths, prior_host(host.threads)), routines);
    const measure::Timed times =
        measure::time_calls(target, side, with_pinned(calls, side),
                            {host.threads, kCheckPasses, host.probe_ns}, course.watch());
    course.side_done();
    const offload::Snapshot snapshot = offload::snapshot_of(host, device);
    Checked side_checked{side.name, {}, times.repeat_p80, {}};
    for (const measure::Sample& sample : times.samples) {
      if ((sample.threads == 0) == (side.device != nullptr))
        side_checked.predictions.push_back({sample, measure::predict(snapshot, sample)});
    }
    if (side.device == nullptr)
      side_checked.threads = measure::score_threads(snapshot, times.samples);
    result.push_back(std::move(side_checked));
  };
  compare({"simd", nullptr, {}}, offload::known_paths(), {});
  for (const Side& side : sides.devices) {
    const auto known =
        std::find_if(machine.devices.begin(), machine.devices.end(), [&](const auto& profile) {
          return profile.platform == side.device->info().platform &&
                 profile.uuid == side.device->info().uuid &&
                 profile.name == side.device->info().name;
        });
    if (known != machine.devices.end() && !interrupted())
      compare(side, platform_of(side).own_paths(), *known);
  }
  return result;
}

// Scores of all sides, then of each routine on each side.
std::vector<measure::Score> scores_of(const std::vector<Checked>& sides) {
  std::vector<measure::Score> scores;
  std::map<std::string, std::vector<measure::Prediction>> routines;
  for (const Checked& side : sides) {
    scores.push_back(measure::score(side.name, side.predictions));
    for (const measure::Prediction& prediction : side.predictions)
      routines[side.name + ' ' + std::string(to_string(prediction.sample.call.routine))].push_back(
          prediction);
  }
  for (const auto& [name, predictions] : routines)
    scores.push_back(measure::score(name, predictions));
  return scores;
}

json json_of(const measure::Score& s) {
  return {
      {"name", s.name}, {"calls", s.count}, {"median", s.median}, {"p80", s.p80}, {"p99", s.p99}};
}

json json_of(const std::vector<Checked>& sides) {
  json result;
  result["sides"] = json::array();
  for (const measure::Score& score : scores_of(sides)) result["sides"].push_back(json_of(score));
  result["repeated"] = json::object();
  result["predictions"] = json::array();
  for (const Checked& side : sides) {
    result["repeated"][side.name] = side.repeat_p80;
    for (const auto& p : side.predictions) {
      const Call& c = p.sample.call;
      result["predictions"].push_back({side.name, to_string(c.routine), to_string(c.type),
                                       offload::variant_of(c), c.m, c.n, c.k, c.lda, c.batch,
                                       p.sample.threads, p.sample.ns, p.predicted_ns});
    }
  }
  const measure::ThreadScore& threads = sides.front().threads;
  result["threads"] = {
      {"differing", threads.differing}, {"right", threads.right}, {"lost", threads.lost}};
  return result;
}

std::string text_of(const std::vector<Checked>& sides) {
  TextTable table(1);
  table.add({"side", "calls", "median", "80% within", "99% within"});
  for (const measure::Score& s : scores_of(sides)) {
    table.add({s.name, std::to_string(s.count), fmt::format("{:.3f}", s.median),
               fmt::format("{:.0f}%", (s.p80 - 1) * 100), fmt::format("{:.2f}x", s.p99)});
  }
  std::string text = table.str();
  for (const Checked& side : sides) {
    if (side.repeat_p80 <= 0) continue;
    text += fmt::format("{}: the same call measured again, 80% within {:.0f}%\n", side.name,
                        (side.repeat_p80 - 1) * 100);
  }
  if (const measure::ThreadScore& threads = sides.front().threads; threads.differing > 0) {
    text += fmt::format(
        "threads: one or all, chosen right for {} of {} calls whose times differ by more than 10% "
        "({:.1f}%), {:.1f}% of the time lost\n",
        threads.right, threads.differing, 100.0 * threads.right / threads.differing,
        100 * threads.lost);
  }
  return text;
}

int run_check(const TuneOptions& options, const std::string& file, const Sides& sides) {
  const offload::MachineProfile machine = offload::load_profile(file, active_isa());
  if (!machine.host || machine.form.empty())
    throw std::runtime_error(file + " holds no measurements of this host: run 'fulcrum tune'");
  const Form form = machine.form == "full" ? Form::Full : Form::Quick;
  Course course(1 + sides.devices.size());
  const std::vector<Checked> sides_checked =
      checked(machine, options.routines, sides, form, course);
  if (interrupted()) return kInterrupted;
  std::vector<measure::Prediction> all;
  for (const Checked& side : sides_checked)
    all.insert(all.end(), side.predictions.begin(), side.predictions.end());
  const measure::Score total = measure::score("all", all);
  const measure::Limits limits = measure::limits_of(form);
  const bool kept = limits.kept_by(total);
  if (options.json) {
    json result = {{"file", file}, {"form", machine.form}, {"kept", kept}};
    result["all"] = json_of(total);
    result.update(json_of(sides_checked));
    std::fputs((result.dump() + "\n").c_str(), stdout);
    return kept ? 0 : 1;
  }
  std::fputs(text_of(sides_checked).c_str(), stdout);
  const std::string verdict = fmt::format(
      "{}: predicted over measured of {} held-out calls: {} ({} form: {:.0f}%, {:.0f}%, {:.0f})\n",
      kept ? "kept" : "MISSED", total.count, row_of(total), machine.form, limits.median * 100,
      limits.p80 * 100, 1 + limits.p99);
  std::fputs(verdict.c_str(), stdout);
  return kept ? 0 : 1;
}

}  // namespace

int run_tune(const TuneOptions& options) {
  const int threads = options.threads > 0 ? options.threads : num_threads();
  std::string file = options.file;
  if (file.empty()) file = offload::default_profile_file(active_isa(), threads);
  if (file.empty()) {
    throw std::runtime_error(
        "there is no folder to keep the figures in: neither XDG_CACHE_HOME nor HOME is set to an "
        "absolute path; name a file with --out");
  }
  const Sides sides = find_sides(options.devices);
  for (const std::string& missing : sides.missing) say("not here: " + missing);
  catch_interrupts();
  if (options.check) return run_check(options, file, sides);
  if (const std::size_t slash = file.rfind('/'); slash != std::string::npos && slash > 0)
    make_folder(file.substr(0, slash));
  check_writable(file);
  const std::string busy = busy_warning(busy_share_now(), this_machine().processors);
  if (!busy.empty()) say(busy);
  const Form form = options.full ? Form::Full : Form::Quick;
  Course course(1 + sides.devices.size());
  bool failed = false;
  const auto machine = tuned(form, options.routines, sides, threads, course, failed);
  if (!machine) return kInterrupted;
  offload::save_profile(*machine, file);
  say("written: " + file);
  return failed ? 1 : 0;
}

}  // namespace fulcrum::cli
