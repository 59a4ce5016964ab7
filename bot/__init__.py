"""The application: everything between Discord (cogs) and the database (storage)."""

import os

# One thread for numpy: what it computes here is small, its idle threads would spin, and the checker needs the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
