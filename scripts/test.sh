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

run_tests() {
    printf '\n== pytest %s\n' "$*"
    pytest --numprocesses 2 --dist loadfile "$@"
}

if [[ $# -gt 0 ]]; then
    run_tests "$@"
    exit
fi

# Whole windows last, each file in a process of its own: what a closed window leaves in memory
# until its process ends would slow down everything that comes after it. They race against the machine: what
# fails is run by itself again, twice at the most, and fails for good if it does so each time.
run_tests --ignore tests/end_to_end || failed+=("pytest")
windows=(tests/end_to_end/test_*.py)
for ((first = 0; first < ${#windows[@]}; first += 2)); do
    group=("${windows[@]:first:2}")
    run_tests "${group[@]}" ||
        pytest --last-failed --last-failed-no-failures none "${group[@]}" ||
        pytest --last-failed --last-failed-no-failures none "${group[@]}" ||
        failed+=("pytest ${group[*]}")
done
[[ ${#failed[@]} -eq 0 ]] || fail "" "These failed:" "${failed[@]}"
