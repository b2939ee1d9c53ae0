// SPDX-License-Identifier: Apache-2.0
// A platform in five steps (CONTRIBUTING.md): a device whose memory the host cannot address, with a
// queue that does its work at once, three routines, and nothing else.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "offload/blas/cross.hpp"
#include "offload/platforms.hpp"

namespace fulcrum::offload {
namespace {

// ---- 1. Its streams ------------------------------------------------------------------------

// Memory by address: an allocation and an offset. No pointer has one of these numbers.
class Ledger {
 public:
  std::uintptr_t allocate(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const std::uintptr_t address = next_;
    next_ += (bytes + 4096) / 256 * 256;
    // For elements of any type.
    pages_[address].resize(bytes / sizeof(std::max_align_t) + 1);
    return address;
  }
  void release(std::uintptr_t address) {
    const std::lock_guard lock(mutex_);
    pages_.erase(address);
  }
  template <class T>
  T* find(const T* address) {
    return reinterpret_cast<T*>(find(reinterpret_cast<std::uintptr_t>(address)));
  }
  std::byte* find(std::uintptr_t address) {
    const std::lock_guard lock(mutex_);
    const auto page = std::prev(pages_.upper_bound(address));
    return reinterpret_cast<std::byte*>(page->second.data()) + (address - page->first);
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return pages_.size();
  }

 private:
  std::mutex mutex_;
  std::map<std::uintptr_t, std::vector<std::max_align_t>> pages_;
  std::uintptr_t next_ = std::uintptr_t{1} << 60;
};

class LedgerEvent final : public plugin::Event {
 public:
  explicit LedgerEvent(const plugin::Device& device) : device_(device) {}
  const plugin::Device& device() const override { return device_; }

 protected:
  bool driver_done() override { return true; }
  void driver_sync() override {}
  double driver_nanoseconds_since(plugin::Event& /*start*/) override { return 0; }

 private:
  const plugin::Device& device_;
};

class LedgerQueue final : public plugin::Queue {
 public:
  explicit LedgerQueue(Ledger& ledger) : ledger_(ledger) {}
  void copy(const plugin::Copy& copy) override {
    std::byte* const dst = host_address(copy.dst_kind, copy.dst);
    const std::byte* const src = host_address(copy.src_kind, copy.src);
    for (std::size_t row = 0; row < copy.height; ++row)
      std::memcpy(dst + row * copy.dst_pitch, src + row * copy.src_pitch, copy.width_bytes);
  }
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override {
    std::memset(host_address(kind, dst), value, bytes);
  }
  void launch(plugin::Kernel& /*kernel*/, const LaunchConfig& /*config*/,
              std::span<const plugin::Argument> /*arguments*/) override {}
  void record(plugin::Event& /*event*/) override {}
  void wait(plugin::Event& /*event*/) override {}
  bool knows(const plugin::Event& event) const noexcept override {
    return dynamic_cast<const LedgerEvent*>(&event) != nullptr;
  }
  bool done() override { return true; }
  void sync() override {}
  bool drain() noexcept override { return true; }

 private:
  std::byte* host_address(MemoryKind kind, std::uintptr_t address) {
    return kind == MemoryKind::Device ? ledger_.find(address) : pointer_to<std::byte>(address);
  }
  Ledger& ledger_;
};

class LedgerDevice final : public plugin::Device {
 public:
  LedgerDevice() { properties_.platform = properties_.name = "ledger"; }
  Ledger& ledger() { return ledger_; }
  const DeviceProperties& properties() const override { return properties_; }
  std::unique_ptr<plugin::Queue> create_queue() override {
    return std::make_unique<LedgerQueue>(ledger_);
  }
  std::shared_ptr<plugin::Event> create_event(bool /*timed*/) override {
    return std::make_shared<LedgerEvent>(*this);
  }
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> /*parameters*/) override {
    throw Error("load", 1, "source", source.name(), "a ledger has no kernels");
  }
  std::string absent(MemoryKind kind) const override {
    return kind == MemoryKind::Managed ? "the host cannot address a ledger" : "";
  }
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override {
    if (kind == MemoryKind::Device) return ledger_.allocate(bytes);
    return reinterpret_cast<std::uintptr_t>(::operator new (bytes + 1, std::align_val_t{256}));
  }
  void release(MemoryKind kind, std::uintptr_t address, std::size_t /*bytes*/) noexcept override {
    if (kind == MemoryKind::Device) return ledger_.release(address);
    ::operator delete (pointer_to<void>(address), std::align_val_t{256});
  }

 private:
  DeviceProperties properties_;
  Ledger ledger_;
};

// ---- 2. Its devices ------------------------------------------------------------------------

class LedgerAccelerator final : public blas::Accelerator {
 public:
  LedgerAccelerator() {
    info_.platform = "ledger";
    info_.name = "a ledger";
    info_.memory_bytes = 1 << 22;
  }
  const std::shared_ptr<LedgerDevice>& device() const { return device_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  bool usable() const noexcept override { return true; }
  std::string closed_because() const override { return {}; }
  blas::Limits limits() const override {
    return {.device_bytes = 1 << 22, .staging_bytes = 1 << 14, .ring_bytes = 1 << 14};
  }
  std::uint64_t room_within_limit() override { return 1 << 22; }
  std::size_t available_bytes() override { return 1 << 22; }
  Location location(const void* /*host*/) noexcept override { return Location::Pageable; }
  bool reads_directly(const void* /*host*/) noexcept override { return false; }
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override { body(); }

 private:
  std::shared_ptr<LedgerDevice> device_ = std::make_shared<LedgerDevice>();
  DeviceInfo info_;
};

class LedgerLane final : public blas::Lane {
 public:
  explicit LedgerLane(LedgerAccelerator& accelerator)
      : Lane(accelerator, Device(accelerator.device())), ledger(accelerator.device()->ledger()) {}
  Ledger& ledger;
};

std::unique_ptr<blas::Lane> LedgerAccelerator::make_lane() {
  return std::make_unique<LedgerLane>(*this);
}

// ---- 3. Its table --------------------------------------------------------------------------

int g_launches = 0;

template <class P>
void launch(blas::Lane& lane, const P& problem) {
  Ledger& ledger = static_cast<LedgerLane&>(lane).ledger;
  P p = problem;
  for_each_pointer(p, [&](auto& pointer) { pointer = ledger.find(pointer); });
  if constexpr (requires { p.result; }) p.result = ledger.find(p.result);
  Description<P>::host(*simd::find_target(Isa::Scalar), p, 1, simd::Scratch::Workspace);
  ++g_launches;
}

class LedgerBlas final : public blas::Pipelined {
 public:
  explicit LedgerBlas(std::shared_ptr<LedgerAccelerator> accelerator)
      : Pipelined(std::move(accelerator)) {}
  Outcome run(const AnyProblem& problem) noexcept override {
    if (const auto* p = problem.as<GemmProblem<double>>()) return cross(*p);
    if (const auto* p = problem.as<TrmProblem<double>>()) return cross(*p);
    if (const auto* p = problem.as<DotProblem<double>>()) return cross(*p);
    return blas::failed(ErrorCode::BackendUnavailable, "not in the table", 0);
  }

 private:
  template <class P>
  Outcome cross(const P& p) noexcept {
    return blas::cross_any(*this, p, *simd::find_target(Isa::Scalar),
                           blas::launch_of<P, &launch<P>>());
  }
};

// ---- 4. Its name ---------------------------------------------------------------------------

const std::shared_ptr<LedgerAccelerator>& accelerator() {
  static const auto only = std::make_shared<LedgerAccelerator>();
  return only;
}
const Discovery& discover_ledger(const Config& /*config*/) {
  static const Discovery found{{std::make_shared<LedgerBlas>(accelerator())}, ""};
  return found;
}

// ---- 5. Its priors: those of any device that states no more than its memory ------------------

constinit const BlasPlatform kLedger = {
    .name = "ledger",
    .paths = paths_of(ProblemList<GemmProblem<double>, TrmProblem<double>, DotProblem<double>>{}),
    .discover = &discover_ledger};

class SmallPlatform : public testing::Test {
 protected:
  static void SetUpTestSuite() { register_platform(kLedger); }
  static CallOptions on(Backend backend) {
    CallOptions options;
    options.backend = backend;
    return options;
  }
};

TEST_F(SmallPlatform, ComputesWhatItsTableHas) {
  constexpr std::int64_t kN = 130;
  std::vector<double> a(kN * kN), b(kN * kN);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<double>(i % 7) - 3;
    b[i] = static_cast<double>(i % 5) - 2;
  }
  std::vector<double> want, got;
  for (std::vector<double>* c : {&want, &got}) {
    const CallOptions options = on(c == &want ? Backend::Simd : Backend("ledger"));
    *c = b;
    gemm(Layout::RowMajor, Op::Trans, Op::NoTrans, kN, kN, kN, 2.0, a.data(), kN, b.data(), kN,
         -1.0, c->data(), kN, options);
    EXPECT_EQ(last_decision().backend, *options.backend);
    trsm(Layout::ColMajor, Side::Right, Uplo::Lower, Op::NoTrans, Diag::Unit, kN, 6, 0.5, a.data(),
         kN, c->data(), kN, options);
    EXPECT_EQ(last_decision().backend, *options.backend);
    c->push_back(dot(kN * kN, a.data(), 1, b.data(), -1, options));
    EXPECT_EQ(last_decision().backend, *options.backend);
  }
  EXPECT_EQ(got, want);
  EXPECT_GT(g_launches, 10) << "in pieces of 16 KiB";
  EXPECT_EQ(call_counts().crossed, 3U);
  EXPECT_EQ(accelerator()->device()->ledger().size(), 0U) << "device memory was not given back";
}

TEST_F(SmallPlatform, LeavesTheRestInPlace) {
  double x[3] = {1, 2, 3};
  scal(3, 2.0, x, 1, on("ledger"));
  EXPECT_EQ(x[2], 6);
  EXPECT_EQ(last_decision().reason, Reason::NoDevicePath);
  EXPECT_FALSE(backend_names().find("ledger") == std::string::npos);
}

}  // namespace
}  // namespace fulcrum::offload
