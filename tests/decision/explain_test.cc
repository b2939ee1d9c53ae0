// SPDX-License-Identifier: Apache-2.0
// Every toll is a term, the terms sum to the predictions, and the words are there.
#include <gtest/gtest.h>

#include <set>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

double sum(const std::vector<Term>& terms) {
  double total = 0;
  for (const Term& term : terms) total += term.ns;
  return total;
}

std::vector<Call> sample() {
  std::vector<Call> calls;
  for (const ElementType type : {ElementType::F32, ElementType::F64}) {
    for (const std::int64_t size : {1, 30, 100, 1000, 5000}) {
      calls.push_back(gemm_call(type, size, size, size));
      calls.push_back(gemm_call(type, size, 32, 16 * size));
      calls.push_back(gemv_call(type, size, 3 * size));
      calls.push_back(vector_call(Routine::Axpy, type, size * size));
      calls.push_back(vector_call(Routine::Dot, type, size * size));
      calls.push_back(vector_call(Routine::Scal, type, size * size));
    }
  }
  return calls;
}

// But for the last bits: they are added in another order.
TEST(Explain, TermsSumToThePredictions) {
  for (const DeviceProfile& profile : bundled_profiles()) {
    Snapshot snapshot = snapshot_of(round_host(), profile);
    snapshot.load[0].backlog_ns = 777;
    for (const Call& call : sample()) {
      for (const Location location : {Location::Unknown, Location::Pinned, Location::Device}) {
        const Explanation explanation =
            explain(decide(located(call, location), snapshot), snapshot);
        EXPECT_DOUBLE_EQ(sum(explanation.simd), explanation.decision.predicted_simd_ns);
        EXPECT_DOUBLE_EQ(sum(explanation.device), explanation.decision.predicted_device_ns);
        for (const Term& term : explanation.device) EXPECT_GE(term.ns, 0) << term.name;
      }
    }
  }
}

TEST(Explain, AgreesWithTheDecision) {
  const Snapshot snapshot = snapshot_of(round_host(), find_profile("h200-pcie5"));
  for (const Call& call : sample()) {
    const Decision decision = decide(call, snapshot);
    const Explanation explanation = explain(decision, snapshot);
    EXPECT_EQ(explanation.decision.backend, decision.backend);
    EXPECT_EQ(explanation.decision.reason, decision.reason);
    if (decision.predicted_simd_ns > 0) {
      EXPECT_EQ(explanation.decision.predicted_simd_ns, decision.predicted_simd_ns);
      EXPECT_EQ(explanation.decision.predicted_device_ns, decision.predicted_device_ns);
    }
  }
}

TEST(Explain, EveryTollIsATerm) {
  Snapshot snapshot = round_machine();
  snapshot.load[0].backlog_ns = 12345;
  snapshot.load[0].pool_bytes = 0;
  Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  call.threads = 2;
  const Explanation explanation = explain(decide(call, snapshot, Backend("cuda")), snapshot);
  const auto& device = explanation.device;
  EXPECT_DOUBLE_EQ(term(device, "submit"), 1000);
  EXPECT_DOUBLE_EQ(term(device, "queue"), 12345);
  EXPECT_DOUBLE_EQ(term(device, "shared copy"), 8400);
  EXPECT_DOUBLE_EQ(term(device, "staging"), 16000);
  EXPECT_DOUBLE_EQ(term(device, "copy in"), 16800);
  EXPECT_DOUBLE_EQ(term(device, "kernel"), 7000);
  EXPECT_DOUBLE_EQ(term(device, "copy out"), 8400);
  EXPECT_DOUBLE_EQ(term(device, "chunks"), 500);
  EXPECT_DOUBLE_EQ(term(device, "sync"), 2000);
  EXPECT_DOUBLE_EQ(term(device, "allocation"), 50240);
  EXPECT_EQ(device.size(), 10u);
  EXPECT_DOUBLE_EQ(term(explanation.simd, "call"), 100 + 400) << "with the start of two threads";
  EXPECT_DOUBLE_EQ(term(explanation.simd, "packing"), (300 + 8750) / 2.0);
  EXPECT_DOUBLE_EQ(term(explanation.simd, "compute"), 2e6 * 0.2 / 2);
  EXPECT_EQ(explanation.simd.size(), 3u);
}

TEST(Explain, WhatIsNoProductHasPassesAndMemory) {
  const Snapshot snapshot = round_machine();
  Call call = gemv_call(ElementType::F64, 100, 200);
  call.threads = 1;
  const Work work = work_of(call);
  const HostCost cost = host_cost(call, work, snapshot);
  Explanation explanation = explain(decide(call, snapshot), snapshot);
  EXPECT_DOUBLE_EQ(term(explanation.simd, "passes"), 2 * 100 + 4 * 200);
  EXPECT_DOUBLE_EQ(term(explanation.simd, "memory"), cost.memory);
  EXPECT_EQ(explanation.simd.size(), 3u);
  EXPECT_NE(format(explanation).find("most of it from DRAM"), std::string::npos)
      << format(explanation);
  call = vector_call(Routine::Dot, ElementType::F64, 250);
  explanation = explain(decide(call, snapshot), snapshot);
  EXPECT_DOUBLE_EQ(term(explanation.simd, "memory"), 4000 * 0.02);
  EXPECT_EQ(explanation.simd.size(), 2u) << "vectors have no rows and columns";
  EXPECT_NE(format(explanation).find("most of it from L2"), std::string::npos)
      << format(explanation);
}

TEST(Explain, NotesCarryTheArithmetic) {
  const Snapshot snapshot = round_machine();
  const Call call = located(gemm_call(ElementType::F64, 1000, 1000, 1000), Location::Pinned);
  const std::string text = format(explain(decide(call, snapshot), snapshot));
  EXPECT_NE(text.find("gemm f64 NN m=1000 n=1000 k=1000"), std::string::npos) << text;
  EXPECT_NE(text.find("tiles' edges, A and B packed, C written"), std::string::npos) << text;
  EXPECT_NE(text.find("2.00 GFLOP / 20.0 GFLOP/s"), std::string::npos) << text;  // 4 threads of 5
  EXPECT_NE(text.find("2.00 GFLOP / 500 GFLOP/s"), std::string::npos) << text;
  EXPECT_NE(text.find("8.00 MB / 10.0 GB/s"), std::string::npos) << text;  // A, C out
  EXPECT_NE(text.find("16.0 MB / 10.0 GB/s"), std::string::npos) << text;  // B and C in
  EXPECT_NE(text.find("Round device (analytic profile)"), std::string::npos) << text;
  EXPECT_NE(text.find("a prediction, nothing measured"), std::string::npos) << text;
  EXPECT_NE(text.find("chosen: cuda. The accelerator is predicted to be faster"), std::string::npos)
      << text;
}

// C of 1000 columns with gaps between them: the link gathers them on the way in, the host puts them
// in their places on the way out.
TEST(Explain, NotesCountTheStridedPieces) {
  const Snapshot snapshot = round_machine();
  Call call = located(gemm_call(ElementType::F64, 10, 1000, 10), Location::Pinned);
  call.ldc = 11;
  const Explanation explanation = explain(decide(call, snapshot, Backend("cuda")), snapshot);
  for (const Term& term : explanation.device) {
    const bool counts = term.note.find("; 1000 strided pieces") != std::string::npos;
    EXPECT_EQ(counts, term.name == "staging" || term.name == "copy in")
        << term.name << ": " << term.note;
  }
}

TEST(Explain, MeasuredProfilesAreNotCalledAnalytic) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].analytic = false;
  const Explanation explanation =
      explain(decide(gemm_call(ElementType::F64, 9, 9, 9), snapshot), snapshot);
  EXPECT_FALSE(explanation.device_is_analytic);
  EXPECT_EQ(explanation.device_name, "Round device");
  EXPECT_EQ(format(explanation).find("analytic"), std::string::npos);
}

TEST(Explain, StatesHowSureItIs) {
  Snapshot snapshot = round_machine();
  const auto trust_in = [](const RateTable& table, Trust trust) {
    return changed(table, [&](const RateKey& key, Rate&, Trust& of_row) {
      if (key.routine == Routine::Gemm && key.type == ElementType::F32) of_row = trust;
    });
  };
  snapshot.host.one = trust_in(*snapshot.host.one, {false, 0.03});
  snapshot.host.all = trust_in(*snapshot.host.all, {false, 0.04});
  snapshot.devices[0].rates = trust_in(*snapshot.devices[0].rates, {true, 0.25});
  snapshot.devices[0].analytic = false;
  const Call call = gemm_call(ElementType::F32, 500, 500, 500);
  Explanation explanation = explain(decide(call, snapshot), snapshot);
  EXPECT_EQ(explanation.simd_uncertainty, 0.04) << "on several threads";
  EXPECT_EQ(explanation.device_uncertainty, 0.25);
  for (const Term& term : explanation.simd) EXPECT_FALSE(term.measured) << term.name;
  for (const Term& term : explanation.device) EXPECT_TRUE(term.measured) << term.name;
  Call alone = call;
  alone.threads = 1;
  EXPECT_EQ(explain(decide(alone, snapshot), snapshot).simd_uncertainty, 0.03);
  // The kernel of another routine was not measured, what crossing costs was.
  Call other = call;
  other.type = ElementType::F64;
  const Explanation mixed = explain(decide(other, snapshot), snapshot);
  for (const Term& term : mixed.device)
    EXPECT_EQ(term.measured, term.name != "kernel") << term.name;
  EXPECT_TRUE(explanation.sizes_decide);
  EXPECT_TRUE(explanation.flip);
}

TEST(Explain, MarginIsTheRatioOfThePredictions) {
  const Snapshot snapshot = round_machine();
  const Explanation explanation =
      explain(decide(gemm_call(ElementType::F32, 500, 500, 500), snapshot), snapshot);
  const double simd = explanation.decision.predicted_simd_ns,
               device = explanation.decision.predicted_device_ns;
  EXPECT_DOUBLE_EQ(explanation.margin, simd > device ? simd / device : device / simd);
  EXPECT_GE(explanation.margin, 1);
}

TEST(Explain, WithoutADeviceOnlyTheHostIsPriced) {
  Snapshot snapshot;
  snapshot.host = round_host();
  snapshot.discovery = DiscoveryState::Done;
  set_paths(snapshot);
  set_thresholds(snapshot);
  const Explanation explanation =
      explain(decide(gemm_call(ElementType::F64, 9, 9, 9), snapshot), snapshot);
  EXPECT_FALSE(explanation.simd.empty());
  EXPECT_TRUE(explanation.device.empty());
  EXPECT_EQ(explanation.margin, 0);
  EXPECT_EQ(explanation.device_uncertainty, 0);
  EXPECT_FALSE(explanation.sizes_decide);
  EXPECT_FALSE(explanation.flip);
  EXPECT_TRUE(explanation.device_name.empty());
  EXPECT_NE(format(explanation).find("No accelerator is present"), std::string::npos);
}

// All of its products are priced, on both sides.
TEST(Explain, ABatchIsPricedAsAWhole) {
  const Snapshot snapshot = snapshot_of(round_host(), bundled_profiles().front());
  Call call = gemm_call(ElementType::F64, 5000, 5000, 5000);
  const Decision one = explain(decide(call, snapshot), snapshot).decision;
  const double alone = one.predicted_simd_ns;
  call.routine = Routine::GemmBatch;
  call.batch = 12;
  for (const Backend forced : {Backend::Auto, Backend("cuda")}) {
    const Decision decision = decide(call, snapshot, forced);
    EXPECT_EQ(decision.backend, Backend("cuda"));
    const Explanation explanation = explain(decision, snapshot);
    EXPECT_GT(explanation.decision.predicted_device_ns, 6 * one.predicted_device_ns);
    EXPECT_LT(explanation.decision.predicted_device_ns, 18 * one.predicted_device_ns);
    EXPECT_NEAR(explanation.decision.predicted_simd_ns, 12 * alone, alone / 10);
    EXPECT_NE(format(explanation).find("k=5000, the largest of 12 problems\n"), std::string::npos);
  }
}

TEST(Explain, ShowsWhatWasMeasured) {
  const Snapshot snapshot = round_machine();
  Decision decision = decide(gemm_call(ElementType::F64, 9, 9, 9), snapshot);
  decision.actual_ns = 2500;
  EXPECT_NE(format(explain(decision, snapshot)).find("measured: 2.500 us"), std::string::npos);
}

TEST(Text, EveryReasonHasANameAndASentence) {
  std::set<std::string_view> names, sentences;
  for (int i = 0; i <= static_cast<int>(Reason::QuickReturn); ++i) {
    const auto reason = static_cast<Reason>(i);
    names.insert(to_string(reason));
    sentences.insert(reason_text(reason));
    EXPECT_EQ(reason_text(reason).back(), '.');
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Reason::QuickReturn) + 1);
  EXPECT_EQ(sentences.size(), names.size());
  EXPECT_EQ(names.count("?"), 0u);
  EXPECT_EQ(to_string(Routine::Gemm), "gemm");
  EXPECT_EQ(to_string(Routine::Scal), "scal");
  EXPECT_EQ(to_string(ElementType::F32), "f32");
  EXPECT_EQ(to_string(ElementType::F64), "f64");
}

}  // namespace
}  // namespace fulcrum::offload::testing
