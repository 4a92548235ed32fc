"""Shared by all tests: `import-mode=importlib` keeps test folders free of packages."""

import os

from hypothesis import Phase, settings

# a planted defect shows in any example that fails; to make that small takes most of the time
settings.register_profile("planted", phases=(Phase.explicit, Phase.generate))
if os.environ.get("PLANTED_DEFECT"):
    settings.load_profile("planted")
