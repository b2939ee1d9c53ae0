// SPDX-License-Identifier: Apache-2.0
// BLAS problems in a worker: checked, moved to its own addresses, computed.
#include <cstring>
#include <string>
#include <type_traits>

#include "fulcrum/error.hpp"
#include "offload/worker/problems.hpp"
#include "offload/worker/serve_queue.hpp"
#include "simd/threads/chosen.hpp"

namespace fulcrum::offload::worker {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "worker", why);
}

template <class T>
T* pointer_in(const ServedDevice& device, T* pointer, std::uint64_t elements) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  if (!is_device_address(address))
    refuse("the address " + std::to_string(address) + " is not the device's");
  return pointer_to<T>(device.address(address, elements * sizeof(T), "compute"));
}

// The elements that an operand takes, packed as the pipelines have it: with a vector's increment of
// 1, a matrix's rows as its leading dimension.
std::uint64_t packed_elements(const Operand& operand) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  const auto is_size = [](std::int64_t size) { return size >= 0 && size <= kMost; };
  const bool packed_triangle = operand.part == Part::Packed;
  const std::int64_t step =
      operand.vector || packed_triangle ? 1 : std::max<std::int64_t>(1, operand.rows);
  if (!is_size(operand.rows) || !is_size(operand.columns) || operand.apart != 1 ||
      (!packed_triangle && operand.step != step))
    refuse("an operand that does not lie packed");
  std::uint64_t elements = 0;
  const auto columns = static_cast<std::uint64_t>(operand.columns);
  const std::uint64_t rows =
      packed_triangle ? columns + 1 : static_cast<std::uint64_t>(operand.rows);
  if (__builtin_mul_overflow(rows, columns, &elements) ||
      elements > 2 * static_cast<std::uint64_t>(kMost))
    refuse("an operand that is larger than memory");
  if (packed_triangle) elements /= 2;
  return std::max<std::uint64_t>(1, elements);
}

// Gives the pointers of a problem, to `count` problems' operands each a stride behind the other,
// the device's own addresses.
template <class P, class Strides>
void move_in(const ServedDevice& device, P& p, std::int64_t count, const Strides& strides) {
  const auto operands = Description<P>::operands(p);
  std::size_t i = 0;
  for_each_pointer(p, [&](auto& pointer) {
    const std::uint64_t size = packed_elements(operands[i]);
    const bool writes = operands[i].writes;
    const std::int64_t stride = strides(i++);
    std::uint64_t before = 0, all = 0;
    if (stride < 0 ||
        __builtin_mul_overflow(static_cast<std::uint64_t>(count - 1),
                               static_cast<std::uint64_t>(stride), &before) ||
        __builtin_add_overflow(before, size, &all) || all > (std::uint64_t{1} << 40))
      refuse("a stride that is larger than memory");
    // So that the count is bounded by memory too.
    if (count > 1 && writes && static_cast<std::uint64_t>(stride) < size)
      refuse("outputs that overlap");
    pointer = pointer_in(device, pointer, all);
  });
}

// A plain problem.
template <class P>
void run(const ServedDevice& device, ServedCommands& commands, P p, const std::byte* extra) {
  static_assert(std::is_trivially_copyable_v<P>);
  if (!Fields::are_legal(p)) refuse("a problem with a flag or size that is none");
  move_in(device, p, 1, [](std::size_t) { return std::int64_t{0}; });
  if constexpr (requires { p.result; }) p.result = pointer_in(device, p.result, 1);
  // Where its own elements would lie, aligned.
  std::array<std::remove_cvref_t<Element<P>>, 5> param;
  if constexpr (extra_bytes<P>() > 0) {
    std::memcpy(param.data(), extra, sizeof param);
    p.param = param.data();
  }
  commands.compute({blas::kNumberOf<P>, &p, [](const simd::Target& target, const void* problem) {
                      Description<P>::host(target, *static_cast<const P*>(problem),
                                           simd::call_threads(), simd::Scratch::Workspace);
                    }});
}

// Some of a group of a batch.
template <class Group>
requires requires(Group group) { group.item; }
void run(const ServedDevice& device, ServedCommands& commands, Group group,
         const std::byte* /*extra*/) {
  static_assert(std::is_trivially_copyable_v<Group>);
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  if (!Fields::are_legal(group.item) || group.count < 1 || group.count > kMost)
    refuse("a batch with a flag or size that is none");
  std::apply([](auto&... array) { ((array = nullptr), ...); }, group.arrays());
  const auto strides =
      std::apply([](const auto&... each) { return std::array{each...}; }, group.strides());
  move_in(device, group.item, group.count, [&](std::size_t i) { return strides[i]; });
  commands.compute(
      {blas::kNumberOf<Group>, &group, [](const simd::Target& target, const void* some) {
         const auto batch = simd::batch_of(*static_cast<const Group*>(some));
         Description<simd::Batch<Group>>::host(target, batch, simd::call_threads(),
                                               simd::Scratch::Workspace);
       }});
}

template <class P>
void run_message(const ServedDevice& device, ServedCommands& commands, const ComputeMessage& head,
                 const std::byte* body) {
  if (head.bytes != sizeof(P) || head.extra != extra_bytes<P>())
    throw Nonsense("a problem of " + std::to_string(head.bytes) + " bytes, where it has " +
                   std::to_string(sizeof(P)));
  P p;
  std::memcpy(static_cast<void*>(&p), body, sizeof p);
  run(device, commands, p, body + sizeof p);
}

using Run = void (*)(const ServedDevice& device, ServedCommands& commands,
                     const ComputeMessage& head, const std::byte* body);
template <class... Problems>
constexpr auto runs_of(ProblemList<Problems...> /*problems*/) {
  return std::array{Run{&run_message<blas::Launched<Problems>>}...};
}

}  // namespace

void compute(const ServedDevice& device, ServedCommands& commands, Message& message) {
  static constexpr auto kRuns = runs_of(Computed{});
  const auto head = message.as<ComputeMessage>();
  const std::uint64_t body = std::uint64_t{head.bytes} + head.extra;
  if (head.type >= kRuns.size() || body > message.header().bytes - sizeof head)
    throw Nonsense("a problem of type " + std::to_string(head.type) + " that there is not");
  kRuns[head.type](device, commands, head, message.bytes.data() + sizeof head);
}

}  // namespace fulcrum::offload::worker
