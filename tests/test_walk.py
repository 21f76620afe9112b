"""The way of a domain through the code is short: few files, and few calls between the command and a rule."""

import json
import subprocess
import sys
from pathlib import Path

import mailcheck

PACKAGE = Path(mailcheck.__file__).parent
ZONE = PACKAGE.parent / "fixtures" / "healthy-self-hosted.zone"
FILES, FRAMES, ENTRIES = 65, 8, 15
NOT_COUNTED = {"__init__", "__main__", "version", "data", "py", "__pycache__"}

# Calls of module bodies are left out: what is imported is not what is walked through.
WALK = """
import json, os, sys
from mailcheck.cli import main
package = os.path.dirname(sys.modules["mailcheck"].__file__)
rules = os.path.join(package, "rules") + os.sep
entered, depths = set(), []

def note(frame, event, _):
    code = frame.f_code
    if event != "call" or code.co_name == "<module>" or not code.co_filename.startswith(package):
        return
    if not code.co_filename.startswith(rules):
        entered.add(os.path.relpath(code.co_filename, package))
    elif code.co_name == "check" and not depths:
        own = 0
        while frame is not None:
            own += frame.f_code.co_filename.startswith(package)
            frame = frame.f_back
        depths.append(own - 1)

sys.argv = ["mailcheck", "check", "--zone", sys.argv[1], "--offline", "--no-config", "-f", "json"]
sys.setprofile(note)
code = main()
sys.setprofile(None)
print(json.dumps({"code": code, "files": sorted(entered), "frames": depths[0]}), file=sys.stderr)
"""


def test_a_check_of_a_healthy_zone_is_a_short_walk() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(ZONE)],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=True,
    )
    walk = json.loads(done.stderr)
    assert walk["code"] == 0
    assert len(walk["files"]) <= FILES, walk["files"]
    assert walk["frames"] <= FRAMES  # below `main`, the rule's own check included


def test_the_package_has_few_entries() -> None:
    entries = {path.name.partition(".")[0] for path in PACKAGE.iterdir()} - NOT_COUNTED
    assert len(entries) <= ENTRIES, sorted(entries)
