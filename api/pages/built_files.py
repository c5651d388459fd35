"""Serves the built front end: names carry a hash, so browsers keep files for good; compressed by the build."""

from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOREVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class BuiltFiles(StaticFiles):
    """Mount it at `/static` over `api/static`. What lies below `dist/` never changes under its name.

    A file is answered in its compressed twin (`.br`, `.gz`) when there is one and the browser takes it.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at `path`, or 404."""
        twin = self._twin(path, scope)
        if twin is None:
            response = await super().get_response(path, scope)
        else:
            encoding, file = twin
            response = FileResponse(file, media_type=_media_type(path))
            response.headers["Content-Encoding"] = encoding
        response.headers["Vary"] = "Accept-Encoding"
        is_hashed = path.replace("\\", "/").startswith("dist/") and not path.endswith(".json")
        response.headers["Cache-Control"] = _FOREVER if is_hashed and response.status_code < 400 else _A_DAY
        return response

    def _twin(self, path: str, scope: Scope) -> tuple[str, Path] | None:
        if scope["method"] not in ("GET", "HEAD"):
            return None
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1").lower()
        for encoding, ending in _ENCODINGS:
            if encoding in accepted:
                found, stat = self.lookup_path(path + ending)
                if stat is not None:
                    return encoding, Path(found)
        return None


def _media_type(path: str) -> str:
    endings = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
    return endings.get(Path(path).suffix, "application/octet-stream")
