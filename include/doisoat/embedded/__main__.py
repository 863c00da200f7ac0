"""`python -m doisoat.embedded <command>`."""

import sys

from doisoat.embedded.cli import main

sys.exit(main())
