// SPDX-License-Identifier: Apache-2.0
// Every argument that a C++ routine can refuse, alone and in pairs, by columns and by rows: the
// error's code, routine, position, argument, value and text, and operands that keep their bytes.
#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "fulcrum/error.hpp"
#include "tests/api/listed_routines.hpp"

namespace fulcrum {
namespace {

using test::Arguments;
using test::Kind;
using test::Letters;
using test::Routine;
using test::Signature;
using Argument = Arguments::Argument;

// What the C++ routines call an argument, whatever the case of its letters.
std::string_view cpp_name(std::string_view name) {
  if (name == "rows") return "m";
  if (name == "cols") return "n";
  return name == "batch_size" ? "batch" : name;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
  return text;
}

template <class T>
class Calls {
 public:
  Calls(const Routine& routine, bool by_rows)
      : routine_(routine),
        by_rows_(by_rows),
        line_(routine.line()),
        arguments_(routine.signature, line_, false),
        choices_(test::letter_choices(routine.signature, !RealScalar<T>)) {
    arguments_.lend("options", &options_);
    if constexpr (RealScalar<T>) {
      if (line_.find(" epilogue ") != std::string::npos) arguments_.lend("epilogue", &epilogue_);
    }
  }

  void each_argument() {
    for (const Letters& letters : choices_) {
      make_legal(letters);
      expect_legal();
      for (Argument* const argument : arguments_.refusable()) {
        arguments_.make_illegal(*argument);
        expect_refused(*argument);
        make_legal(letters);
      }
    }
  }

  void empty_matrices() {
    test::Sizes sizes = Arguments::kSizes;
    for (const char* const name : {"m", "n", "k", "kl", "ku", "rows", "cols"}) sizes[name] = 0;
    for (const Letters& letters : choices_) {
      arguments_.make_legal(letters, by_rows_, sizes);
      expect_legal();
      for (Argument* const argument : arguments_.refusable()) {
        if (argument->kind != Kind::Leading) continue;
        arguments_.make_illegal(*argument);
        expect_refused(*argument);
        arguments_.make_legal(letters, by_rows_, sizes);
      }
    }
  }

  // The first in the caller's list counts; a null operand is looked for behind all others.
  void each_pair() {
    make_legal(choices_[0]);
    std::vector<Argument*> order = arguments_.refusable();
    std::erase_if(order, [](const Argument* a) {
      return a->kind == Kind::Distance || a->name.starts_with("batch") ||
             a->name.starts_with("group");
    });
    for (std::size_t first = 0; first < order.size(); ++first) {
      for (std::size_t second = first + 1; second < order.size(); ++second) {
        arguments_.make_illegal(*order[first]);
        arguments_.make_illegal(*order[second]);
        expect_refused(*order[first]);
        make_legal(choices_[0]);
      }
      if (arguments_.has_groups()) continue;  // their arrays are looked at before their entries
      for (Argument& operand : arguments_.all()) {
        if (operand.kind != Kind::Operand) continue;
        arguments_.make_illegal(*order[first]);
        arguments_.make_null(operand.name);
        expect_refused(*order[first]);
        make_legal(choices_[0]);
      }
    }
  }

  // Operands, the arrays of a batch, and their second pointer.
  void null_operands() {
    if (!routine_.reads) return;
    make_legal(choices_[0]);
    for (Argument& argument : arguments_.all()) {
      const bool array = arguments_.has_groups() && arguments_.has_entries(argument) &&
                         argument.kind != Kind::Object;
      if (argument.kind != Kind::Operand && !array) continue;
      arguments_.make_null(argument.name);
      expect_error(argument, std::string(argument.name), "null", "elements of it would be used");
      arguments_.make_null("");
      if (argument.kind != Kind::Operand || !arguments_.has_pointers()) continue;
      void*& second = argument.pointer[1];
      void* const before = second;
      second = nullptr;
      expect_error(argument, std::string(argument.name) + "[1]", "null",
                   "elements of it would be used");
      second = before;
    }
  }

  // No value of a letter's type but its enumerators is taken.
  void each_letter() {
    for (Argument* const argument : arguments_.refusable()) {
      if (argument->kind != Kind::Letter) continue;
      const std::string_view accepted =
          test::accepted_letters(routine_.signature, !RealScalar<T>, argument->name);
      make_legal(choices_[0]);
      for (char letter = 'A'; letter <= 'z'; ++letter) {
        if (accepted.find(letter) != std::string_view::npos) continue;
        argument->letter[arguments_.entry(*argument)] = letter;
        expect_refused(*argument);
      }
    }
  }

  void bad_device() {
    if (routine_.name.starts_with("pack_")) return;  // computes nothing that a device could
    make_legal(choices_[0]);
    options_.device = -2;
    try {
      routine_.call(arguments_, line_);
      ADD_FAILURE() << routine_.name << ": a device that cannot be was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << error.what();
      EXPECT_NE(std::string(error.what()).find("CallOptions::device is -2"), std::string::npos)
          << error.what();
    }
    EXPECT_TRUE(arguments_.unchanged()) << routine_.name;
    options_.device = -1;
  }

 private:
  void make_legal(const Letters& letters) {
    arguments_.make_legal(letters, by_rows_);
    arguments_.make_null("");
  }

  void expect_legal() {
    try {
      routine_.call(arguments_, line_);
    } catch (const Error& error) {
      ADD_FAILURE() << "a legal call: " << error.what();
    }
    (void)arguments_.unchanged();
  }

  void expect_refused(const Argument& argument) {
    const std::size_t at = arguments_.entry(argument);
    std::string name(cpp_name(argument.name));
    if (arguments_.has_entries(argument)) name += "[1]";
    const std::string value = std::to_string(argument.value[at]);
    if (argument.kind == Kind::Letter) {
      expect_error(argument, name, std::string("'") + argument.letter[at] + "'", "it must be ");
    } else if (argument.kind == Kind::Increment) {
      expect_error(argument, name, value, "it must not be 0");
    } else if (argument.kind == Kind::Size) {
      expect_error(argument, name, value, "it must not be negative");
    } else {
      expect_error(argument, name, value, "it must be at least " + std::to_string(argument.least));
    }
  }

  void expect_error(const Argument& argument, const std::string& name, const std::string& value,
                    const std::string& why) {
    const int position = arguments_.position(argument.name);
    const std::string where =
        std::string(routine_.name) + (by_rows_ ? " by rows, " : ", ") + name + " = " + value + ": ";
    try {
      routine_.call(arguments_, line_);
      ADD_FAILURE() << where << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << where << error.what();
      EXPECT_EQ(error.routine(), routine_.name) << where << error.what();
      EXPECT_EQ(error.position(), position) << where << error.what();
      EXPECT_EQ(lower(error.argument()), name) << where << error.what();
      EXPECT_EQ(error.value(), value) << where << error.what();
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with(std::string(routine_.name) + ": argument " +
                                   std::to_string(position) + " (" + error.argument() + ") is " +
                                   value + ": "))
          << where << text;
      EXPECT_NE(text.find(why), std::string::npos) << where << text << " lacks " << why;
    }
    EXPECT_TRUE(arguments_.unchanged()) << where << "written";
  }

  const Routine& routine_;
  bool by_rows_;
  std::string line_;
  Arguments arguments_;
  std::vector<Letters> choices_;
  CallOptions options_;
  Epilogue<Real<T>> epilogue_;
};

template <class T>
class ApiArguments : public ::testing::Test {
 protected:
  template <class Check>
  void for_each_call(Check&& check) {
    for (const Routine& routine : test::listed_routines<T>()) {
      for (const bool by_rows : {false, true}) {
        Calls<T> calls(routine, by_rows);
        check(calls);
      }
    }
  }
};

struct Names {
  template <class T>
  static std::string GetName(int) {
    return std::string(RealScalar<T> ? "" : "Complex") +
           (sizeof(Real<T>) == 4 ? "Float" : "Double");
  }
};
using Types = ::testing::Types<float, double, std::complex<float>, std::complex<double>>;
TYPED_TEST_SUITE(ApiArguments, Types, Names);

TYPED_TEST(ApiArguments, EachIsRefused) {
  this->for_each_call([](auto& calls) { calls.each_argument(); });
}

// What does not depend on the precision.
template <class T>
using ApiArgumentsInSingle = ApiArguments<T>;
using Single = ::testing::Types<float, std::complex<float>>;
TYPED_TEST_SUITE(ApiArgumentsInSingle, Single, Names);

TYPED_TEST(ApiArgumentsInSingle, EmptyMatricesHaveLeadingDimensionsToo) {
  this->for_each_call([](auto& calls) { calls.empty_matrices(); });
}

TYPED_TEST(ApiArgumentsInSingle, OfTwoTheFirst) {
  this->for_each_call([](auto& calls) { calls.each_pair(); });
}

TYPED_TEST(ApiArguments, NullOperands) {
  this->for_each_call([](auto& calls) { calls.null_operands(); });
}

TYPED_TEST(ApiArgumentsInSingle, Letters) {
  this->for_each_call([](auto& calls) { calls.each_letter(); });
}

TYPED_TEST(ApiArguments, ADeviceThatCannotBe) {
  this->for_each_call([](auto& calls) { calls.bad_device(); });
}

// Of level 1 nothing is refused but a vector that is none.
TYPED_TEST(ApiArguments, NullVectors) {
  for (const Routine& routine : test::listed_level1<TypeParam>()) {
    Calls<TypeParam> calls(routine, false);
    calls.null_operands();
  }
}

}  // namespace
}  // namespace fulcrum
