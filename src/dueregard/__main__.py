"""Run the command line with ``python -m dueregard``."""

from dueregard.cli.main import main

raise SystemExit(main())
