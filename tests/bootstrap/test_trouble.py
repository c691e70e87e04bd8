"""What real installers said when they failed, and the sentence made of it."""

from pathlib import Path

import pytest

from marketplace.bootstrap.trouble import Unreachable, trouble_in

LOG = Path("/clone/.venv/setting-up.log")
PIP_OFFLINE = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError(
'<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection:
[Errno -3] Temporary failure in name resolution')': /simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
ERROR: No matching distribution found for uv==0.13.9
"""
UV_OFFLINE = """\
error: Failed to fetch: `https://registry.test/simple/numpy/`
  Caused by: error sending request for url (https://registry.test/simple/numpy/)
  Caused by: dns error: failed to lookup address information: Name or service not known
"""
PIP_CHANGED = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
    Expected sha256 aa
         Got        bb
"""
PIP_NO_BUILD = """\
ERROR: Could not find a version that satisfies the requirement pylmcf==1.3.0 (from versions: none)
ERROR: No matching distribution found for pylmcf==1.3.0
"""


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (PIP_OFFLINE, "The package registry cannot be reached: check the network"),
        (UV_OFFLINE, "The package registry cannot be reached: check the network"),
        (PIP_CHANGED, "A package that arrived is not the one the lock file names"),
        (PIP_NO_BUILD, "A package has no build for this Python or this machine"),
        ("OSError: [Errno 28] No space left on device\n", "The disk is full"),
        ("Segmentation fault\n\n", "The packages could not be installed: Segmentation fault"),
        ("", "The packages could not be installed: no reason given"),
    ],
)
def test_each_failure_is_one_sentence_that_names_the_log(output, sentence):
    told = str(trouble_in(output, LOG))
    assert told.startswith(sentence)
    assert told.endswith(f"(All it said is in {LOG}.)")
    assert "\n" not in told


def test_only_without_a_network_is_it_useless_to_try_another_installer():
    outputs = {"offline": UV_OFFLINE, "changed": PIP_CHANGED, "no build": PIP_NO_BUILD}
    found = {
        name for name, said in outputs.items() if isinstance(trouble_in(said, LOG), Unreachable)
    }
    assert found == {"offline"}
