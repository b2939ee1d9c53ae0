// SPDX-License-Identifier: Apache-2.0
// fulcrum-worker: a device in a process of its own, which the library starts.
#include <cstdio>

#include "fulcrum/config.hpp"
#include "offload/worker/protocol.hpp"
#include "offload/worker/serve.hpp"

int main() {
  using namespace fulcrum::offload::worker;  // NOLINT(google-build-using-namespace): a program
  const int status = serve(&fulcrum::config, {});
  if (status == kNotStartedByUs) {
    const auto text = version();
    std::fprintf(
        stderr,
        "fulcrum-worker %.*s: a device in a process of its own. libfulcrum starts it where "
        "the platform \"worker\", \"worker:opencl\" or \"worker:cuda\" is asked for "
        "(FULCRUM_BACKEND=worker); by hand it does nothing.\n",
        static_cast<int>(text.size()), text.data());
  }
  return status;
}
