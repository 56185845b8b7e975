"""`python -m dependency_explorer`."""

from dependency_explorer.commands import main

raise SystemExit(main())
