// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/libraries.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

namespace fs = std::filesystem;

// A library to look for: its file names, the newest first.
struct Wanted {
  const char* kind;
  std::vector<std::string> files;
};

const std::vector<Wanted>& wanted_libraries() {
  static const std::vector<Wanted> all = {
      {"openblas", {"libopenblas.so.0", "libopenblas.so"}},
      {"blis", {"libblis.so.4", "libblis.so.3", "libblis.so"}},
      {"mkl", {"libmkl_rt.so.3", "libmkl_rt.so.2", "libmkl_rt.so"}},
  };
  return all;
}

fs::path find_file(const std::vector<fs::path>& folders, const std::vector<std::string>& files) {
  std::error_code ignored;
  for (const fs::path& folder : folders) {
    for (const std::string& file : files) {
      if (fs::is_regular_file(folder / file, ignored)) return folder / file;
    }
  }
  return {};
}

// The environment itself, its lib folder, and site-packages below it.
std::vector<fs::path> python_folders(const fs::path& root) {
  std::vector<fs::path> result = {root, root / "lib"};
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "lib", error)) {
    if (entry.path().filename().string().starts_with("python"))
      result.push_back(entry.path() / "site-packages");
  }
  std::sort(result.begin(), result.end());
  return result;
}

void add_openblas(const Library& found, Instructions instructions, const Processor& processor,
                  std::vector<Library>& peers) {
  if (!processor.x86) {
    peers.push_back(found);
    return;
  }
  // Its AVX2 kernels beat its AVX-512 ones in some shapes: both stand for it.
  std::vector<std::pair<const char*, const char*>> cores = {{"-hsw", "Haswell"}};
  if (instructions == Instructions::Native && processor.avx512)
    cores.insert(cores.begin(), {"-skx", "SkylakeX"});
  for (const auto& [suffix, core] : cores) {
    Library library = found;
    library.name += suffix;
    library.environment.emplace_back("OPENBLAS_CORETYPE", core);
    peers.push_back(library);
  }
}

void add_blis(Library library, Instructions instructions, const Processor& processor,
              std::vector<Library>& peers) {
  if (processor.x86) {
    const bool avx512 = instructions == Instructions::Native && processor.avx512;
    library.environment.emplace_back("BLIS_ARCH_TYPE", avx512 ? "skx" : "haswell");
  }
  peers.push_back(library);
}

// GNU threads need no Intel runtime. LP64 and not GNU's interface: MKL's Python wheel has no
// libmkl_gf_lp64, and for real results the two are the same.
void add_mkl(Library library, Instructions instructions, std::vector<Library>& peers) {
  library.environment.emplace_back("MKL_THREADING_LAYER", "GNU");
  library.environment.emplace_back("MKL_INTERFACE_LAYER", "LP64");
  if (instructions == Instructions::Avx2)
    library.environment.emplace_back("MKL_ENABLE_INSTRUCTIONS", "AVX2");
  peers.push_back(library);
}

void make_names_unique(std::vector<Library>& libraries) {
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    const std::string stem = libraries[i].name;
    auto taken = [&](const std::string& name) {
      return std::any_of(libraries.begin(), libraries.begin() + static_cast<std::ptrdiff_t>(i),
                         [&](const Library& other) { return other.name == name; });
    };
    for (int number = 2; taken(libraries[i].name); ++number)
      libraries[i].name = stem + std::to_string(number);
  }
}

std::string output_of(const char* command) {
  std::string result;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command, "r"), pclose);
  if (!pipe) return result;
  char block[4096];
  for (std::size_t got; (got = std::fread(block, 1, sizeof block, pipe.get())) > 0;)
    result.append(block, got);
  return result;
}

void add_folder(const fs::path& folder, std::vector<fs::path>& folders) {
  if (!folder.empty() && std::find(folders.begin(), folders.end(), folder) == folders.end())
    folders.push_back(folder);
}

}  // namespace

Library parse_peer(std::string_view text) {
  const std::vector<std::string> parts = split(text, ',');
  const std::string quoted = "--peer: \"" + std::string(text) + "\"";
  const std::size_t equals = parts[0].find('=');
  if (equals == std::string::npos || equals == 0)
    throw std::invalid_argument(quoted + " is not name=path");
  Library library;
  library.name = parts[0].substr(0, equals);
  const std::size_t at = parts[0].rfind('@');
  const bool has_pattern = at != std::string::npos && at > equals;
  library.path = parts[0].substr(equals + 1, has_pattern ? at - equals - 1 : std::string::npos);
  if (library.path.empty()) throw std::invalid_argument(quoted + " has an empty path");
  if (has_pattern) library.pattern = parts[0].substr(at + 1);
  if (library.pattern.find("%s") == std::string::npos)
    throw std::invalid_argument(quoted + ": its pattern has no %s");
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t sign = parts[i].find('=');
    if (sign == std::string::npos || sign == 0)
      throw std::invalid_argument(quoted + ": \"" + parts[i] + "\" is not VARIABLE=VALUE");
    library.environment.emplace_back(parts[i].substr(0, sign), parts[i].substr(sign + 1));
  }
  return library;
}

Library our_library(const std::string& path, Instructions instructions) {
  Library library;
  library.name = "fulcrum";
  library.path = path;
  if (std::getenv("FULCRUM_BACKEND") == nullptr)
    library.environment.emplace_back("FULCRUM_BACKEND", "simd");
  if (instructions == Instructions::Avx2) library.environment.emplace_back("FULCRUM_ISA", "avx2");
  return library;
}

std::vector<fs::path> cache_folders(std::string_view ldconfig_output) {
  std::vector<fs::path> result;
  for (const std::string& line : split(ldconfig_output, '\n')) {
    const std::size_t arrow = line.find(" => ");
    if (arrow != std::string::npos)
      add_folder(fs::path(line.substr(arrow + 4)).parent_path(), result);
  }
  return result;
}

std::vector<fs::path> system_folders() {
  std::vector<fs::path> result;
  if (const char* path = std::getenv("LD_LIBRARY_PATH"); path != nullptr) {
    for (const std::string& folder : split(path, ':')) add_folder(folder, result);
  }
  if (const char* root = std::getenv("MKLROOT"); root != nullptr) {
    add_folder(fs::path(root) / "lib", result);
    add_folder(fs::path(root) / "lib/intel64", result);
  }
  const std::string cache = output_of("PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null");
  for (const fs::path& folder : cache_folders(cache)) add_folder(folder, result);
  for (const char* folder :
       {"/usr/local/lib", "/usr/lib", "/usr/lib64", "/lib", "/opt/intel/oneapi/mkl/latest/lib"})
    add_folder(folder, result);
  return result;
}

std::vector<Library> find_peers(const std::vector<fs::path>& folders,
                                const std::vector<fs::path>& python_environments,
                                Instructions instructions, const Processor& processor) {
  std::vector<Library> peers;
  auto add = [&](const std::string& kind, const Library& found) {
    if (kind == "openblas") add_openblas(found, instructions, processor, peers);
    if (kind == "blis") add_blis(found, instructions, processor, peers);
    if (kind == "mkl") add_mkl(found, instructions, peers);
  };
  for (const Wanted& wanted : wanted_libraries()) {
    const fs::path path = find_file(folders, wanted.files);
    if (!path.empty()) add(wanted.kind, {wanted.kind, path.string(), "%s_", {}});
  }
  for (const fs::path& root : python_environments) {
    const std::vector<fs::path> inside = python_folders(root);
    const fs::path mkl = find_file(inside, wanted_libraries().back().files);
    if (!mkl.empty()) add("mkl", {"mkl-pip", mkl.string(), "%s_", {}});
    const fs::path openblas = find_file(inside, {"scipy_openblas32/lib/libscipy_openblas.so"});
    if (!openblas.empty()) add("openblas", {"openblas-pip", openblas.string(), "scipy_%s_", {}});
  }
  make_names_unique(peers);
  return peers;
}

Environment thread_environment(int threads) {
  Environment result;
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                           "BLIS_NUM_THREADS", "FULCRUM_NUM_THREADS"})
    result.emplace_back(name, std::to_string(threads));
  return result;
}

}  // namespace fulcrum::compare
