#!/usr/bin/env bash
# For maintainers: puts the front-end files that package-lock.json pins into
# static/vendor/, with their licences and checksums. Nobody else needs node or npm.
set -euo pipefail
cd "$(dirname "$0")/.."

npm ci --ignore-scripts --no-audit
version="$(node -p 'require("./node_modules/media-chrome/package.json").version')"
folder="static/vendor/media-chrome-$version"
rm -rf static/vendor
mkdir -p "$folder"
# Only the parts the page uses: the whole would be a fifth heavier for every viewer.
node_modules/.bin/esbuild deploy/player-parts.js --bundle --minify --format=iife \
    --target=es2022 --log-level=warning --outfile="$folder/media-chrome.js"
cp node_modules/media-chrome/LICENSE "$folder/LICENSE"
(cd static/vendor && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort \
    | xargs sha256sum > SHA256SUMS)
echo "static/vendor holds media-chrome $version"
