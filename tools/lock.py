"""Write requirements/*.txt anew: exact versions with hashes, no index named. Needs uv."""

from __future__ import annotations

import shutil
import subprocess
import sys

COMMON = [
    "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header", "pyproject.toml",
]  # fmt: skip
FILES = {
    "base": ["--group", "build"],
    "dev": ["--group", "build", "--group", "dev", "-c", "requirements/base.txt"],
    "server": ["--group", "build", "--extra", "server", "-c", "requirements/base.txt"],
}


def main() -> int:
    """Resolve each file, the base first so that the others agree with it."""
    uv = shutil.which("uv")
    if uv is None:
        print("make lock needs uv: pip install uv", file=sys.stderr)
        return 1
    for name, options in FILES.items():
        subprocess.run([uv, *COMMON, *options, "-o", f"requirements/{name}.txt"], check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
