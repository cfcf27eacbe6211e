"""The process in which llama.cpp runs: reads its orders from stdin, ends when stdin does.

Started by rag/local.py as a file, never imported. A process of its own, because in ours llama.cpp
holds the interpreter's lock while it loads, crashes on exit while an answer is streamed, and a
model too large for the memory would take everything with it. When the parent ends, however it
ends, its end of the pipe closes, and so does this.
"""

from __future__ import annotations

import json
import os
import sys
import threading


def main() -> None:
    """Serve one model on a free loopback port and write the address to stdout, one line."""
    # What else is printed goes to the log.
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    orders = json.loads(sys.stdin.readline())
    ended = threading.Thread(target=_end_with_stdin)
    ended.start()
    try:
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = orders["path"]
        params.model_alias = {orders["name"]}
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [orders["key"]]
        params.n_ctx = orders["context"]
        params.n_parallel = 1
        params.n_batch = params.n_ubatch = orders["batch"]
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = orders["threads"]
        # A comment in the stream while the prompt is read, so that silence means trouble.
        params.sse_ping_interval = 5
        # What earlier prompts came to: the instructions of another kind of request are read but once.
        params.cache_ram_mib = 256
        params.ui = params.endpoint_slots = False
        params.verbosity = 1
        server = xllamacpp.Server(params)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
    told.write(server.listening_address + "\n")
    told.flush()
    ended.join()


def _end_with_stdin() -> None:
    sys.stdin.read()
    # Not sys.exit: taking the server down while it streams is what crashes.
    os._exit(0)


if __name__ == "__main__":
    main()
