"""Runs the test programs that Cargo built, under Wine, without the tests that cannot run there.

usage: run_under_wine.py BUILT SKIPPED [PART...]
BUILT has Cargo's messages as JSON. SKIPPED has in each line the program, the test or `MODULE::*`, and the reason.
With PARTs, only tests whose program and name together contain each of them are run.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

# A program that takes longer hangs: under Wine, all of them together take a few minutes.
LIMIT = 600


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


def run(program, package, tests, threads):
    """Runs the tests of a program. Returns its exit status, what it printed, and the tests that did not pass."""
    arguments = ["wine", program, "--exact", "--test-threads", str(threads), *tests]
    # Cargo sets it for the tests that it runs.
    variables = os.environ | {"CARGO_MANIFEST_DIR": f"Z:{package}"}
    try:
        ended = subprocess.run(
            arguments, cwd=package, env=variables, capture_output=True, text=True, errors="replace", timeout=LIMIT
        )
        status, output = ended.returncode, f"{ended.stdout}\n{ended.stderr}"
    except subprocess.TimeoutExpired as expired:
        status, output = f"none after {LIMIT} s", (expired.stdout or b"").decode(errors="replace")
    passed = set(re.findall(r"^test (\S+)(?: - should panic)? \.\.\. ok\r?$", output, re.MULTILINE))
    return status, output, [test for test in tests if test not in passed]


def main():
    built, skip_list, parts = sys.argv[1], sys.argv[2], sys.argv[3:]
    skip = skipped(skip_list)
    found = sorted(programs(built))
    failed = [f"{skip_list} names an unknown program: {it}" for it in skip if it not in {name for name, _, _ in found}]
    passed, left_out = 0, 0
    for name, program, package in found:
        listed = subprocess.run(["wine", program, "--list"], cwd=package, capture_output=True, text=True, check=True)
        tests = re.findall(r"^(\S+): test\r?$", listed.stdout, re.MULTILINE)
        skip_here = skip.get(name, [])
        is_meant = lambda test, it: test == it or it.endswith("::*") and test.startswith(it[:-1])
        left = [test for test in tests if any(is_meant(test, it) for it in skip_here)]
        unknown = [it for it in skip_here if not any(is_meant(test, it) for test in tests)]
        if unknown:
            failed.append(f"{name}: {skip_list} names tests that do not exist: {', '.join(sorted(unknown))}")
        wanted = [it for it in tests if it not in left and all(part in f"{name} {it}" for part in parts)]
        left_out += len(left)
        if not wanted:
            continue
        start = time.monotonic()
        # Most tests wait for the disk or another program, so more of them run than there are processors.
        status, output, again = run(program, package, wanted, 2 * os.cpu_count())
        if status and again:
            # Wine now and then loses a change of a file or the end of a process.
            print(f"{name}: tried again, one by one: {', '.join(again)}\n{output}", file=sys.stderr)
            status, output, again = run(program, package, again, 1)
        count = len(wanted) - len(again)
        print(f"{name}: {count} of {len(wanted)} tests passed, {time.monotonic() - start:.0f} s", flush=True)
        passed += count
        if status:
            failed.append(f"{name}: exit status {status}\n{output}")
    print("\n".join(failed), file=sys.stderr)
    print(f"Windows: {passed} tests passed, {left_out} left out, {len(failed)} programs failed")
    sys.exit(1 if failed or not passed else 0)


main()
