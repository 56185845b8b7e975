"""Settings that must stand before anything imports Qt: tests need no display."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
