"""What stands on the buttons of shipped forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.pages.forms_view import submit_label
from engine.forms import Form

FORMS = sorted((Path(__file__).resolve().parents[2] / "forms").glob("*/*.form"))
_SAYS_NOTHING = {
    "提交",
    "确定",
    "确认",
    "继续",
    "处理",
    "记录",
    "Send",
    "Submit",
    "Save",
    "OK",
    "Done",
    "Confirm",
    "Continue",
}
"""Words that fit any button, and so tell nobody what will happen."""


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_button_says_what_happens(path: Path) -> None:
    form = Form.read(path.read_bytes())
    for language in ("zh-CN", "en"):
        assert submit_label(form, language=language) not in _SAYS_NOTHING
