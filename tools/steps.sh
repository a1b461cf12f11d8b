# Sourced by the scripts beside it: run commands as named steps, one line each.
# A step that passes is one line; one that fails shows its output, and the rest still runs.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
BIN=.venv/bin
FAILED_STEPS=()
SKIPPED_STEPS=()

if [ -t 1 ]; then
    GREEN=$'\e[32m' RED=$'\e[31m' BOLD=$'\e[1m' PLAIN=$'\e[0m'
else
    GREEN='' RED='' BOLD='' PLAIN=''
fi

headline() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }

report_step() { # report_step NAME SECONDS STATUS
    if [ "$3" -eq 0 ]; then
        printf '  %sok%s    %-34s %4d s\n' "$GREEN" "$PLAIN" "$1" "$2"
    else
        printf '  %sFAIL%s  %-34s %4d s\n' "$RED" "$PLAIN" "$1" "$2"
        FAILED_STEPS+=("$1")
    fi
}

step() { # step NAME COMMAND...: output only on failure
    local name=$1 started=$SECONDS output status=0
    shift
    output=$("$@" 2>&1) || status=$?
    report_step "$name" $((SECONDS - started)) "$status"
    [ "$status" -eq 0 ] || printf '%s\n' "$output" | sed 's/^/        /'
}

shown_step() { # shown_step NAME COMMAND...: output as it comes
    local name=$1 started=$SECONDS status=0
    shift
    headline "$name"
    "$@" || status=$?
    report_step "$name" $((SECONDS - started)) "$status"
}

skipped_step() { # skipped_step NAME REASON: a failure where nothing may be skipped
    if [ "${CI:-}" = true ]; then
        printf '\n  %sFAIL%s  %s: %s\n' "$RED" "$PLAIN" "$1" "$2"
        FAILED_STEPS+=("$1")
    else
        printf '\n  %s*** SKIPPED *** %s: %s%s\n' "$RED" "$1" "$2" "$PLAIN"
        SKIPPED_STEPS+=("$1")
    fi
}

finish_steps() { # say how it went and leave with the right status
    local minutes=$((SECONDS / 60)) seconds=$((SECONDS % 60))
    if [ ${#FAILED_STEPS[@]} -eq 0 ]; then
        [ ${#SKIPPED_STEPS[@]} -eq 0 ] || printf '\nNot run: %s\n' "${SKIPPED_STEPS[*]}"
        printf '\n%sAll steps that ran passed%s in %d min %02d s.\n' "$GREEN" "$PLAIN" "$minutes" "$seconds"
        exit 0
    fi
    printf '\n%sFailed%s after %d min %02d s:\n' "$RED" "$PLAIN" "$minutes" "$seconds"
    printf '  - %s\n' "${FAILED_STEPS[@]}"
    exit 1
}
