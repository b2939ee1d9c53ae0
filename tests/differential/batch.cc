// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/batch.hpp"

#include <cstring>

#include "tests/differential/run.hpp"

namespace fulcrum::differential {
namespace {

bool is_operand(std::string_view word) {
  return word == "a" || word == "b" || word == "c" || word == "x" || word == "y";
}
bool is_scalar(std::string_view word) { return word == "alpha" || word == "beta"; }
bool is_stride(std::string_view word) { return word.starts_with("stride"); }

// The list of the routine that is repeated and what a batch has beside it; a strided one has a
// distance behind each operand's leading dimension or increment.
std::string line(std::string_view routine, bool strided) {
  std::string result;
  char operand = 0;
  for (const std::string_view word : words(routine)) {
    result.append(word).append(" ");
    if (is_operand(word)) operand = word[0];
    if (strided && (word.starts_with("ld") || word.starts_with("inc")))
      result.append("stride").append(1, operand).append(" ");
  }
  return result.append(strided ? "batch_size" : "group_count group_size");
}

std::vector<char> operands_of(std::string_view arguments) {
  std::vector<char> result;
  for (const std::string_view word : words(arguments))
    if (is_operand(word)) result.push_back(word[0]);
  return result;
}

std::size_t bytes(const Buffer& buffer) { return buffer.size() * size_of(buffer.type()); }

std::size_t choose(Random& random, std::size_t count) {
  return static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(count) - 1));
}

}  // namespace

Batch::Batch(const Family& family, bool strided, const Call& like, Random& random)
    : family_(family),
      strided_(strided),
      cblas_(like.cblas),
      row_major_(like.row_major),
      arguments_(line(family.arguments, strided)) {
  group_count_ = static_cast<CBLAS_INT>(strided ? 1 : random.integer(0, 3));
  for (CBLAS_INT g = 0; g < group_count_; ++g) groups_.push_back(make_group(like, random));
  if (strided) lay_out(random);
}

// One sequence of choices gives every item of a group its shape; the elements come from another.
Batch::Group Batch::make_group(const Call& like, Random& random) {
  Group group;
  const bool many = random.integer(0, 3) == 0;
  group.count = static_cast<CBLAS_INT>(random.integer(0, many ? 12 : 3));
  const auto seed = static_cast<std::uint64_t>(random.integer(0, INT64_MAX - 1));
  const auto make = [&] {
    Random choices(seed);
    Maker maker(choices, random);
    Call call;
    call.type = like.type;
    call.cblas = like.cblas, call.row_major = like.row_major;
    call.alpha.type = like.alpha.type, call.beta.type = like.beta.type;
    family_.make(call, maker);
    return call;
  };
  group.shape = make();
  for (CBLAS_INT i = 0; i < group.count; ++i) group.items.push_back(make());
  return group;
}

// Operands that are only read can be one and the same for all items.
void Batch::lay_out(Random& random) {
  std::vector<Call>& items = groups_[0].items;
  const std::vector<char> names = operands_of(family_.arguments);
  for (const char name : names) {
    Place& place = places_[name];
    const Buffer& one = groups_[0].shape.operand(name);
    const bool shared = name != names.back() && random.integer(0, 4) == 0;
    if (!shared)
      place.stride = static_cast<CBLAS_INT>(one.size()) + static_cast<CBLAS_INT>(choose(random, 4));
    const std::size_t distances = items.empty() ? 0 : items.size() - 1;
    place.memory =
        Buffer(one.type(), distances * static_cast<std::size_t>(place.stride) + one.size());
    auto* to = static_cast<std::byte*>(place.memory.data());
    for (Call& item : items) {
      Buffer& from = item.operand(name);
      if (shared && &item != items.data()) {
        std::memcpy(from.data(), to, bytes(from));
      } else {
        std::memcpy(to, from.data(), bytes(from));
      }
      to += static_cast<std::size_t>(place.stride) * size_of(from.type());
    }
    const auto* first = static_cast<const std::byte*>(place.memory.data());
    place.before.assign(first, first + bytes(place.memory));
  }
}

// Gives the items what a strided call has made of their operands; what lies between them must have
// kept its bytes.
std::string Batch::take_out() {
  for (auto& [name, place] : places_) {
    auto* const memory = static_cast<std::byte*>(place.memory.data());
    std::size_t offset = 0;
    for (Call& item : groups_[0].items) {
      Buffer& to = item.operand(name);
      std::memcpy(to.data(), memory + offset, bytes(to));
      if (place.stride != 0) std::memcpy(memory + offset, place.before.data() + offset, bytes(to));
      offset += static_cast<std::size_t>(place.stride) * size_of(to.type());
    }
    if (const std::string wrong = place.memory.unchanged(); !wrong.empty())
      return std::string("between the items of ").append(1, name).append(": ").append(wrong);
  }
  return {};
}

std::string Batch::check() {
  if (std::string wrong = take_out(); !wrong.empty()) return wrong;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const std::vector<Call>& items = groups_[g].items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string wrong = family_.check(items[i]);
      if (!wrong.empty())
        return "item " + std::to_string(i) + " of group " + std::to_string(g) + " (" +
               items[i].describe(family_.arguments) + "): " + wrong;
    }
  }
  return {};
}

void Batch::make_illegal(Random& random) {
  std::vector<std::string_view> candidates;
  for (const std::string_view word : words(arguments_))
    if ((family_.has_layout && can_be_illegal(word)) || word == "group_count" ||
        word == "group_size" || word == "batch_size")
      candidates.push_back(word);
  illegal_ = candidates[choose(random, candidates.size())];
  if (groups_.empty()) illegal_ = "group_count";
  if (illegal_ == "group_count") {
    group_count_ = -1;
    return;
  }
  Group& group = groups_[choose(random, groups_.size())];
  if (illegal_ == "group_size" || illegal_ == "batch_size") {
    group.count = -1;
  } else {
    differential::make_illegal(group.shape, illegal_);
  }
}

std::vector<Buffer*> Batch::operands() {
  std::vector<Buffer*> result;
  for (auto& [name, place] : places_) result.push_back(&place.memory);
  for (Group& group : groups_)
    for (Call& item : group.items)
      for (const char name : operands_of(family_.arguments)) result.push_back(&item.operand(name));
  return result;
}

// One element a group, as get(group) says.
template <class Element, class Get>
void* Batch::array(const Get& get) {
  std::vector<std::byte>& memory = arrays_.emplace_back(groups_.size() * sizeof(Element));
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Element element = get(groups_[g]);
    std::memcpy(memory.data() + g * sizeof element, &element, sizeof element);
  }
  return memory.data();
}

void* Batch::address(std::string_view name) {
  if (name == "group_count") return &group_count_;
  if (strided_) {
    if (is_operand(name)) return places_.at(name[0]).memory.data();
    if (is_stride(name)) return &places_.at(name.back()).stride;
    return name == "batch_size" ? &groups_[0].count : groups_[0].shape.address(name);
  }
  if (name == "group_size") return array<CBLAS_INT>([](const Group& group) { return group.count; });
  if (is_operand(name)) {
    std::vector<std::byte>& memory = arrays_.emplace_back();
    for (Group& group : groups_) {
      for (Call& item : group.items) {
        void* const pointer = item.operand(name[0]).data();
        const auto* const first = reinterpret_cast<const std::byte*>(&pointer);
        memory.insert(memory.end(), first, first + sizeof pointer);
      }
    }
    return memory.data();
  }
  if (is_scalar(name)) {
    std::vector<std::byte>& memory = arrays_.emplace_back();
    for (Group& group : groups_) {
      const Scalar& scalar = name == "alpha" ? group.shape.alpha : group.shape.beta;
      memory.insert(memory.end(), scalar.bytes.begin(),
                    scalar.bytes.begin() + static_cast<std::ptrdiff_t>(size_of(scalar.type)));
    }
    return memory.data();
  }
  if (is_letter(name) && cblas_)
    return array<int>([&](Group& group) { return static_cast<int>(group.shape.integer(name)); });
  if (is_letter(name))
    return array<char>(
        [&](Group& group) { return *static_cast<char*>(group.shape.address(name)); });
  return array<CBLAS_INT>(
      [&](Group& group) { return *static_cast<CBLAS_INT*>(group.shape.address(name)); });
}

std::int64_t Batch::integer(std::string_view name) {
  if (name == "layout") return row_major_ ? CblasRowMajor : CblasColMajor;
  if (strided_ && !is_stride(name) && name != "batch_size") return groups_[0].shape.integer(name);
  return *static_cast<const CBLAS_INT*>(address(name));
}

std::string Batch::describe() const {
  std::string result;
  for (const Group& group : groups_)
    result.append(std::to_string(group.count)).append(" of (") +=
        group.shape.describe(family_.arguments) + "); ";
  return result + (illegal_.empty() ? "legal" : "illegal: " + illegal_);
}

}  // namespace fulcrum::differential
