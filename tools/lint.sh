#!/usr/bin/env bash
# Check the code without running the tests.
set -uo pipefail
. "$(dirname "$0")/steps.sh"
. tools/lint_steps.sh
finish_steps
