"""One file holds an installation: database, files, spool, and the keys to read them."""

from kentongan.site.archive.making import Made, back_up
from kentongan.site.archive.reading import Archive
from kentongan.site.archive.restoring import Restored, restore

__all__ = ["Archive", "Made", "Restored", "back_up", "restore"]
