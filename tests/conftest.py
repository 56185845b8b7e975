"""Settings that must stand before anything imports Qt: tests need no display."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

import dependency_explorer.painting  # noqa: F401  (guards None before Qt is used)

# Machines differ and are shared: a slow case is no wrong one. A verdict on a change must not depend on luck, so
# that the same examples are tried wherever CI is set; at a desk they are new ones every time.
settings.register_profile("shared", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("shared")


@pytest.fixture(scope="session", autouse=True)
def one_application(qapp: QApplication) -> None:
    """The one application of the test run, with widgets: a smaller one made first by a drawing test could not
    be replaced when a test of the window comes."""
