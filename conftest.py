"""Every test stands on the same ground: the hooks and fixtures of the testbed."""

from kentongan.site.launch.testbed import (
    django_db_setup,
    empty_database,
    pytest_configure,
    pytest_configure_node,
    pytest_unconfigure,
    testbed,
)

__all__ = [
    "django_db_setup",
    "empty_database",
    "pytest_configure",
    "pytest_configure_node",
    "pytest_unconfigure",
    "testbed",
]
