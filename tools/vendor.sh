#!/usr/bin/env bash
# Fetch the static files that others made and put them in the repository, each with its licence
# and all with a checksum (tests/test_vendor.py). For maintainers: building or running the
# application needs no Node. After raising a version: `make vendor`, then look at every page.
set -euo pipefail
cd "$(dirname "$0")/.."

UTRECHT=9.0.4     # the stylesheet of the NL Design System components, EUPL-1.2
VOORBEELD=7.4.1   # its example tokens, the only ones that are EUPL-1.2 as well
SOURCE_SANS=3.52.0
AXE=4.14.1        # accessibility checks, for the browser tests only

site=duoplus/static/vendor
tests=tests/browser/vendor
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

npm --prefix "$temporary" install --silent --ignore-scripts --no-audit --no-fund --save-exact \
    "@utrecht/component-library-css@$UTRECHT" \
    "@nl-design-system-unstable/voorbeeld-design-tokens@$VOORBEELD" \
    "source-sans@$SOURCE_SANS" "axe-core@$AXE"
modules=$temporary/node_modules

rm -rf "$site" "$tests"
mkdir -p "$site"/{utrecht,voorbeeld,source-sans} "$tests/axe-core"
cp "$modules"/@utrecht/component-library-css/{dist/index.css,LICENSE.md} "$site/utrecht/"
cp "$modules"/@nl-design-system-unstable/voorbeeld-design-tokens/{dist/theme.css,LICENSE.md} \
    "$site/voorbeeld/"
# The page loads woff2; the PDF embeds the full TTF, because the subsets miss U+2010.
for style in Regular It Semibold Bold; do
    cp "$modules/source-sans/TTF/SourceSans3-$style.ttf" \
        "$modules/source-sans/WOFF2/TTF/SourceSans3-$style.ttf.woff2" "$site/source-sans/"
done
cp "$modules/source-sans/LICENSE.md" "$site/source-sans/"
cp "$modules"/axe-core/{axe.min.js,LICENSE} "$tests/axe-core/"

cat >"$site/README.md" <<END
# Files that others made

Put here by \`make vendor\`; do not edit. Each folder holds its own licence, \`SHA256SUMS\` every checksum.

| folder | package | version | licence |
|---|---|---|---|
| utrecht | @utrecht/component-library-css | $UTRECHT | EUPL-1.2 |
| voorbeeld | @nl-design-system-unstable/voorbeeld-design-tokens | $VOORBEELD | EUPL-1.2 |
| source-sans | source-sans | $SOURCE_SANS | OFL-1.1 |

For the browser tests, in \`$tests\`: axe-core $AXE, MPL-2.0.
END

checksums() { (cd "$1" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS); }
checksums "$site"
checksums "$tests"
du -sh "$site" "$tests"
