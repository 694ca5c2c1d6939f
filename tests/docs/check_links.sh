#!/bin/sh
# Fails on a relative link of a Markdown document that leads nowhere. One line per broken link.
# usage: check_links.sh DOCUMENT...
set -u
broken=0
links=0
for document in "$@"; do
  folder=$(dirname "$document")
  for target in $(awk '/^```/ { code = !code; next } !code' "$document" |
    grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//; s/#.*//'); do
    case $target in http://* | https://* | mailto:*) continue ;; esac
    links=$((links + 1))
    [ -e "$folder/$target" ] || { echo "$document: broken link: $target"; broken=$((broken + 1)); }
  done
done
echo "$links links in $# documents, $broken broken"
[ "$links" -gt 0 ] && [ "$broken" = 0 ]
