// SPDX-License-Identifier: Apache-2.0
// Decisions and explanations as JSON, and as text for a terminal: what every routine shows.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "offload/decision/call_arguments.hpp"
#include "offload/decision/flip.hpp"
#include "offload/routines/traits.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

using nlohmann::json;

Explanation explained(const Call& call, const Snapshot& snapshot) {
  return explain(decide(call, snapshot), snapshot);
}

TEST(Json, AnExplanationHasEverything) {
  const Snapshot snapshot = round_machine();
  const Call call = located(gemm_call(ElementType::F64, 1000, 900, 800), Location::Pinned);
  const Explanation explanation = explained(call, snapshot);
  const json e = json::parse(to_json(explanation));
  EXPECT_EQ(e.at("format"), "fulcrum-explanation");
  EXPECT_EQ(e.at("format_version"), 1);
  const json& d = e.at("decision");
  EXPECT_EQ(d.at("backend"), "cuda");
  EXPECT_EQ(d.at("reason"), "DeviceFaster");
  EXPECT_EQ(d.at("reason_text"), reason_text(Reason::DeviceFaster));
  EXPECT_EQ(d.at("device"), 0);
  EXPECT_EQ(d.at("isa"), "avx2");
  EXPECT_EQ(d.at("predicted_simd_ns"), explanation.decision.predicted_simd_ns);
  EXPECT_EQ(d.at("predicted_device_ns"), explanation.decision.predicted_device_ns);
  EXPECT_TRUE(d.at("actual_ns").is_null()) << "not timed";
  const json expected = {{"routine", "gemm"},
                         {"type", "f64"},
                         {"layout", "col"},
                         {"transa", "N"},
                         {"transb", "N"},
                         {"m", 1000},
                         {"n", 900},
                         {"k", 800},
                         {"lda", 1000},
                         {"ldb", 800},
                         {"ldc", 1000},
                         {"beta_zero", false},
                         {"location_a", "pinned"},
                         {"location_b", "pinned"},
                         {"location_c", "pinned"},
                         {"batch", 1},
                         {"threads", 0},
                         {"device", -1},
                         {"operations", 2.0 * 1000 * 900 * 800}};
  EXPECT_EQ(d.at("call"), expected);
  EXPECT_EQ(e.at("margin"), explanation.margin);
  EXPECT_EQ(e.at("sizes_decide"), true);
  for (const char* side : {"simd", "device"}) {
    const json& s = e.at(side);
    double ns = 0, share = 0;
    for (const json& term : s.at("terms")) {
      ns += term.at("ns").get<double>();
      share += term.at("share").get<double>();
      EXPECT_EQ(term.at("measured"), term.at("name") == "queue")
          << "priors, but for what is outstanding";
      EXPECT_FALSE(term.at("name").get<std::string>().empty());
      EXPECT_TRUE(term.contains("note"));
    }
    EXPECT_DOUBLE_EQ(ns, s.at("predicted_ns").get<double>());
    EXPECT_NEAR(share, 1, 1e-9);
  }
  EXPECT_EQ(e.at("simd").at("uncertainty"), kHostError);
  EXPECT_EQ(e.at("device").at("uncertainty"), kDeviceError);
  EXPECT_EQ(e.at("device").at("name"), "Round device (analytic profile)");
  EXPECT_EQ(e.at("device").at("analytic"), true);
  EXPECT_EQ(e.at("flip").at("backend"), "simd");
  EXPECT_LT(e.at("flip").at("factor").get<double>(), 1);
  EXPECT_LT(e.at("flip").at("call").at("m").get<int>(), 1000);
}

TEST(Json, WhatIsNotKnownIsNull) {
  Snapshot snapshot;
  snapshot.host = round_host();
  snapshot.discovery = DiscoveryState::Done;
  set_paths(snapshot);
  set_thresholds(snapshot);
  const Call call = vector_call(Routine::Dot, ElementType::F32, 5);
  const json e = json::parse(to_json(explained(call, snapshot)));
  EXPECT_TRUE(e.at("device").is_null());
  EXPECT_TRUE(e.at("margin").is_null());
  EXPECT_TRUE(e.at("flip").is_null());
  EXPECT_EQ(e.at("sizes_decide"), false);
  EXPECT_TRUE(e.at("decision").at("predicted_device_ns").is_null());
  EXPECT_EQ(e.at("decision").at("device"), -1);
}

TEST(Json, ADecisionStandsAlone) {
  Decision decision = decide(gemv_call(ElementType::F32, 30, 20), round_machine());
  decision.actual_ns = 1234;
  const json d = json::parse(to_json(decision));
  EXPECT_EQ(d.at("format"), "fulcrum-decision");
  EXPECT_EQ(d.at("actual_ns"), 1234.0);
  EXPECT_EQ(d.at("call").at("routine"), "gemv");
  EXPECT_EQ(json::parse(to_json(Decision{})).at("reason"), "None");
}

TEST(Json, MeasuredFiguresAreMarked) {
  Snapshot snapshot = round_machine();
  snapshot.host = measured_host();
  const Call call = gemm_call(ElementType::F64, 1000, 1000, 1000);
  json e = json::parse(to_json(explained(call, snapshot)));
  EXPECT_EQ(e.at("simd").at("terms").at(0).at("measured"), true);
  EXPECT_EQ(e.at("device").at("terms").at(0).at("measured"), false);
  snapshot.devices[0].analytic = false;
  snapshot.devices[0].rates =
      changed(*snapshot.devices[0].rates,
              [](const RateKey&, Rate&, Trust& trust) { trust.measured = true; });
  e = json::parse(to_json(explained(call, snapshot)));
  EXPECT_EQ(e.at("device").at("terms").at(0).at("measured"), true);
  EXPECT_EQ(e.at("device").at("analytic"), false);
  const std::string text = format(explained(call, snapshot));
  EXPECT_EQ(text.find("prior"), std::string::npos) << text;
  EXPECT_NE(text.find("%  measured  "), std::string::npos) << text;
}

TEST(Json, BytesThatAreNoUtf8AreReplaced) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].name = "Device \xff\" one";
  const json e = json::parse(to_json(explained(gemm_call(ElementType::F64, 90, 90, 90), snapshot)));
  EXPECT_EQ(e.at("device").at("name"), "Device \xEF\xBF\xBD\" one (analytic profile)");
}

// What is described by names comes back under the same names, of every routine, by rows too.
TEST(Json, NamesAndLettersAreTheCallers) {
  const Snapshot snapshot = round_machine();
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (const char layout : {'C', 'R'}) {
      const auto routine = static_cast<Routine>(r);
      ElementType type = ElementType::F32;
      while (!known_paths().has(routine, type))
        type = static_cast<ElementType>(static_cast<int>(type) + 1);
      const Present& has = traits_of(routine, type).present;
      CallArguments from;
      from.routine = to_string(routine);
      from.type = to_string(type);
      from.layout = layout;
      json expected = {{"layout", layout == 'C' ? "col" : "row"}};
      const auto set = [&](bool there, const char* name, auto& target, auto value) {
        if (!there) return;
        target = value;
        expected[name] = value;
      };
      set(has.m, "m", from.m, 30);
      set(has.n, "n", from.n, 20);
      set(has.k, "k", from.k, 10);
      const auto set_letter = [&](bool there, const char* name, char& target, char value) {
        if (!there) return;
        target = value;
        expected[name] = std::string(1, value);
      };
      set_letter(has.side, "side", from.side, 'R');
      set_letter(has.uplo, "uplo", from.uplo, 'L');
      set_letter(has.op_a, "transa", from.transa, is_complex(type) ? 'N' : 'T');
      set_letter(has.op_b, "transb", from.transb, 'N');
      set_letter(has.diag, "diag", from.diag, 'U');
      set(has.beta, "beta_zero", from.beta_zero, true);
      Call call = call_of(from);
      std::int64_t number = 100;
      for (const NamedOperand& operand : operands_of(call)) {
        const std::string name(1, operand.name);
        ++number;
        if (!operand.packed) {
          (name == "a"   ? from.lda
           : name == "b" ? from.ldb
           : name == "c" ? from.ldc
           : name == "x" ? from.incx
                         : from.incy) = number;
          expected[stride_name(operand)] = number;
        }
        if (!operand.located) continue;
        (name == "a"   ? from.location_a
         : name == "b" ? from.location_b
         : name == "c" ? from.location_c
         : name == "x" ? from.location_x
                       : from.location_y) = number % 2 == 0 ? "pinned" : "device";
        expected["location_" + name] = number % 2 == 0 ? "pinned" : "device";
      }
      if (traits_of(call).batch) {
        from.batch = 12;
        expected["batch"] = 12;
      }
      call = call_of(from);
      const json shown = json::parse(to_json(explained(call, snapshot))).at("decision").at("call");
      for (const auto& [name, value] : expected.items())
        EXPECT_EQ(shown.value(name, json()), value) << from.routine << ' ' << layout << ' ' << name;
      // Nothing else is shown but what every call has.
      for (const char* always : {"routine", "type", "batch", "threads", "device", "operations"})
        expected[always] = shown.at(always);
      EXPECT_EQ(shown.size(), expected.size()) << from.routine << shown;
    }
  }
}

// Every line fits a terminal of 100 columns, and no column is cut.
TEST(Format, LinesAreNotWiderThanATerminal) {
  for (const char* key : {"h200-pcie5", "gh200", "t4"}) {
    Snapshot snapshot = snapshot_of(round_host(), find_profile(key));
    snapshot.corrections[0].copy = 1.23456;
    snapshot.host_corrections.compute = 0.98765;
    snapshot.load[0].pool_bytes = 0;
    for (std::size_t r = 0; r < kRoutineCount; ++r) {
      for (const std::int64_t size : {1, 999, 30001}) {
        CallArguments from;
        from.routine = to_string(static_cast<Routine>(r));
        from.type = from.routine == "gemm_mixed" ? "u8" : from.routine == "rscal" ? "c64" : "f32";
        const Present& has = traits_of(static_cast<Routine>(r), ElementType::F32).present;
        if (has.m) from.m = size;
        from.n = size;
        if (has.k) from.k = size;
        Call call = call_of(from);
        for (const NamedOperand& operand : operands_of(call))
          if (!operand.packed) operand.stride(call) += size;
        std::istringstream lines(format(explained(call, snapshot)));
        for (std::string line; std::getline(lines, line);) {
          EXPECT_LE(line.size(), 100U) << line;
          EXPECT_FALSE(line.ends_with(' ')) << line;
        }
      }
    }
  }
}

TEST(Format, ShowsSharesUncertaintyAndTheFlip) {
  const Snapshot snapshot = round_machine();
  const std::string text =
      format(explained(gemm_call(ElementType::F64, 1000, 1000, 1000), snapshot));
  EXPECT_NE(text.find("column-major, lda=1000 ldb=1000 ldc=1000; operands of unknown location"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(" 99.8%  prior     2.00 GFLOP / 20.0 GFLOP/s"), std::string::npos) << text;
  EXPECT_NE(text.find("+- 10%"), std::string::npos) << text;
  EXPECT_NE(text.find("+- 15%"), std::string::npos) << text;
  EXPECT_NE(text.find("flips: to simd at m="), std::string::npos) << text;
  const std::string far = format(explained(
      located(vector_call(Routine::Axpy, ElementType::F64, 1000), Location::Pageable), snapshot));
  EXPECT_NE(far.find("axpy f64 n=1000\n  incx=1 incy=1; operands pageable\n"), std::string::npos)
      << far;
  EXPECT_NE(far.find("flips: at no size"), std::string::npos) << far;
  const std::string forced = format(
      explain(decide(gemm_call(ElementType::F64, 9, 9, 9), snapshot, Backend::Simd), snapshot));
  EXPECT_EQ(forced.find("flips"), std::string::npos) << forced;
}

TEST(Format, ADecisionSaysWhatWasDone) {
  EXPECT_EQ(format(Decision{}), "No call has been weighed yet.\n");
  Call call = gemm_call(ElementType::F64, 3, 4, 5);
  call.layout = Layout::RowMajor;
  Decision decision = decide(call, round_machine());
  decision.actual_ns = 2500;
  const std::string text = format(decision);
  EXPECT_NE(text.find("gemm f64 NN m=4 n=3 k=5\n  row-major, lda=5 ldb=3 ldc=3;"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("chosen: simd (avx2). The call is under the smallest size"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("measured: 2.500 us\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace fulcrum::offload::testing
