"""Runs the test programs that Cargo built, under Wine, without the tests that cannot run there.

usage: run_under_wine.py BUILT SKIPPED [FILTER]
BUILT has Cargo's messages as JSON. SKIPPED has one test per line: the program, the test, the reason.
"""

import json
import os
import pathlib
import re
import subprocess
import sys


def programs(built):
    """The name, the program and the package folder of each test target."""
    for line in pathlib.Path(built).read_text().splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("executable") and message["profile"]["test"]:
            package = pathlib.Path(message["manifest_path"]).parent
            target = message["target"]
            name = package.name if "test" not in target["kind"] else f"{package.name}/{target['name']}"
            yield name, message["executable"], package


def skipped(path):
    """The skipped tests of each program."""
    tests = {}
    for number, line in enumerate(pathlib.Path(path).read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split(None, 2)
        if len(parts) < 3:
            sys.exit(f"{path}:{number}: expected a program, a test and a reason")
        tests.setdefault(parts[0], []).append(parts[1])
    return tests


def main():
    built, skip_list, filters = sys.argv[1], sys.argv[2], [it for it in sys.argv[3:] if it]
    skip = skipped(skip_list)
    failed, passed, left_out = [], 0, 0
    for name, program, package in sorted(programs(built)):
        listed = subprocess.run(["wine", program, "--list"], cwd=package, capture_output=True, text=True, check=True)
        tests = re.findall(r"^(\S+): test\r?$", listed.stdout, re.MULTILINE)
        unknown = set(skip.get(name, [])) - set(tests)
        if unknown:
            failed.append(f"{name}: {skip_list} names tests that do not exist: {', '.join(sorted(unknown))}")
        wanted = [it for it in tests if it not in skip.get(name, []) and all(part in it for part in filters)]
        left_out += len(set(skip.get(name, [])) & set(tests))
        if not wanted:
            continue
        arguments = ["wine", program, "--exact", "--test-threads", str(os.cpu_count()), *wanted]
        run = subprocess.run(arguments, cwd=package, capture_output=True, text=True, errors="replace")
        counts = re.search(r"test result: \w+\. (\d+) passed; (\d+) failed", run.stdout)
        print(f"{name}: {counts.group(0) if counts else 'no result'}", flush=True)
        passed += int(counts.group(1)) if counts else 0
        if run.returncode:
            failed.append(f"{name}: exit status {run.returncode}\n{run.stdout}\n{run.stderr}")
    print("\n".join(failed), file=sys.stderr)
    print(f"Windows: {passed} tests passed, {left_out} cannot run under Wine, {len(failed)} programs failed")
    sys.exit(1 if failed or not passed else 0)


main()
