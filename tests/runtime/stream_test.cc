// SPDX-License-Identifier: Apache-2.0
// Streams and events on every platform: order, waits, host tasks, errors, ends.
#include <atomic>
#include <chrono>
#include <future>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "fulcrum/fulcrum.hpp"
#include "tests/runtime/suite.hpp"

namespace fulcrum::test {
namespace {

using Streams = Runtime;

TEST_P(Streams, EventsOrderStreams) {
  const Stream first = device().stream(), second = device().stream();
  const Event ready = device().event();
  EXPECT_TRUE(ready.done());  // never recorded
  auto from = pinned<int>(100000, 7), to = pinned<int>(100000);
  const auto there = device().allocate<int, memory::Device>(100000);
  for (int round = 0; round < 20; ++round) {
    std::fill_n(from.data(), from.size(), round);
    first.copy(there.view(), from.view()).record(ready);
    second.wait(ready).copy(to.view(), there.view()).sync();
    ASSERT_EQ(to.data()[0], round);
    ASSERT_EQ(to.data()[99999], round);
    ready.sync();
    EXPECT_TRUE(ready.done());
  }
}

TEST_P(Streams, TimedEventsGiveNanoseconds) {
  const Stream stream = device().stream();
  const TimedEvent begin = device().timed_event(), end = device().timed_event();
  auto host = pinned<char>(1 << 20);
  const auto there = device().allocate<char, memory::Device>(1 << 20);
  stream.record(begin).copy(there.view(), host.view()).record(end).sync();
  EXPECT_GE(end - begin, 0);
}

TEST_P(Streams, HostTasksRunInOrder) {
  const Stream stream = device().stream();
  auto from = pinned<int>(1), to = pinned<int>(1);
  const auto there = device().allocate<int, memory::Device>(1);
  int seen = 0;
  stream.host([&] { from.data()[0] = 42; })
      .copy(there.view(), from.view())
      .copy(to.view(), there.view())
      .host([&] { seen = to.data()[0]; })
      .sync();
  EXPECT_EQ(seen, 42);
}

TEST_P(Streams, TheFirstErrorPoisonsTheStreamAndWhatDependsOnIt) {
  const Stream stream = device().stream(), dependent = device().stream(), other = device().stream();
  const Event before = device().event(), after = device().event();
  std::atomic<bool> ran{false};
  stream.record(before)
      .host([] { throw std::runtime_error("the first"); })
      .host([] { throw std::runtime_error("the second"); })
      .host([&] { ran = true; })
      .record(after);
  dependent.wait(after).host([&] { ran = true; });
  for (int again = 0; again < 2; ++again) {
    EXPECT_NE(message_of([&] { stream.sync(); }).find("the first"), std::string::npos);
    EXPECT_NE(message_of([&] { dependent.sync(); }).find("the first"), std::string::npos);
    EXPECT_NE(message_of([&] { after.sync(); }).find("the first"), std::string::npos);
  }
  EXPECT_NE(stream.status().find("the first"), std::string::npos);
  EXPECT_NE(dependent.status().find("the first"), std::string::npos);
  EXPECT_FALSE(ran);
  EXPECT_NO_THROW(before.sync());
  other.wait(before).host([&] { ran = true; }).sync();
  EXPECT_TRUE(ran);
  EXPECT_EQ(other.status(), "");
}

TEST_P(Streams, StreamsFinishTheirWorkWhenTheyEnd) {
  auto from = pinned<int>(1000, 3), to = pinned<int>(1000);
  const auto there = device().allocate<int, memory::Device>(1000);
  const Event last = device().event();
  {
    const Stream stream = device().stream();
    stream.copy(there.view(), from.view()).copy(to.view(), there.view()).record(last);
  }
  last.sync();
  EXPECT_EQ(to.data()[999], 3);
}

// A platform whose streams ran one after the other would stop here for good.
TEST_P(Streams, GoOnBesideEachOther) {
  const Stream first = device().stream(), second = device().stream();
  std::promise<void> met;
  first.host([&] { met.get_future().wait(); });
  second.host([&] { met.set_value(); });
  second.sync();
  first.sync();
}

TEST_P(Streams, GoOnWhileATaskIsHeld) {
  const Stream held = device().stream(), free = device().stream();
  std::promise<void> release;
  held.host([&] { release.get_future().wait(); });
  auto from = pinned<int>(1000, 4), to = pinned<int>(1000);
  const auto there = device().allocate<int>(1000), other = device().allocate<int>(1000);
  free.copy(there.view(), from.view()).copy(to.view(), there.view()).sync();
  EXPECT_EQ(to.data()[999], 4);
  // What is queued behind a task waits for it, as do those who wait for its event.
  const Event behind = device().event();
  held.copy(other.view(), from.view()).record(behind);
  free.wait(behind);
  EXPECT_FALSE(behind.done());
  EXPECT_FALSE(held.done());
  EXPECT_FALSE(free.done());
  release.set_value();
  free.sync();
  behind.sync();
  held.sync();
}

TEST_P(Streams, TasksMayUseTheLibraryAndTheRuntime) {
  const Stream stream = device().stream();
  double sum = 0;
  std::vector<double> x(1000, 1.5);
  int copied = 0;
  stream.host([&] {
    sum = asum(1000, x.data(), 1);
    const Stream inner = device().stream();
    auto from = pinned<int>(10, 6), to = pinned<int>(10);
    const auto there = device().allocate<int>(10);
    inner.copy(there.view(), from.view()).copy(to.view(), there.view()).sync();
    copied = to.data()[9];
  });
  stream.sync();
  EXPECT_EQ(sum, 1500);
  EXPECT_EQ(copied, 6);
}

TEST_P(Streams, ATaskThatWaitsForItsOwnStreamIsAnError) {
  const Stream stream = device().stream();
  stream.host([&] { stream.sync(); });
  EXPECT_NE(message_of([&] { stream.sync(); }).find("would wait for itself"), std::string::npos);

  const Stream another = device().stream();
  const Event behind = device().event(), before = device().event();
  std::promise<void> recorded;
  bool waited = false;
  another.record(before).host([&] {
    recorded.get_future().wait();
    before.sync();  // behind us: done
    waited = true;
    behind.sync();
  });
  another.record(behind);
  recorded.set_value();
  EXPECT_NE(message_of([&] { another.sync(); }).find("would wait for itself"), std::string::npos);
  EXPECT_TRUE(waited);
}

TEST_P(Streams, ATaskMayQueueMoreOnItsOwnStream) {
  const Stream stream = device().stream();
  std::atomic<int> order{0};
  int first = -1, second = -1;
  stream.host([&] {
    first = order++;
    stream.impl().finally([&] { second = order++; });
  });
  stream.sync();
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
}

TEST_P(Streams, EndWithWorkInFlight) {
  std::atomic<int> ran{0};
  auto from = pinned<int>(1 << 18, 2), to = pinned<int>(1 << 18);
  const Event last = device().event();
  {
    const auto there = device().allocate<int>(1 << 18);
    const Stream stream = device().stream();
    stream.host([&] { std::this_thread::sleep_for(std::chrono::milliseconds(20)), ++ran; })
        .copy(there.view(), from.view())
        .copy(to.view(), there.view())
        .host([&] { ++ran; })
        .record(last);
  }
  EXPECT_EQ(ran, 2);
  last.sync();
  EXPECT_EQ(to.data()[0], 2);
  EXPECT_EQ(to.data()[(1 << 18) - 1], 2);
}

TEST_P(Streams, TheLastHandleMayGoInATask) {
  auto stream = std::make_shared<plugin::Stream>(
      std::static_pointer_cast<plugin::Device>(device().impl().shared_from_this()));
  std::promise<void> queued, ran;
  plugin::Stream* const raw = stream.get();
  raw->host([owner = std::move(stream), later = queued.get_future().share()]() mutable {
    later.wait();
    owner.reset();
  });
  raw->host([&] { ran.set_value(); });
  queued.set_value();
  ran.get_future().wait();
}

TEST_P(Streams, TimedEventsMeasure) {
  const Stream stream = device().stream();
  const TimedEvent begin = device().timed_event(), end = device().timed_event(),
                   never = device().timed_event();
  stream.record(begin)
      .host([] { std::this_thread::sleep_for(std::chrono::milliseconds(5)); })
      .record(end)
      .sync();
  EXPECT_GE(end - begin, 4e6);
  EXPECT_LT(end - begin, 5e9);
  EXPECT_LE(begin - end, 0);
  expect_error(ErrorCode::InvalidArgument, "never recorded", [&] { (void)(end - never); });
}

TEST_P(Streams, ManyCommandsKeepTheirOrder) {
  const Stream stream = device().stream();
  std::vector<int> order;
  constexpr int kTasks = 3000;
  for (int i = 0; i < kTasks; ++i) stream.host([&order, i] { order.push_back(i); });
  stream.sync();
  ASSERT_EQ(order.size(), static_cast<std::size_t>(kTasks));
  for (int i = 0; i < kTasks; ++i) ASSERT_EQ(order[i], i);
}

// Two streams that hand each other the turn, with two events over and over.
TEST_P(Streams, TakeTurnsByEvents) {
  const Stream ping = device().stream(), pong = device().stream();
  const Event to_pong = device().event(), to_ping = device().event();
  std::vector<int> turns;
  for (int i = 0; i < 200; ++i) {
    ping.wait(to_ping).host([&turns] { turns.push_back(0); }).record(to_pong);
    pong.wait(to_pong).host([&turns] { turns.push_back(1); }).record(to_ping);
  }
  ping.sync();
  pong.sync();
  ASSERT_EQ(turns.size(), 400U);
  for (std::size_t i = 0; i < turns.size(); ++i) ASSERT_EQ(turns[i], static_cast<int>(i % 2));
}

INSTANTIATE_TEST_SUITE_P(Platforms, Streams, testing::ValuesIn(kPlatforms), name_of);

}  // namespace
}  // namespace fulcrum::test
