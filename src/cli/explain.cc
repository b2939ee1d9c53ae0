// SPDX-License-Identifier: Apache-2.0
#include "src/cli/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "fulcrum/config.hpp"
#include "offload/decision/decide.hpp"
#include "offload/routines/traits.hpp"
#include "src/cli/model.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

using json = nlohmann::ordered_json;

void check_dimension(const ExplainOptions& options, std::string_view name, std::int64_t value,
                     bool used) {
  if (used && value <= 0) {
    throw UsageError(fmt::format("explain {}: --{} is missing", to_string(options.routine), name));
  }
  if (!used && value != 0) {
    throw UsageError(fmt::format("explain {}: --{} is not a dimension of this routine",
                                 to_string(options.routine), name));
  }
}

void check_dimensions(const ExplainOptions& options) {
  const offload::Present& has = offload::traits_of(options.routine, options.type).present;
  check_dimension(options, "m", options.m, has.m);
  check_dimension(options, "n", options.n, has.n);
  check_dimension(options, "k", options.k, has.k);
  const auto check_op = [&](const char* name, Op op, bool used) {
    if (op == Op::NoTrans || used) return;
    throw UsageError(fmt::format("explain {}: --{} does not belong to this routine",
                                 to_string(options.routine), name));
  };
  check_op("transa", options.trans_a, has.op_a);
  check_op("transb", options.trans_b, has.op_b);
}

json terms_json(const std::vector<Term>& terms) {
  json list = json::array();
  for (const Term& t : terms) list.push_back({{"name", t.name}, {"ns", t.ns}, {"note", t.note}});
  return list;
}

json explanation_json(const ExplainOptions& options, const Explanation& e,
                      const std::string& problem) {
  const Decision& d = e.decision;
  json result = {{"routine", to_string(d.call.routine)},
                 {"type", to_string(d.call.type)},
                 {"layout", options.layout == Layout::RowMajor ? "row" : "col"},
                 {"threads", d.call.threads},
                 {"flops", offload::operations(d.call)},
                 {"backend", to_string(d.backend)},
                 {"isa", to_string(d.isa)},
                 {"reason", to_string(d.reason)},
                 {"reason_text", reason_text(d.reason)},
                 {"margin", e.margin},
                 {"simd", {{"predicted_ns", d.predicted_simd_ns}, {"terms", terms_json(e.simd)}}},
                 {"device", nullptr},
                 {"device_problem", problem}};
  if (options.m > 0) result["m"] = options.m;
  result["n"] = options.n;
  if (options.k > 0) result["k"] = options.k;
  if (!e.device.empty()) {
    result["device"] = {{"name", e.device_name},
                        {"kind", e.device_is_analytic ? "prediction (analytic profile)"
                                                      : "prediction (measured profile)"},
                        {"predicted_ns", d.predicted_device_ns},
                        {"terms", terms_json(e.device)}};
  }
  return result;
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
  check_dimensions(options);
  Call call;
  call.routine = options.routine;
  call.type = options.type;
  call.layout = options.layout;
  call.beta_zero = options.beta_zero;
  call.a = call.b = call.c = options.location;
  call.threads = options.threads;
  call.n = options.n;
  if (offload::traits_of(call).present.order) call.m = options.n;
  if (options.m > 0) call.m = options.m;
  if (options.k > 0) call.k = options.k;
  call.trans_a = options.trans_a;
  call.trans_b = options.trans_b;
  if (options.layout == Layout::RowMajor) offload::turn_rows_to_columns(call);
  offload::make_tight(call);
  return call;
}

int run_explain(const ExplainOptions& options) {
  Call call = make_explained_call(options);
  if (call.threads == 0) call.threads = num_threads();
  std::string problem;
  const Explanation explanation = explained(options, call, problem);
  std::string out;
  if (options.json) {
    out = explanation_json(options, explanation, problem).dump(2) + "\n";
  } else {
    out = format(explanation);
    if (!problem.empty()) {
      out += "\n" + problem +
             "\nA device that is not here can be asked about with --device-profile NAME.\n";
    }
  }
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace fulcrum::cli
