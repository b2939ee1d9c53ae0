// SPDX-License-Identifier: Apache-2.0
// What the suite over all platforms shares: a test gets the first device of its platform, and skips
// itself, with the reason, where there is none.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/error.hpp"
#include "fulcrum/runtime.hpp"

namespace fulcrum::test {

inline constexpr std::array kPlatforms = {"host", "worker",        "opencl",
                                          "cuda", "worker:opencl", "worker:cuda"};

// "worker:cuda" as a part of a test's name.
inline std::string name_of(const testing::TestParamInfo<const char*>& instance) {
  std::string name = instance.param;
  std::replace(name.begin(), name.end(), ':', '_');
  return name;
}

// Is a platform told to be there, so that one that is not is a failure?
inline bool wanted(const std::string& platform) {
  const char* names = std::getenv("FULCRUM_TEST_PLATFORMS");
  return names != nullptr &&
         ("," + std::string(names) + ",").find("," + platform + ",") != std::string::npos;
}

// What a call throws, as text; "nothing thrown" where it does not.
template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing thrown";
}

// Does the call throw an Error of that code, whose text holds these words?
template <class Call>
void expect_error(ErrorCode code, const std::string& words, const Call& call) {
  try {
    call();
    ADD_FAILURE() << "nothing thrown; expected: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

class Runtime : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const Platform found = fulcrum::platform(GetParam());
    if (found.available()) {
      device_.emplace(found.devices().front());
      return;
    }
    EXPECT_FALSE(found.reason().empty());
    ASSERT_FALSE(wanted(GetParam())) << found.reason();
    GTEST_SKIP() << found.reason();
  }
  Device& device() { return *device_; }

  template <class T>
  Buffer<T, memory::Pinned> pinned(std::size_t size, T value = T{}) {
    auto buffer = device().allocate<T, memory::Pinned>(size);
    std::fill_n(buffer.data(), size, value);
    return buffer;
  }
  // On the device, with these values.
  template <class T>
  Buffer<T> uploaded(const Stream& stream, const std::vector<T>& values) {
    auto buffer = device().allocate<T>(values.size());
    stream.copy_blocking(buffer.view(),
                         View<const T, memory::Pageable>(values.data(), values.size()));
    return buffer;
  }
  template <class T>
  static std::vector<T> downloaded(const Stream& stream, View<const T> view) {
    std::vector<T> values(view.size());
    stream.copy_blocking(View<T, memory::Pageable>(values.data(), values.size()), view);
    return values;
  }
  template <class T>
  static std::vector<T> downloaded(const Stream& stream, const Buffer<T>& buffer) {
    return downloaded<T>(stream, View<const T>(buffer.view()));
  }

 private:
  std::optional<Device> device_;
};

}  // namespace fulcrum::test
