#!/usr/bin/env bash
# Makes the documentation of both library products with the toolchain's own docc; a warning is an
# error.
#
#   build.sh FOLDER
#
# FOLDER can then be served as a web site, as by `python3 -m http.server -d FOLDER`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$1"
output=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

run=(swift)
extract=swift-symbolgraph-extract
docc=docc
if [[ $(uname) == Darwin ]]; then
  extract="xcrun swift-symbolgraph-extract"
  docc="xcrun docc"
fi
"${run[@]}" build --quiet
bin=$("${run[@]}" build --show-bin-path)
target=$("${run[@]}" -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -n 1)
kernels=$bin/CLacunaKernels.build/module.modulemap
[[ -f $kernels ]] || kernels=$bin/CLacunaKernels.build/include/module.modulemap

# document PRODUCT CATALOG MODULE...: the archive of a product.
document() {
  local product=$1 catalog=$2
  shift 2
  mkdir -p "$work/$product"
  for module in "$@"; do
    $extract -module-name "$module" -I "$bin/Modules" -Xcc "-fmodule-map-file=$kernels" \
      -Xcc "-fmodule-map-file=$root/Sources/CZlib/module.modulemap" -target "$target" \
      -minimum-access-level public -skip-synthesized-members -output-dir "$work/$product"
  done
  $docc convert "$catalog" --additional-symbol-graph-dir "$work/$product" \
    --fallback-display-name "$product" --fallback-bundle-identifier "lacuna.$product" \
    --output-path "$work/$product.doccarchive" --warnings-as-errors
}

document Lacuna Sources/Lacuna/Lacuna.docc Lacuna LacunaEngine LacunaFormat LacunaFile
document LacunaTools tools/docs/LacunaTools.docc \
  LacunaDense LacunaImport LacunaCompress LacunaReport LacunaExport
rm -rf "$output"
$docc merge "$work/Lacuna.doccarchive" "$work/LacunaTools.doccarchive" \
  --synthesized-landing-page-name Lacuna --output-path "$output"
echo "documentation: $output"
