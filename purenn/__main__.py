"""What `python3 -m purenn` runs."""

import sys

from purenn.cli import main

sys.exit(main())
