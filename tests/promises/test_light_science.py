"""The science can be imported without anything but Python itself."""

from __future__ import annotations

import subprocess
import sys

ASK = """
import sys
before = set(sys.modules)
import reprieve.pathway.diagnosis, reprieve.pathway.diagnosis.diagnose
print(*{name.split(".")[0] for name in set(sys.modules) - before})
"""


def test_importing_the_diagnosis_brings_in_no_package_of_others():
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert set(asked.stdout.split()) - sys.stdlib_module_names == {"reprieve"}
