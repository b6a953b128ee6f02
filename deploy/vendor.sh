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
cp node_modules/media-chrome/dist/iife/all.js "$folder/media-chrome.js"
cp node_modules/media-chrome/LICENSE "$folder/LICENSE"
# It would name a file that is not here.
sed -i '/^\/\/# sourceMappingURL=/d' "$folder/media-chrome.js"
(cd static/vendor && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort \
    | xargs sha256sum > SHA256SUMS)
echo "static/vendor holds media-chrome $version"
