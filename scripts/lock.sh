#!/usr/bin/env bash
# Writes requirements.lock anew: the newest versions that pyproject.toml allows, all of them exact.
#
#   bash scripts/lock.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
# hatchling builds the package. The last four are needed on Windows or macOS only; they are pure Python,
# so that their versions can be found out anywhere.
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    "$root[dev,bundle]" hatchling editables colorama macholib pefile pywin32-ctypes
{
    printf '%s\n' \
        '# Exact versions of everything that runs, tests, builds and bundles KlearStack Desktop.' \
        '# Written by scripts/lock.sh; use it as a constraint: pip install -c requirements.lock .'
    "$scratch/venv/bin/python" -m pip freeze --disable-pip-version-check \
        --exclude klearstack-desktop
} >"$root/requirements.lock"
