#!/bin/sh
# Installs a requirement file (exact versions, checked by hash), then the project in place.
# usage: install.sh UV_OR_EMPTY PYTHON FILE
set -eu
uv=$1 python=$2 file=$3
if [ -n "$uv" ]; then
  "$uv" pip install -q --python "$python" --require-hashes -r "$file"
  "$uv" pip install -q --python "$python" --no-deps --no-build-isolation -e .
else
  "$python" -m pip install -q --disable-pip-version-check --require-hashes -r "$file"
  "$python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
