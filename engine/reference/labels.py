"""What people call the columns of reference tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.findings import Text

_WORDS = {
    "model": ("型号", "Model"),
    "name": ("名称", "Name"),
    "name_en": ("英文名称", "English name"),
    "category": ("品类", "Category"),
    "customer_code": ("客户编号", "Customer"),
    "customers.name": ("姓名", "Name"),
    "phone": ("电话", "Phone"),
    "tier": ("等级", "Tier"),
    "region_code": ("大区", "Region"),
    "address": ("地址", "Address"),
    "is_not_called": ("不再致电", "Do not call"),
    "email": ("电子邮箱", "E-mail"),
    "serial": ("序列号", "Serial number"),
    "purchased_on": ("购买日期", "Bought on"),
    "extended_until": ("延保至", "Extended until"),
    "part_code": ("配件编码", "Part"),
    "models": ("适用型号", "Models"),
    "price": ("价格(元)", "Price (yuan)"),
    "fault_code": ("故障代码", "Fault code"),
    "kind": ("类别", "Kind"),
    "level": ("程度", "Level"),
    "amount": ("金额(元)", "Amount (yuan)"),
    "unit_code": ("单位", "Unit"),
    "regions": ("服务区域", "Regions"),
    "skills": ("技能", "Skills"),
    "capacity": ("同时可接单数", "Jobs at a time"),
    "score": ("上季评分", "Score of last quarter"),
    "calendar_code": ("日历编号", "Calendar"),
    "time_zone": ("时区", "Time zone"),
    "days": ("工作日", "Working days"),
    "opens_at": ("开始时间", "Opens at"),
    "closes_at": ("结束时间", "Closes at"),
    "holidays": ("节假日", "Holidays"),
    "code": ("编号", "Code"),
    "entry_code": ("条目编号", "Entry"),
    "topic": ("主题", "Topic"),
    "question": ("问题", "Question"),
    "question_en": ("英文问题", "Question in English"),
    "answer": ("标准答复", "Standard answer"),
    "answer_en": ("英文答复", "Answer in English"),
    "keywords": ("关键词", "Keywords"),
    "warehouse_code": ("仓库编号", "Warehouse"),
    "lead_days": ("补货天数", "Days of supply"),
    "on_hand": ("实有数量", "Pieces on hand"),
    "expected_on": ("预计到货", "Expected on"),
    "substitute_code": ("替代编码", "Substitute"),
    "rank": ("优先顺序", "Order"),
    "must_ask": ("须征得同意", "Must be asked"),
    "limit": ("额度(元)", "Limit (yuan)"),
}
LABELS: Mapping[str, Text] = MappingProxyType({name: Text(en=en, zh=zh) for name, (zh, en) in _WORDS.items()})
