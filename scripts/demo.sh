#!/usr/bin/env bash
# Reviews sample invoices on a local server; nothing leaves this computer.
#
#   bash scripts/demo.sh [FOLDER]
#
# With a display the window opens. Without one the same review is done by script in the same window,
# drawn into memory; numbered screenshots and a report are left in FOLDER (./demo-report by default).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

prepare ""

if [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; then
    exec "$venv/bin/klearstack-desktop" --demo
fi

folder=${1:-demo-report}
say "There is no display: the tour runs by itself and leaves pictures and a report."
QT_QPA_PLATFORM=offscreen "$venv/bin/klearstack-desktop" --demo --tour "$folder" ||
    fail "The tour did not come to its end; see $folder for how far it came."
printf 'Screenshots and report: %s\n' "$(cd "$folder" && pwd)"
