// SPDX-License-Identifier: Apache-2.0
// A worker that takes commands and carries nothing out: what is left of a call is our layer.
#include "fulcrum/config.hpp"
#include "offload/worker/serve.hpp"

int main() {
  fulcrum::offload::worker::Tampering nothing;
  nothing.discards = true;
  return fulcrum::offload::worker::serve(&fulcrum::config, nothing);
}
