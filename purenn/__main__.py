"""python3 -m purenn"""

import sys

from purenn.cli import main

sys.exit(main())
