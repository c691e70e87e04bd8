"""What can go wrong while setting up, each as one sentence that says what to do."""

from pathlib import Path


class Trouble(Exception):
    """One sentence for the person at the terminal, never shown as a traceback."""


class Unreachable(Trouble):
    """No other installer would get further either."""


DISK_FULL = "The disk is full: the packages need about 1 GB."
CHANGED = (
    "A package that arrived is not the one the lock file names, so it was not installed: "
    "a mirror or proxy on the way seems to change packages."
)
UNREACHABLE = (
    "The package registry cannot be reached: check the network (or pip's proxy, certificate and "
    "index settings), then run the same command again."
)
NO_BUILD = "A package has no build for this Python or this machine: try Python 3.11, 3.12 or 3.13."

NO_NETWORK_SIGNS = (
    "Failed to establish a new connection",
    "NameResolutionError",
    "Name or service not known",
    "name resolution",
    "getaddrinfo failed",
    "nodename nor servname",
    "Network is unreachable",
    "Connection refused",
    "Connection reset",
    "timed out",
    "error sending request",
    "dns error",
    "ProxyError",
    "CERTIFICATE_VERIFY_FAILED",
    "invalid peer certificate",
)


def trouble_in(output: str, log: Path) -> Trouble:
    """What an installer that failed with `output` was trying to say; `log` holds all of it."""

    def says(*signs: str) -> bool:
        return any(sign.lower() in output.lower() for sign in signs)

    all_of_it = f"(All it said is in {log}.)"
    if says("No space left on device"):
        return Trouble(f"{DISK_FULL} {all_of_it}")
    if says("do not match the hashes", "hash mismatch"):
        return Trouble(f"{CHANGED} {all_of_it}")
    if says(*NO_NETWORK_SIGNS):
        return Unreachable(f"{UNREACHABLE} {all_of_it}")
    if says("No matching distribution found", "no wheels with a matching", "no usable wheels"):
        return Trouble(f"{NO_BUILD} {all_of_it}")
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "")
    return Trouble(f"The packages could not be installed: {last or 'no reason given'} {all_of_it}")
