#!/bin/sh
# Installs the Debian packages that the build needs and this machine lacks, and says which.
set -eu

missing=""
for package in git pkg-config libyaml-dev libgit2-dev libre2-dev "$@"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null \
    | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "sluice needs these packages, and there is no apt-get to install them:$missing" >&2
  exit 1
fi
root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "run this as root, or install sudo: apt-get install$missing" >&2
    exit 1
  fi
  root=sudo
fi
echo "installing:$missing" >&2
$root apt-get update -qq
# shellcheck disable=SC2086 # the list is words on purpose
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
  >/dev/null
