#!/usr/bin/env bash
# Runs mailcheck with the inputs of the action: annotations in the log, and the report in the summary of the job.
set -euo pipefail

SUMMARY_LIMIT=1000000 # octets; a step that says more than 1 MiB has no summary at all
summary="$RUNNER_TEMP/mailcheck-summary.md"
arguments=(check --format=github "--output=markdown=$summary")

# given OPTION VALUE: pass the option on, if it has a value
given() {
    if [[ -n "$2" ]]; then
        arguments+=("$1=$2")
    fi
}

# wanted OPTION BOOLEAN: pass a flag on, if it is true
wanted() {
    case "$2" in
        true) arguments+=("$1") ;;
        false | "") ;;
        *)
            echo "::error::the input ${1#--} is neither true nor false"
            exit 2
            ;;
    esac
}

# each OPTION LIST: pass the option on for each word of a list
each() {
    local word words=()
    read -r -d '' -a words <<<"$2" || :
    for word in ${words[@]+"${words[@]}"}; do
        arguments+=("$1=$word")
    done
}

# files OPTION LINES: pass the option on for each file that a line names; a name that none has is passed on as it is
files() {
    local line file found
    while read -r line; do
        [[ -n "$line" ]] || continue
        found=$(compgen -G "$line") || found=$line
        while IFS= read -r file; do
            arguments+=("$1=$file")
        done <<<"$found"
    done <<<"$2"
}

files --zone "$INPUT_ZONES"
each --selector "$INPUT_SELECTORS"
each --sender "$INPUT_SENDERS"
each --nameserver "$INPUT_NAMESERVERS"
each --select "$INPUT_SELECT"
each --ignore "$INPUT_IGNORE"
given --profile "$INPUT_PROFILE"
given --fail-on "$INPUT_FAIL_ON"
given --timeout "$INPUT_TIMEOUT"
given --config "$INPUT_CONFIG"
given --baseline "$INPUT_BASELINE"
given --output "${INPUT_SARIF:+sarif=$INPUT_SARIF}"
given --output "${INPUT_JSON:+json=$INPUT_JSON}"
wanted --allow-unknown "$INPUT_ALLOW_UNKNOWN"
wanted --offline "$INPUT_OFFLINE"

read -r -d '' -a domains <<<"$INPUT_DOMAINS" || :

code=0
"$RUNNER_TEMP/mailcheck/bin/mailcheck" "${arguments[@]}" -- ${domains[@]+"${domains[@]}"} || code=$?

if [[ -f "$summary" ]]; then
    head -c "$SUMMARY_LIMIT" "$summary" >>"$GITHUB_STEP_SUMMARY"
    rm -f "$summary"
fi
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
