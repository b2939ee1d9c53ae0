// SPDX-License-Identifier: Apache-2.0
// One call of a batch: groups of calls of the routine that it repeats, each of which is made and
// judged as that routine's own. Arguments are found by name, as in call.hpp.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/call.hpp"
#include "tests/differential/families.hpp"

namespace fulcrum::differential {

class Batch {
 public:
  // Legal arguments. `family` is the repeated routine's; `like` has the types and the layout.
  Batch(const Family& family, bool strided, const Call& like, Random& random);

  // Makes one argument illegal.
  void make_illegal(Random& random);
  const std::string& illegal() const { return illegal_; }  // its name; empty: none

  const std::string& arguments() const { return arguments_; }  // of the Fortran routine
  void* address(std::string_view name);
  std::int64_t integer(std::string_view name);
  std::string describe() const;

  std::vector<Buffer*> operands();  // all that the call can reach
  // Empty, or what is wrong with what a legal call has left. Once only.
  std::string check();

 private:
  struct Group {
    Call shape;  // its sizes and letters
    std::vector<Call> items;
    CBLAS_INT count = 0;  // as it is handed over
  };
  // Where the items of a strided batch keep one operand.
  struct Place {
    Buffer memory;
    CBLAS_INT stride = 0;
    std::vector<std::byte> before;
  };

  Group make_group(const Call& like, Random& random);
  void lay_out(Random& random);
  std::string take_out();
  template <class Element, class Get>
  void* array(const Get& get);

  const Family& family_;
  bool strided_, cblas_, row_major_;
  std::string arguments_, illegal_;
  std::vector<Group> groups_;
  CBLAS_INT group_count_ = 0;
  std::map<char, Place> places_;
  std::vector<std::vector<std::byte>> arrays_;  // those that are handed over
};

}  // namespace fulcrum::differential
