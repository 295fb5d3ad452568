"""The application, as servers and the command line find it."""

import os

from webapp import create_app

os.umask(0o077)  # official records: what the installation writes is for its own user alone
app = create_app()
