#!/usr/bin/env bash
# What action.yml runs: RUN is check, review or build. It never fails by itself: the exit code of remit is the output
# `code`, so that the comment is written first.
set -uo pipefail

remit="$RUNNER_TEMP/remit/bin/remit"
output() { printf '%s=%s\n' "$1" "$2" >> "$GITHUB_OUTPUT"; }

case "$RUN" in
  check)
    "$remit" check -C "$FOLDER" --fail-on "$FAIL_ON" # in a workflow it annotates
    code=$?
    "$remit" check -C "$FOLDER" --format markdown >> "$GITHUB_STEP_SUMMARY" || true
    ;;
  review)
    base="${BASE:-origin/${GITHUB_BASE_REF:-}}"
    if [ "$base" = origin/ ]; then
      echo '::error::this run is about no pull request; say with `base` what to compare with'
      output code 2
      exit 0
    fi
    comment="$RUNNER_TEMP/remit-comment.md"
    review="$RUNNER_TEMP/remit-review.json"
    judge=(review "$base" "$HEAD" -C "$FOLDER")
    if [ -n "$APPROVALS" ]; then judge+=(--approvals "$APPROVALS" --require-approvals); fi
    new=(); if [ -n "$NEW_FILE" ]; then new=(--new-file "$NEW_FILE"); fi
    "$remit" "${judge[@]}" --format json --output "$review"
    code=$?
    "$remit" "${judge[@]}" --format comment "${new[@]}" --output "$comment" || true
    "$remit" "${judge[@]}" --format markdown >> "$GITHUB_STEP_SUMMARY" || true
    "$remit" "${judge[@]}" || true
    if [ -s "$comment" ] && [ -s "$review" ]; then
      output comment "$comment"
      output review "$review"
    fi
    ;;
  build)
    site=(); if [ -n "$SITE" ]; then site=(--output "$SITE"); fi
    "$remit" build -C "$FOLDER" "${site[@]}"
    code=$?
    ;;
  *)
    echo "::error::\`run\` is check, review or build"
    code=2
    ;;
esac
output code "$code"
