// SPDX-License-Identifier: Apache-2.0
#include "bench/peers.hpp"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace fulcrum::bench {
namespace {

[[noreturn]] void fail(const std::string& text) {
  std::fprintf(stderr, "FULCRUM_BENCH_PEERS: %s\n", text.c_str());
  std::exit(2);
}

std::vector<Peer> load() {
  std::vector<Peer> result;
  const char* list = std::getenv("FULCRUM_BENCH_PEERS");
  std::istringstream entries(list == nullptr ? "" : list);
  for (std::string entry; std::getline(entries, entry, ',');) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) fail("\"" + entry + "\" is not name=path");
    const std::size_t at = entry.find('@', equals);
    const std::string path =
        entry.substr(equals + 1, at == std::string::npos ? at : at - equals - 1);
    void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) fail(dlerror());
    const std::string pattern = at == std::string::npos ? "%s_" : entry.substr(at + 1);
    if (pattern.find("%s") == std::string::npos) fail("the pattern \"" + pattern + "\" has no %s");
    result.emplace_back(entry.substr(0, equals), handle, pattern);
  }
  return result;
}

}  // namespace

void* Peer::symbol(const std::string& routine) const {
  std::string name = pattern_;
  name.replace(name.find("%s"), 2, routine);
  return dlsym(handle_, name.c_str());
}

void Peer::lacks(const std::string& routine) const {
  fail(name_ + " has no " + routine + " (" + pattern_ + ")");
}

const std::vector<Peer>& peers() {
  static const std::vector<Peer> all = load();
  return all;
}

}  // namespace fulcrum::bench
