"""Scene to QPainter: screen, PNG, PDF. QtGui only, no widgets."""

from dependency_explorer.painting.keep_none import keep_none

keep_none()
