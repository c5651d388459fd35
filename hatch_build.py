"""Build hook: a wheel carries the built front end. SERVICELANE_SKIP_WEB=1 leaves it out (tests of the Python side)."""

import os
import subprocess
import sys
from pathlib import Path

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface[BuilderConfig]):
    """Runs api/web/build.py before a wheel is packed. An editable install builds nothing: `make front` does."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Leave api/static/dist up to date, or stop the build."""
        if os.environ.get("SERVICELANE_SKIP_WEB") or self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        subprocess.run([sys.executable, str(root / "api" / "web" / "build.py")], cwd=root, check=True)
