// SPDX-License-Identifier: Apache-2.0
// What Highway's headers refer to of its library, which is not linked. The dispatch tables of
// HWY_EXPORT begin with a function that would choose a target for the whole process: nothing calls
// it (dispatch_index() is never 0). Abort() is called where an assertion of a debug build fails.
// Hidden, and declared here rather than by Highway, which would export them: a program that links
// Highway keeps its own.
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define FULCRUM_HIDDEN __attribute__((visibility("hidden")))

namespace hwy {

struct ChosenTarget;
FULCRUM_HIDDEN ChosenTarget& GetChosenTarget();
FULCRUM_HIDDEN std::int64_t SupportedTargets();
[[noreturn]] FULCRUM_HIDDEN __attribute__((format(printf, 3, 4))) void Abort(const char* file,
                                                                             int line,
                                                                             const char* format,
                                                                             ...);

ChosenTarget& GetChosenTarget() { Abort(__FILE__, __LINE__, "Highway's own dispatch is not used"); }

std::int64_t SupportedTargets() {
  Abort(__FILE__, __LINE__, "Highway's own detection is not used");
}

void Abort(const char* file, int line, const char* format, ...) {
  (void)std::fprintf(stderr, "fulcrum: %s:%d: ", file, line);
  va_list arguments;
  va_start(arguments, format);
  (void)std::vfprintf(stderr, format, arguments);
  va_end(arguments);
  (void)std::fputc('\n', stderr);
  std::abort();
}

}  // namespace hwy
