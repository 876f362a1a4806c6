#!/usr/bin/env python3
"""Groups the same stays with medcode and with another open grouper, one core each.

    python3 -m venv peer && peer/bin/pip install msdrg==1.2.0
    peer/bin/python drg/msdrg/peer.py [STAYS.tsv]

The other grouper is a black box here: it is called as its documentation says, and
nothing of it was read. Its calls go through its Python binding, as its users' do;
the claims are made before the clock starts. STAYS.tsv has the columns of
testdata/stays.tsv, which is what is grouped without it. Run it from the root of
the repository.
"""
import os
import re
import subprocess
import sys
import time

import msdrg

SEX = {"M": 0, "F": 1}


def claims(path):
    with open(path) as f:
        for line in f:
            row = line.rstrip("\n").split("\t")
            if len(row) < 9 or row[1] not in ("431", "43.1") or row[7] in ("", "-"):
                continue
            dx = [(code, poa if poa in ("Y", "N", "U", "W") else None) for code, _, poa in (d.partition(":") for d in row[7].split(","))]
            px = [] if row[8] in ("", "-") else row[8].split(",")
            yield msdrg.create_claim(version=431, age=int(row[2]), sex=SEX.get(row[3], 2), discharge_status=int(row[4]),
                                     pdx=dx[0][0], pdx_poa=dx[0][1], sdx=dx[1:], procedures=px)


def takes(g, stay):
    """Says whether the other grouper answers: it refuses malformed codes."""
    try:
        g.group(stay)
        return True
    except ValueError:
        return False


def main():
    path = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "drg/msdrg/testdata/stays.tsv")
    stays = list(claims(path))
    if not stays:
        sys.exit(path + ": no stays of version 43.1")
    with msdrg.MsdrgGrouper() as g:
        stays = [s for s in stays if takes(g, s)]
        rounds = max(1, 15_000 // len(stays))
        start = time.perf_counter()
        for _ in range(rounds):
            for s in stays:
                g.group(s)
        took = time.perf_counter() - start
    print("%d stays, of which medcode groups those that the other refuses, too" % len(stays))
    print("msdrg    %10.0f stays/s" % (rounds * len(stays) / took))
    out = subprocess.run(["go", "test", "./drg/msdrg", "-run", "^$", "-bench", "BenchmarkGroup$", "-cpu", "1", "-benchtime", "2s"],
                         env=dict(os.environ, MEDCODE_STAYS=path), text=True, capture_output=True)
    rate = re.search(r"([\d.]+) stays/s", out.stdout)
    if not rate:
        sys.exit(out.stdout + out.stderr)
    print("medcode  %10.0f stays/s" % float(rate.group(1)))


if __name__ == "__main__":
    main()
