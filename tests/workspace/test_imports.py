"""The workspace is needed before the first window: nothing heavy may come with it."""

from __future__ import annotations

import subprocess
import sys


def test_the_workspace_brings_neither_numpy_nor_pandas_nor_qt() -> None:
    code = (
        "import sys\n"
        "from dependency_explorer.workspace import preferences, project, state, store\n"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'PySide6', 'pint'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
