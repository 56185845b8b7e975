"""Scene to QPainter: screen, PNG, PDF. QtGui only, no widgets."""

from dependency_explorer.painting.keep_constants import keep_constants

keep_constants()
