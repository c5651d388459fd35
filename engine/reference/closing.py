"""Closing a unit: what has to be done before, told in words."""

from __future__ import annotations

from engine.errors import Conflict
from engine.store.database import Tx
from engine.store.reference import units
from engine.store.reference.units import UnitFacts

_MOST = 5


class UnitInTheWay(Conflict):
    """The unit cannot be closed yet. `zh` and `en` say what has to be done first."""

    code = "unit_in_use"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def require_closable(tx: Tx, unit: UnitFacts) -> None:
    """Raise UnitInTheWay for the root, and while open units, tasks or running cases hang on the unit."""
    if not unit.parent:
        raise UnitInTheWay(
            f"总部“{unit.name}”不能停用：所有单位都在它之下",
            f"expected a unit below headquarters, but '{unit.code}' is the root: all others stand below it",
        )
    found = units.in_the_way(tx, unit)
    zh, en = [], []
    if found.children:
        shown, more = ", ".join(found.children[:_MOST]), len(found.children) - _MOST
        zh.append(f"下级单位 {len(found.children)} 个（{shown}{' 等' if more > 0 else ''}）")
        en.append(f"{len(found.children)} open units below it ({shown}{', …' if more > 0 else ''})")
    if found.task_count:
        zh.append(f"未完成任务 {found.task_count} 项")
        en.append(f"{found.task_count} open tasks")
    if found.case_count:
        zh.append(f"进行中的流程 {found.case_count} 个")
        en.append(f"{found.case_count} running cases")
    if en:
        raise UnitInTheWay(
            f"“{unit.name}”还不能停用，请先处理：{'、'.join(zh)}",
            f"expected nothing to hang on '{unit.code}' before it is closed, but found {', '.join(en)}",
        )
