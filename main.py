"""Start Dependency Explorer from a checkout."""

from dependency_explorer.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
