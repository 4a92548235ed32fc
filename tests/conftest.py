"""Shared by all tests: `import-mode=importlib` keeps test folders free of packages."""

import os

from hypothesis import Phase, settings

# no deadline: what a test says does not hang on how busy the machine is
settings.register_profile("pressroom", deadline=None)
# a planted defect shows in any example that fails; to make that small takes most of the time
settings.register_profile("planted", deadline=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("planted" if os.environ.get("PLANTED_DEFECT") else "pressroom")
