// SPDX-License-Identifier: Apache-2.0
#include "src/cli/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "fulcrum/config.hpp"
#include "offload/decision/decide.hpp"
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
  const bool matrix = options.routine == Routine::Gemm || options.routine == Routine::Gemv;
  check_dimension(options, "m", options.m, matrix);
  check_dimension(options, "n", options.n, true);
  check_dimension(options, "k", options.k, options.routine == Routine::Gemm);
  if (options.trans_a != Op::NoTrans && !matrix) {
    throw UsageError(fmt::format("explain {}: --transa does not belong to this routine",
                                 to_string(options.routine)));
  }
  if (options.trans_b != Op::NoTrans && options.routine != Routine::Gemm) {
    throw UsageError(fmt::format("explain {}: --transb does not belong to this routine",
                                 to_string(options.routine)));
  }
}

Call gemm_call(const ExplainOptions& o, Call call) {
  call.m = o.m, call.n = o.n, call.k = o.k;
  call.trans_a = o.trans_a, call.trans_b = o.trans_b;
  // A row-major product is the column-major one of the transposes: C' = op(B)' op(A)'.
  if (o.layout == Layout::RowMajor) {
    std::swap(call.m, call.n);
    std::swap(call.trans_a, call.trans_b);
  }
  call.lda = call.trans_a == Op::NoTrans ? call.m : call.k;
  call.ldb = call.trans_b == Op::NoTrans ? call.k : call.n;
  call.ldc = call.m;
  return call;
}

Call gemv_call(const ExplainOptions& o, Call call) {
  call.m = o.m, call.n = o.n;
  call.trans_a = o.trans_a;
  if (o.layout == Layout::RowMajor) {
    std::swap(call.m, call.n);
    call.trans_a = o.trans_a == Op::NoTrans ? Op::Trans : Op::NoTrans;
  }
  call.lda = call.m;
  return call;
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
                 {"flops", offload::flops(d.call)},
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
  if (options.routine == Routine::Gemm) return gemm_call(options, call);
  if (options.routine == Routine::Gemv) return gemv_call(options, call);
  call.n = options.n;
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
