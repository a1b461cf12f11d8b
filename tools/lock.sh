#!/usr/bin/env bash
# Resolve pyproject.toml into the two lock files, for Python 3.11 to 3.13 at once and with the
# hash of every file. `make lock` keeps the versions that still fit; `make lock UPGRADE=1` raises
# them all. The files name no package registry: pip uses the one it is set up with.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
tool_dir=var/tools/uv-$UV_VERSION
if [ ! -x "$tool_dir/bin/uv" ]; then
    "${PYTHON:-python3}" -m venv "$tool_dir"
    "$tool_dir/bin/pip" install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi

compile() { # compile OUTPUT HEADLINE [uv arguments...]
    local output=$1 headline=$2
    shift 2
    "$tool_dir/bin/uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
        ${UPGRADE:+--upgrade} --output-file "$output" "$@"
    # The headline goes in afterwards: uv would take it for its own and keep only its own.
    { printf '# %s\n# Made by "make lock" from pyproject.toml; do not edit by hand.\n' "$headline"
      sed '/^# .*packages of Duo+/d; /^# Made by "make lock"/d' "$output"; } >"$output.new"
    mv "$output.new" "$output"
}

compile requirements.lock "The runtime packages of Duo+."
compile requirements-dev.lock "The runtime and development packages of Duo+." \
    --group dev --constraint requirements.lock
if grep -nE '://|(^|[[:space:]])--(extra-)?(index-url|find-links)' requirements.lock requirements-dev.lock; then
    echo "A lock file names an address; see the lines above." >&2
    exit 1
fi
echo "Locked: $(grep -c == requirements.lock) runtime packages, $(grep -c == requirements-dev.lock) in all."
