"""PyPI's fhirclient: fetches the searches of its orders page after page, counts resources by type, and tells time and
memory. Orders come as JSON in argv, what it tells goes out as JSON."""

import collections
import importlib.metadata
import json
import pathlib
import platform
import re
import sys
import time

from fhirclient.models.bundle import Bundle
from fhirclient.server import FHIRServer


def kibibytes(name):
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(name + r":\s+(\d+)", status)[1])


def fetch(server, search, counts):
    while search:
        bundle = Bundle.read_from(search, server)
        counts.update(entry.resource.resource_type for entry in bundle.entry or [])
        search = next((link.url for link in bundle.link or [] if link.relation == "next"), None)


orders = json.loads(sys.argv[1])
server = FHIRServer(None, base_uri=orders["base"] + "/")
pathlib.Path("/proc/self/clear_refs").write_text("5")
before = kibibytes("VmRSS")
started = time.perf_counter()
counts = collections.Counter()
for search in orders["searches"]:
    fetch(server, search, counts)
seconds = time.perf_counter() - started
growth = (kibibytes("VmHWM") - before) * 1024 / 1e6
version = f"{importlib.metadata.version('fhirclient')}, Python {platform.python_version()}"
print(json.dumps({"version": version, "seconds": seconds, "growth": growth, "counts": counts}))
