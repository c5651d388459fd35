"""`python -m api.cli` is `servicelane`."""

import sys

from api.cli import main

sys.exit(main())
