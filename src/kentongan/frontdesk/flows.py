"""The flows of all kinds of matters, in one visible place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kentongan.cases.models import Matter
from kentongan.frontdesk.rights.flow import FLOW as RIGHTS
from kentongan.pure.flow import Flow
from kentongan.reports.flow import FLOW

FLOWS: Mapping[str, Flow[Any]] = {
    Matter.Kind.REPORT.value: FLOW,
    Matter.Kind.DATA.value: RIGHTS,
}

# Kind → the states in which its asker has been answered: the law's clock pauses, or has ended.
TOLD: Mapping[str, frozenset[str]] = {
    kind: frozenset(str(state) for state in flow.waits | flow.debts | flow.ends)
    for kind, flow in FLOWS.items()
}
