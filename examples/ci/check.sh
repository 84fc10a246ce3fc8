#!/usr/bin/env bash
# Runs the tests and checks them: for any CI, for a hook of git, or by hand.
#
# usage: check.sh [ARGUMENTS OF hardhat parallel check]
# Ends with 0 when all is well, 1 when tests fail, a budget is exceeded or a conflict is new, 2 when that cannot be told.
set -euo pipefail

npx hardhat test --parallel-stats-json records/run.json
npx hardhat parallel report records/run.json
npx hardhat parallel check records/run.json "$@"
