// SPDX-License-Identifier: Apache-2.0
// Messages in memory that both sides write: one writes, the other reads. Neither trusts a position
// that the other has written, nor a message before it has been copied out.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

#include "offload/worker/protocol.hpp"

namespace fulcrum::offload::worker {

// The other side has written what it cannot have meant.
class Nonsense : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A message in memory of one's own.
struct alignas(64) Message {
  std::array<std::byte, kMaxMessage> bytes;

  template <class M>
  M as() const {
    M message;
    std::memcpy(&message, bytes.data(), sizeof message);
    return message;
  }
  template <class M>
  void put(const M& message) {
    std::memcpy(bytes.data(), &message, sizeof message);
  }
  Header header() const { return as<Header>(); }
};

constexpr std::size_t padded(std::size_t bytes) {
  return (bytes + kMessageAlignment - 1) / kMessageAlignment * kMessageAlignment;
}

class RingWriter {
 public:
  template <std::size_t kBytes>
  explicit RingWriter(RingShared<kBytes>& ring)
      : written_(&ring.written.value),
        read_(&ring.read.value),
        data_(ring.bytes.data()),
        size_(kBytes) {}

  // Throws Nonsense where the reader says that it has read what was never written.
  bool has_room(std::size_t bytes) const {
    const std::uint64_t used = at_ - read_->load(std::memory_order_seq_cst);
    if (used > size_) throw Nonsense("a position that was never reached");
    return size_ - used >= bytes;
  }
  // There is room. bytes: a multiple of kMessageAlignment.
  void write(const std::byte* message, std::size_t bytes) {
    const std::size_t begin = at_ % size_, first = std::min(bytes, size_ - begin);
    std::memcpy(data_ + begin, message, first);
    std::memcpy(data_, message + first, bytes - first);
    at_ += bytes;
    written_->store(at_, std::memory_order_seq_cst);
  }

 private:
  std::atomic<std::uint64_t>*written_, *read_;
  std::byte* data_;
  std::size_t size_;
  std::uint64_t at_ = 0;
};

class RingReader {
 public:
  template <std::size_t kBytes>
  explicit RingReader(RingShared<kBytes>& ring)
      : written_(&ring.written.value),
        read_(&ring.read.value),
        data_(ring.bytes.data()),
        size_(kBytes) {}

  bool empty() const { return written_->load(std::memory_order_seq_cst) == at_; }
  // Copies the next message out; there is one. Throws Nonsense for what is none.
  void read(Message& message) {
    const std::uint64_t there = written_->load(std::memory_order_seq_cst) - at_;
    if (there > size_ || there < sizeof(Header)) throw Nonsense("a ring's position that cannot be");
    copy_out(message.bytes.data(), sizeof(Header));
    const Header header = message.header();
    if (header.magic != Header::kHeaderMagic || header.bytes < sizeof(Header) ||
        header.bytes > kMaxMessage || header.bytes > there || header.bytes % kMessageAlignment != 0)
      throw Nonsense("a message of " + std::to_string(header.bytes) + " bytes, of which " +
                     std::to_string(there) + " are there");
    if (header.position != ++position_)
      throw Nonsense("message " + std::to_string(header.position) + " in the place of " +
                     std::to_string(position_));
    copy_out(message.bytes.data(), header.bytes);
    // The copy counts: it may have been written to between the two.
    if (message.header().bytes != header.bytes || message.header().position != header.position)
      throw Nonsense("a message that changes while it is read");
    at_ += header.bytes;
    read_->store(at_, std::memory_order_seq_cst);
  }

 private:
  void copy_out(std::byte* to, std::size_t bytes) const {
    const std::size_t begin = at_ % size_, first = std::min(bytes, size_ - begin);
    std::memcpy(to, data_ + begin, first);
    std::memcpy(to + first, data_, bytes - first);
  }

  std::atomic<std::uint64_t>*written_, *read_;
  const std::byte* data_;
  std::size_t size_;
  std::uint64_t at_ = 0, position_ = 0;
};

// A text of the other side's, whatever it holds: printable ASCII, and ended.
template <std::size_t kSize>
std::string text_of(const std::array<char, kSize>& from) {
  std::string text(from.begin(), std::find(from.begin(), from.end(), '\0'));
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) c = '?';
  }
  return text;
}
// The same of several lines, such as a compiler's.
inline std::string lines_of(const std::byte* from, std::size_t bytes) {
  std::string text(reinterpret_cast<const char*>(from), bytes);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c != '\n' && c != '\t' && (byte < 0x20 || byte >= 0x7F)) c = '?';
  }
  return text;
}
template <std::size_t kSize>
void put_text(std::array<char, kSize>& to, std::string_view text) {
  to.fill('\0');
  std::memcpy(to.data(), text.data(), std::min(text.size(), kSize - 1));
}

}  // namespace fulcrum::offload::worker
