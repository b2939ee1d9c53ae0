// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fulcrum::plugin {

// From here on the beginning of the program's exit is noticed (exiting() in plugin.hpp). Statics
// that were made later are destroyed before that, while a driver still works.
void watch_exit() noexcept;

}  // namespace fulcrum::plugin
