"""The mark of the product, for browser tabs."""

from __future__ import annotations

from fastapi import APIRouter, Response

router = APIRouter(include_in_schema=False)
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="8" '
    'fill="#1355b5"/><path d="M7 11h9a4 4 0 0 1 0 8h-1m0 0 3-3m-3 3 3 3M22 11h3M21 21h4" fill="none" stroke="#fff" '
    'stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@router.get("/favicon.svg")
@router.get("/favicon.ico")
def mark() -> Response:
    """The mark as SVG."""
    return Response(_MARK, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
