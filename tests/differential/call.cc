// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/call.hpp"

#include <cstring>
#include <map>
#include <stdexcept>

namespace fulcrum::differential {

void Scalar::set(Type t, Number value) {
  type = t;
  write_element(t, bytes.data(), value);
}

Number Scalar::get() const { return read_element(type, bytes.data()); }

Buffer& Call::operand(char name) {
  switch (name) {
    case 'a':
      return a;
    case 'b':
      return b;
    case 'c':
      return c;
    case 'x':
      return x;
    default:
      return y;
  }
}

void* Call::address(std::string_view name) {
  const std::map<std::string_view, void*> places = {{"ordering", &ordering},
                                                    {"side", &side},
                                                    {"uplo", &uplo},
                                                    {"trans", &trans},
                                                    {"transa", &transa},
                                                    {"transb", &transb},
                                                    {"diag", &diag},
                                                    {"m", &m},
                                                    {"n", &n},
                                                    {"k", &k},
                                                    {"kl", &kl},
                                                    {"ku", &ku},
                                                    {"lda", &lda},
                                                    {"ldb", &ldb},
                                                    {"ldc", &ldc},
                                                    {"incx", &incx},
                                                    {"incy", &incy},
                                                    {"stridea", &stridea},
                                                    {"strideb", &strideb},
                                                    {"alpha", &alpha.bytes},
                                                    {"beta", &beta.bytes},
                                                    {"rotc", &c_rot.bytes},
                                                    {"rots", &s_rot.bytes},
                                                    {"a", a.data()},
                                                    {"b", b.data()},
                                                    {"c", c.data()},
                                                    {"x", x.data()},
                                                    {"y", y.data()},
                                                    {"param", param.data()},
                                                    {"out", &result.bytes},
                                                    {"d1", a.data()},
                                                    {"d2", b.data()},
                                                    {"x1", x.data()},
                                                    {"y1", y.data()}};
  return places.at(name);
}

std::int64_t Call::integer(std::string_view name) const {
  if (name == illegal && is_letter(name)) return 99;
  const auto op = [](char letter) {
    switch (letter) {
      case 'N':
        return 111;
      case 'T':
        return 112;
      case 'C':
        return 113;
      default:
        return 114;  // conjugated alone
    }
  };
  if (name == "layout") return row_major ? CblasRowMajor : CblasColMajor;
  if (name == "side") return side == 'L' ? 141 : 142;
  if (name == "uplo") return uplo == 'U' ? 121 : 122;
  if (name == "diag") return diag == 'N' ? 131 : 132;
  if (name == "trans") return op(trans);
  if (name == "transa") return op(transa);
  if (name == "transb") return op(transb);
  return *static_cast<const CBLAS_INT*>(const_cast<Call*>(this)->address(name));
}

bool is_letter(std::string_view word) {
  return word.starts_with("trans") || word == "side" || word == "uplo" || word == "diag" ||
         word == "ordering";
}

namespace {

// Neither a letter nor a size.
bool is_memory(std::string_view word) {
  return word == "param" || word == "out" || word.starts_with("rot") || word == "d1" ||
         word == "d2" || word == "x1" || word == "y1";
}

}  // namespace

std::string Call::describe(std::string_view arguments) const {
  std::string result = cblas ? (row_major ? "CBLAS, by rows" : "CBLAS, by columns") : "Fortran";
  for (const std::string_view word : words(arguments)) {
    result += ", " + std::string(word) + " ";
    if (word == "alpha") {
      result += text(alpha.get());
    } else if (word == "beta") {
      result += text(beta.get());
    } else if (word.size() > 1 && !is_memory(word)) {
      const std::map<std::string_view, char> letters = {
          {"ordering", ordering}, {"side", side},     {"uplo", uplo}, {"trans", trans},
          {"transa", transa},     {"transb", transb}, {"diag", diag}};
      const auto letter = letters.find(word);
      result +=
          letter == letters.end() ? std::to_string(integer(word)) : std::string(1, letter->second);
    } else if (word == "m" || word == "n" || word == "k") {
      result += std::to_string(integer(word));
    }
  }
  if (!illegal.empty()) result += "; illegal: " + illegal;
  return result;
}

}  // namespace fulcrum::differential
