# Sourced by the other scripts: makes sure that everything they need is there.
#
#   prepare EXTRAS [PROGRAM...]
#
# puts Debian's libraries for Qt, the named programs, a virtual environment in .venv and the package
# with EXTRAS (for example "dev,bundle", or nothing) in place. What is there already is left alone, so
# that a second run takes a moment only.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
lock=$root/requirements.lock

# The shared libraries that Qt loads, and the Debian packages that bring them.
libraries="
libEGL.so.1            libegl1
libGL.so.1             libgl1
libglib-2.0.so.0       libglib2.0-0
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libxkbcommon.so.0      libxkbcommon0
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-shape.so.0      libxcb-shape0
"

# Program and the Debian package that brings it, where the names differ.
declare -A package_of=([Xvfb]=xvfb [objdump]=binutils [dbus-daemon]=dbus)

# One line for each argument.
say() { printf '%s\n' "$@" >&2; }

fail() {
    say "$@"
    exit 1
}

missing_packages() {
    local known library package program
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || known=
    while read -r library package; do
        [[ -z $library || $known == *"$library "* ]] || printf '%s\n' "$package"
    done <<<"$libraries"
    compgen -G '/usr/share/fonts/*' >/dev/null || printf '%s\n' fonts-dejavu-core
    for program in "$@"; do
        command -v "$program" >/dev/null || printf '%s\n' "${package_of[$program]:-$program}"
    done
}

install_packages() {
    command -v apt-get >/dev/null ||
        fail "These are missing and only apt-get is known to this script: $*" \
            "Install what brings them on your system, then run it again."
    [[ $EUID -eq 0 ]] ||
        fail "These Debian packages are missing: $*" "Run this once as root:" \
            "    apt-get update && apt-get install -y --no-install-recommends $*"
    say "Installing Debian packages: $*"
    local log
    log=$(mktemp)
    # What dpkg says is worth reading only if something goes wrong.
    if ! { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        cat "$log" >&2
        fail "apt-get could not install: $*"
    fi
    rm -f "$log"
}

# Prints the first Python that is new enough and can make virtual environments.
usable_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

make_environment() {
    local python
    if ! python=$(usable_python); then
        # Debian keeps venv and ensurepip in a package of their own.
        install_packages python3-venv
        python=$(usable_python) || fail "Python 3.11 or newer with venv is needed; none was found."
    fi
    say "Making the virtual environment $venv"
    rm -rf "$venv"
    "$python" -m venv "$venv" || fail "$python could not make a virtual environment."
}

# The programs in an environment name its path, so that a checkout that was moved needs a new one.
environment_works() {
    grep -qsF "$venv/bin/python" "$venv/bin/pip" && "$venv/bin/python" -c 'import pip' 2>/dev/null
}

install_project() {
    local extras=$1 stamp=$venv/installed-$1 wanted
    wanted=$(cat "$root/pyproject.toml" "$lock" | sha256sum)
    [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    say "Installing KlearStack Desktop ${extras:+with its parts for $extras }into $venv"
    # The lock holds for the tools that build the package too.
    PIP_CONSTRAINT=$lock PIP_BUILD_CONSTRAINT=$lock PIP_DISABLE_PIP_VERSION_CHECK=1 \
        PIP_ROOT_USER_ACTION=ignore "$venv/bin/python" -m pip install --quiet --editable \
        "$root${extras:+[$extras]}" >&2 || fail "pip could not install the package."
    printf '%s\n' "$wanted" >"$stamp"
}

prepare() {
    local extras=$1 missing
    shift
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
    environment_works || make_environment
    install_project "$extras"
}
