"""Settle a city: from its pack into tables. What staff changed since is left as it is."""

from kentongan.site.settle.city import settle_city
from kentongan.site.settle.demo import settle_demo
from kentongan.site.settle.line import add_line, template_pack

__all__ = ["add_line", "settle_city", "settle_demo", "template_pack"]
