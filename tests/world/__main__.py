"""``python -m tests.world``."""

import sys

from tests.world.run import main

sys.exit(main())
