"""What the platform calls a template's state → what we do."""

from __future__ import annotations

from collections.abc import Mapping

from kentongan.mailroom.models import Template

# Meta: the list of templates, and message_template_status_update (channels.md, C1).
STATUSES: Mapping[str, str] = {
    "APPROVED": Template.Status.APPROVED,
    "REINSTATED": Template.Status.APPROVED,
    "PENDING": Template.Status.PENDING,
    "IN_APPEAL": Template.Status.PENDING,
    "REJECTED": Template.Status.REJECTED,
    "PAUSED": Template.Status.PAUSED,
    "DISABLED": Template.Status.DISABLED,
    "PENDING_DELETION": Template.Status.DISABLED,
    "DELETED": Template.Status.MISSING,
}
