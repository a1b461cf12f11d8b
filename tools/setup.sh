#!/usr/bin/env bash
# Make .venv hold exactly the locked packages, and make sure of the programs around it.
#   tools/setup.sh runtime   what the application needs
#   tools/setup.sh dev       that, plus what the tests need
# Does nothing when the lock file and Python are those of the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-runtime}
case $kind in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: tools/setup.sh runtime|dev" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

quietly() { # quietly COMMAND...: show what it said only when it fails
    local output
    output=$("$@" 2>&1) || { say "$output"; return 1; }
}

apt_updated=
install_system_packages() { # install_system_packages PACKAGE...: false when it cannot be done
    command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] || return 1
    say "Installing system packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "$apt_updated" ]; then
        quietly apt-get update -qq || return 1
        apt_updated=1
    fi
    quietly apt-get install -y -qq --no-install-recommends "$@"
}

find_python() { # the first Python 3.11, 3.12 or 3.13 that really starts
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
        then
            command -v "$candidate"
            return
        fi
    done
    say "Duo+ needs Python 3.11, 3.12 or 3.13; none was found."
    say "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name it:"
    say "  make setup PYTHON=/path/to/python3.12"
    return 1
}

python=$(find_python)

# --- the programs around it ---------------------------------------------------------------------

if [ "$kind" = dev ]; then
    # The tests say so loudly, or fail where CI=true, when one of these cannot be installed.
    find_any() { "$python" tools/find_program.py "$1" >/dev/null 2>&1; }
    # Playwright's driver needs libatomic, and no Python package brings that along.
    has_libatomic() { "$python" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null; }
    { find_any chromium && has_libatomic; } || install_system_packages chromium libatomic1 ||
        say "Chromium or libatomic is missing: sudo apt-get install chromium libatomic1"
    find_any initdb || install_system_packages postgresql ||
        say "PostgreSQL is missing: sudo apt-get install postgresql"
    # veraPDF comes from PyPI; Java and a part of it that veraPDF misses do not.
    { command -v java >/dev/null && [ -e /usr/share/java/jaxb-runtime.jar ]; } ||
        install_system_packages default-jre-headless libjaxb-java ||
        say "Java is missing: sudo apt-get install default-jre-headless libjaxb-java"
fi

# --- the packages -------------------------------------------------------------------------------

# What this folder was made from; a copy of it is left in .venv when all is done.
wanted="$("$python" --version) $(pwd) $(sha256sum <"$lock")"
[ "$(cat ".venv/.made-from-$kind" 2>/dev/null)" = "$wanted" ] && [ -x .venv/bin/python ] && exit 0

if ! .venv/bin/python -c 'import pip' 2>/dev/null ||
    [ "$(.venv/bin/python --version)" != "$("$python" --version)" ]; then
    say "Making .venv with $("$python" --version)"
    rm -rf .venv
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        venv_package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install_system_packages "$venv_package" || {
            say "Python cannot make virtual environments yet. Run this, then try again:"
            say "  sudo apt-get install $venv_package"
            exit 1
        }
    fi
    "$python" -m venv .venv
fi

say "Installing the locked packages of $lock (once; about a minute)"
# Twice quiet: a package source that lacks something is no news, an error still shows.
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"

# WeasyPrint makes the PDFs and loads Pango, which no Python package brings along.
loads_weasyprint() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }
if ! loads_weasyprint; then
    pango="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    # shellcheck disable=SC2086  # the list must fall apart into words
    install_system_packages $pango && loads_weasyprint || {
        say "The PDFs need Pango, which is not on this machine. Run this, then try again:"
        say "  sudo apt-get install $pango"
        say "Other systems: https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
        exit 1
    }
fi

echo "$wanted" >".venv/.made-from-$kind"
if [ "$kind" = dev ]; then # the development lock holds every runtime package at the same version
    echo "$("$python" --version) $(pwd) $(sha256sum <requirements.lock)" >.venv/.made-from-runtime
fi
