"""The sentences: both languages, complete, documented."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from engine.process.check.texts import CATALOGUE
from engine.process.check.words import words

ROOT = Path(__file__).parents[2]
# section 9 of the dialect, without the codes of decisions (engine/dmn) and of deployment (V4)
SECTION_9 = words("""
UNKNOWN_ELEMENT UNKNOWN_ATTRIBUTE UNKNOWN_EXTENSION FOREIGN_ENGINE_EXTENSION EXTENSION_NOT_ALLOWED_HERE
DUPLICATE_EXTENSION UNSUPPORTED_EXTENSION NO_EXECUTABLE_PROCESS NO_START_EVENT NO_NONE_START_EVENT UNREACHABLE
FEEL_SYNTAX EXPRESSION_REQUIRED EXPRESSION_LANGUAGE STATIC_CODE_REQUIRED EXTERNAL_FUNCTION CONDITION_MISSING
CONDITION_NOT_ALLOWED DEFAULT_WITH_CONDITION EVENT_GATEWAY_TARGET EVENT_GATEWAY_START ACTIVATION_CONDITION
EVENT_POSITION EVENT_COMBINATION PARALLEL_MULTIPLE DUPLICATE_TRIGGER LINK_UNPAIRED BOUNDARY_NOT_ALLOWED
NO_IMPLEMENTATION SCRIPT_LANGUAGE RECEIVE_INSTANTIATE OPERATION_REF DATA_FLOW_UNSUPPORTED TRANSACTION_METHOD
CANCEL_UNCAUGHT COMPENSATION_HANDLER COMPENSATION_REF AD_HOC_CONTENT LOOP_STYLE LOOP_BEHAVIOR LOOP_ENDLESS
CORRELATION_KEY_MISSING CORRELATION_STYLE TIMER_KIND TIMER_TOO_OFTEN UNKNOWN_ROLE UNKNOWN_PROPERTY
UNKNOWN_JOB_TYPE UNKNOWN_CALENDAR BINDING_MISSING MODEL_TOO_LARGE FILE_TOO_LARGE
""")
WARNINGS = words("NO_ROLE USER_TASK_MARKER_MISSING SOUNDNESS_HINT LANE_MISSING WORKER_UNKNOWN TRIGGER_NEVER")


@pytest.mark.parametrize("key", CATALOGUE)
def test_each_sentence_is_complete_in_both_languages(key: str) -> None:
    sentence = CATALOGUE[key]

    for text in (sentence.reason, sentence.advice):
        assert re.search("[\u4e00-\u9fff]", text.zh)
        assert not re.search("[\u4e00-\u9fff]", text.en)
        assert not re.search(r"[.。!！;；]\Z", text.en)
        assert not re.search(r"[。!！;；]\Z", text.zh)
    places = {name for _, name, _, _ in Formatter().parse(sentence.reason.en) if name}
    assert places == {name for _, name, _, _ in Formatter().parse(sentence.reason.zh) if name}


def test_errors_say_what_was_expected_and_what_was_found() -> None:
    for key, sentence in CATALOGUE.items():
        if sentence.level != "ignored":
            assert sentence.reason.en.startswith("expected "), key
            assert ", but " in sentence.reason.en or "because" in sentence.reason.en, key


def test_every_code_of_section_9_is_in_the_catalogue_with_its_level() -> None:
    levels = {key.partition(".")[0]: sentence.level for key, sentence in CATALOGUE.items()}

    assert {code: levels.get(code) for code in SECTION_9} == dict.fromkeys(SECTION_9, "error")
    assert {code: levels.get(code) for code in WARNINGS} == dict.fromkeys(WARNINGS, "warning")


def test_the_table_of_refusals_documents_every_code() -> None:
    documented = set(re.findall(r"^\| `([A-Z_0-9]+)` \|", (ROOT / "docs/refusals.md").read_text(), re.MULTILINE))

    codes = {key.partition(".")[0] for key in CATALOGUE} | {"NOT_XML", "XML_UNSAFE"}
    assert codes - documented == set()
