#!/usr/bin/env bash
# Packs folders of a reference directory as test goldens (numbers only), one archive a folder.
# Usage: tools/pack_goldens.sh REFERENCE_DIR FOLDER...
set -euo pipefail
reference=$1
shift
target=$(cd "$(dirname "$0")/.." && pwd)/src/test/resources/reference
mkdir -p "$target"
for folder in "$@"; do
  tar --create --directory "$reference" --sort=name --mtime=@0 --owner=0 --group=0 \
    --numeric-owner --mode=u=rwX,go=rX --exclude=README.md "$folder" \
    | xz -9e --stdout > "$target/$folder.tar.xz"
done
total=$(du -sk "$target" | cut -f1)
echo "goldens: $total KB (12288 KB at most)"
[ "$total" -le 12288 ]
