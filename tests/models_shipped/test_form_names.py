"""People find forms by the name of what they are for, in both languages."""

from __future__ import annotations

from engine.actor import SYSTEM
from engine.service import Engine
from tests.models_shipped.test_gate import files_of


def test_a_form_without_a_name_is_called_as_its_task_start_or_action(sqlite_engine: Engine) -> None:
    sqlite_engine.deploy(files_of("store_build_out"), actor=SYSTEM)

    names = {form.id: (form.name, form.name_en) for form in sqlite_engine.list_models(actor=SYSTEM).forms}

    assert names["store_survey"] == ("勘查选址", "Survey the site")
    assert names["store_cancel"] == ("取消项目", "Cancel the project")
    assert names["store_application"] == ("申请开店或改造", "Apply for a store")
    assert [form_id for form_id, (name, _) in names.items() if form_id.startswith("store_") and name == form_id] == []
