"""Shared by all tests: `import-mode=importlib` keeps test folders free of packages."""

import os

from hypothesis import Phase, settings

settings.register_profile("planted", phases=(Phase.explicit, Phase.generate))
if os.environ.get(
    "PLANTED_DEFECT"
):  # that an example fails is all that is asked; making it small takes most of the time
    settings.load_profile("planted")
