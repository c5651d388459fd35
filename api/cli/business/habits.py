"""Ways of answering one field of a form."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.forms import paths
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class Scene:
    """What a person sees when he answers one field: variables, what he typed so far, the field's row, the options."""

    variables: Values
    typed: Values
    row: Mapping[str, object]
    now: datetime
    zone: ZoneInfo
    dice: random.Random
    offered: Sequence[Json]

    def known(self, path: str) -> Json:
        """A variable by dotted path; None when there is none."""
        return paths.get(self.variables, paths.split(path))


Habit: TypeAlias = Callable[[Scene], Json]


def mostly(**weights: int) -> Habit:
    """One of these words, by weight; `yes` and `no` are texts."""

    def choose(scene: Scene) -> Json:
        known = {name: weight for name, weight in weights.items() if not scene.offered or name in scene.offered}
        if not known:
            return scene.dice.choice(list(scene.offered))
        return scene.dice.choices(list(known), weights=list(known.values()))[0]

    return choose


def chance(percent: int) -> Habit:
    """True so often."""
    return lambda scene: scene.dice.randrange(100) < percent


def between(least: int, most: int, *, step: int = 1) -> Habit:
    """A whole number of that range."""
    return lambda scene: scene.dice.randrange(least, most + 1, step)


def copy(path: str, default: Json = None) -> Habit:
    """What a variable says."""
    return lambda scene: scene.known(path) if scene.known(path) is not None else default


def always(value: Json) -> Habit:
    """Always the same."""
    return lambda scene: value


def cell(name: str, *, short_percent: int = 0) -> Habit:
    """As many as another cell of the row says; so often one less."""

    def count(scene: Scene) -> Json:
        found = scene.row.get(name)
        whole = int(found) if isinstance(found, (int, Decimal)) else 0
        return max(whole - (scene.dice.randrange(100) < short_percent), 0)

    return count


def scored(*weights: int) -> Habit:
    """A score from 1 on, by weight."""
    return lambda scene: scene.dice.choices(range(1, len(weights) + 1), weights=weights)[0]


def numbered(prefix: str) -> Habit:
    """A number as carriers and banks give them."""
    return lambda scene: f"{prefix}-{scene.dice.randrange(10**8):08}"


def told(scene: Scene) -> Json:
    """What somebody says on the telephone."""
    return scene.dice.choice([text for kind in SAYINGS.values() for text in kind])


def any_offered(scene: Scene) -> Json:
    """One of the options, the first ones more often."""
    offered = list(scene.offered)
    weights = range(len(offered), 0, -1)
    return scene.dice.choices(offered, weights=list(weights))[0] if offered else None


def in_days(least: int, most: int) -> Habit:
    """A day so far ahead, as a date."""
    return lambda scene: (
        (scene.now.astimezone(scene.zone) + timedelta(days=scene.dice.randint(least, most))).date().isoformat()
    )


def visit_time(scene: Scene) -> Json:
    """Tomorrow or the day after, between nine and five, in UTC."""
    local = scene.now.astimezone(scene.zone) + timedelta(days=scene.dice.randint(1, 2))
    at = local.replace(hour=scene.dice.randint(9, 17), minute=0, second=0, microsecond=0)
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def parts_used(scene: Scene) -> Json:
    """The parts of the diagnosis, each with its defective one handed back."""
    needed = scene.known("visit.parts")
    rows = needed if isinstance(needed, list) else []
    return [{**row, "is_returned": True} for row in rows if isinstance(row, dict)]


def one_part(scene: Scene) -> Json:
    """One piece of one of the parts that fit."""
    known = scene.known("part_options")
    offered = [row["value"] for row in known if isinstance(row, dict)] if isinstance(known, list) else []
    return [{"part": scene.dice.choice(offered), "quantity": 1}] if offered else []


SAYINGS: Mapping[str, Sequence[str]] = {
    "consultation": (
        "请问空调多久需要清洗一次?",
        "想了解延保怎么购买",
        "滚筒洗衣机的自清洁程序怎么用?",
        "热水器温度设到多少合适?",
        "How do I register the guarantee of my television?",
    ),
    "product_fault": (
        "冰箱冷藏室不冷,压缩机一直响",
        "空调开机后不制冷",
        "洗衣机脱水时异响很大",
        "热水器点不着火",
        "电视黑屏但有声音",
        "The washing machine does not spin any more",
    ),
    "delivery": ("约好周六送货,一直没送到", "送错了型号,要求更换", "The delivery never arrived"),
    "conduct": ("师傅上门态度恶劣", "服务站乱收费", "约了三次都迟到", "The technician was rude to my mother"),
    "price": ("买完三天就降价,要求保价", "促销赠品没有给", "The price drop was not refunded"),
    "safety": ("热水器漏电,手被电到了", "空调室外机冒烟", "燃气热水器有燃气味"),
}

TEXTS = (
    "已按流程核实,情况属实",
    "已与客户电话确认",
    "已处理完毕,请知悉",
    "情况说明见附件",
    "经现场检查后确认",
)
