// SPDX-License-Identifier: Apache-2.0
#include "src/cli/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "fulcrum/config.hpp"
#include "offload/decision/call_arguments.hpp"
#include "offload/decision/json.hpp"
#include "src/cli/model.hpp"
#include "src/cli/text.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

// "--location-a"; the routine has no name of its own on the command line.
std::string option_name(std::string name) {
  if (name == "routine") return "ROUTINE";
  std::replace(name.begin(), name.end(), '_', '-');
  return name == "beta" ? "--beta0" : "--" + name;
}

std::string usage_text(const std::string& routine, const offload::ArgumentError& error) {
  const std::string name = option_name(error.name());
  const bool unknown = error.name() == "routine";
  const std::string problem = error.value().empty()
                                  ? fmt::format("{} is missing: {}", name, error.why())
                                  : fmt::format("{} is {}: {}", name, error.value(), error.why());
  constexpr std::size_t kWidth = 91, kIndent = 2;  // behind "fulcrum: "
  return wrap(unknown ? "explain: " + problem : "explain " + routine + ": " + problem, kWidth,
              kIndent);
}

offload::CallArguments arguments_of(const ExplainOptions& from) {
  offload::CallArguments to;
  to.routine = from.routine;
  to.type = from.type;
  to.layout = from.layout;
  to.side = from.side;
  to.uplo = from.uplo;
  to.transa = from.transa;
  to.transb = from.transb;
  to.diag = from.diag;
  to.beta_zero = from.beta_zero;
  to.m = from.m;
  to.n = from.n;
  to.k = from.k;
  to.lda = from.lda;
  to.ldb = from.ldb;
  to.ldc = from.ldc;
  to.incx = from.incx;
  to.incy = from.incy;
  to.batch = from.batch;
  to.location = from.location;
  to.location_a = from.location_a;
  to.location_b = from.location_b;
  to.location_c = from.location_c;
  to.location_x = from.location_x;
  to.location_y = from.location_y;
  to.threads = from.threads;
  return to;
}

// With a profile named, no accelerator of this machine is looked for.
Explanation explained(const ExplainOptions& options, const Call& call, std::string& problem) {
  if (!options.profile.empty()) {
    const auto profiles = profiles_named(options.profile);
    if (profiles.size() != 1) throw UsageError("explain: --device-profile takes one profile");
    return Model({}).explain(call, *profiles[0]);
  }
  const Accelerators accelerators = find_accelerators();
  problem = accelerators.problem;
  return Model(accelerators).explain(call);
}

}  // namespace

Call make_explained_call(const ExplainOptions& options) {
  try {
    return offload::call_of(arguments_of(options));
  } catch (const offload::ArgumentError& error) {
    throw UsageError(usage_text(options.routine, error));
  }
}

int run_explain(const ExplainOptions& options) {
  Call call = make_explained_call(options);
  if (call.threads == 0) call.threads = num_threads();
  std::string problem;
  const Explanation explanation = explained(options, call, problem);
  std::string out;
  if (options.json) {
    nlohmann::ordered_json json = offload::json_of(explanation);
    json["device_problem"] = problem;
    out = offload::dump(json) + "\n";
  } else {
    out = format(explanation);
    if (!problem.empty()) {
      constexpr std::size_t kWidth = 100;
      out += "\n" + wrap(problem, kWidth, 0) +
             "\nA device that is not here can be asked about with --device-profile NAME.\n";
    }
  }
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace fulcrum::cli
