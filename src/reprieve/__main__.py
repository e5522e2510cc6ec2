"""`python -m reprieve`: the same as the `reprieve` command."""

import sys

from reprieve.cli import main

sys.exit(main())
