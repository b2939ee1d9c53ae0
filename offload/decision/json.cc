// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/json.hpp"

#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

// Numbers for which 0 means that there is none.
Json unless_zero(double value) { return value > 0 ? Json(value) : Json(nullptr); }

std::string letter(char value) { return {value}; }

Json terms_json(const std::vector<Term>& terms, double total) {
  Json list = Json::array();
  for (const Term& term : terms) {
    list.push_back({{"name", term.name},
                    {"ns", term.ns},
                    {"share", total > 0 ? Json(term.ns / total) : Json(nullptr)},
                    {"measured", term.measured},
                    {"note", term.note}});
  }
  return list;
}

Json side_json(double total, double uncertainty, const std::vector<Term>& terms) {
  return {
      {"predicted_ns", total}, {"uncertainty", uncertainty}, {"terms", terms_json(terms, total)}};
}

Json versioned(const char* format, const Json& body) {
  Json json = {{"format", format}, {"format_version", kVersion}};
  json.update(body);
  return json;
}

}  // namespace

Json json_of(const Call& call) {
  const Present& has = traits_of(call).present;
  const Call written = as_written(call);
  Json json = {{"routine", to_string(call.routine)},
               {"type", to_string(call.type)},
               {"layout", call.layout == Layout::RowMajor ? "row" : "col"}};
  if (has.side) json["side"] = letter(static_cast<char>(written.side));
  if (has.uplo) json["uplo"] = letter(static_cast<char>(written.uplo));
  if (has.op_a) json["transa"] = letter(static_cast<char>(written.trans_a));
  if (has.op_b) json["transb"] = letter(static_cast<char>(written.trans_b));
  if (has.diag) json["diag"] = letter(static_cast<char>(written.diag));
  if (has.m) json["m"] = written.m;
  if (has.n) json["n"] = written.n;
  if (has.k) json["k"] = written.k;
  for (const NamedOperand& operand : operands_of(call)) {
    if (!operand.packed) json[stride_name(operand)] = operand.stride(call);
  }
  if (has.beta) json["beta_zero"] = call.beta_zero;
  for (const NamedOperand& operand : operands_of(call)) {
    if (operand.located)
      json[std::string("location_") + operand.name] = to_string(operand.location(call));
  }
  json["batch"] = call.batch;
  json["threads"] = call.threads;
  json["device"] = call.device;
  json["operations"] = traits_of(call).operations(call);
  return json;
}

Json json_of(const Decision& decision) {
  return {{"call", json_of(decision.call)},
          {"backend", to_string(decision.backend)},
          {"reason", to_string(decision.reason)},
          {"reason_text", reason_text(decision.reason)},
          {"device", decision.device},
          {"isa", to_string(decision.isa)},
          {"predicted_simd_ns", unless_zero(decision.predicted_simd_ns)},
          {"predicted_device_ns", unless_zero(decision.predicted_device_ns)},
          {"actual_ns", unless_zero(decision.actual_ns)}};
}

Json json_of(const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  Json json = {{"decision", json_of(decision)},
               {"simd", side_json(decision.predicted_simd_ns, explanation.simd_uncertainty,
                                  explanation.simd)},
               {"device", nullptr},
               {"margin", unless_zero(explanation.margin)},
               {"sizes_decide", explanation.sizes_decide},
               {"flip", nullptr}};
  if (!explanation.device.empty()) {
    Json& device = json["device"];
    device = {{"name", explanation.device_name}, {"analytic", explanation.device_is_analytic}};
    device.update(side_json(decision.predicted_device_ns, explanation.device_uncertainty,
                            explanation.device));
  }
  if (const std::optional<Flip>& flip = explanation.flip) {
    json["flip"] = {{"factor", flip->factor},
                    {"backend", to_string(flip->backend)},
                    {"call", json_of(flip->call)}};
  }
  return versioned("fulcrum-explanation", json);
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fulcrum::offload

namespace fulcrum {

std::string to_json(const Decision& decision) {
  return offload::dump(offload::versioned("fulcrum-decision", offload::json_of(decision)));
}

std::string to_json(const Explanation& explanation) {
  return offload::dump(offload::json_of(explanation));
}

}  // namespace fulcrum
