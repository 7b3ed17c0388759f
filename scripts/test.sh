#!/usr/bin/env bash
# Checks everything: format, lint, types, layers, tests. Fails if any of them does.
#
#   bash scripts/test.sh [PYTEST ARGUMENTS]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

# objdump is for PyInstaller, dbus-daemon for the tests that listen to the session; the others are
# for the tests under a virtual X server.
prepare "bundle,dev" Xvfb xdotool openbox objdump dbus-daemon

# PyInstaller puts Python's shared library into the bundle; Debian has it in a package of its own.
"$venv/bin/python" -c \
    'from PyInstaller.depend.bindepend import get_python_library_path; get_python_library_path()' \
    2>/dev/null ||
    install_packages "lib$(basename "$(realpath "$venv/bin/python")")"

cd "$root"
export PATH=$venv/bin:$PATH
# Compiled once, and not by each of the processes that the tests start.
export PYTHONDONTWRITEBYTECODE=

failed=()
check() {
    printf '\n== %s\n' "$*"
    "$@" || failed+=("$*")
}

check ruff format --check .
check ruff check .
check mypy
check lint-imports
[[ ${#failed[@]} -eq 0 ]] || fail "" "These failed, so the tests were not run:" "${failed[@]}"

printf '\n== pytest %s\n' "$*"
# One process more than the two cores that it must do with: many tests wait for a server or a window.
pytest --numprocesses 3 --dist worksteal "$@"
