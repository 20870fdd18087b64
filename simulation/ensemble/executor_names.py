"""How executors are named, and what is said when none can do the work; knows nothing of the engine."""

from simulation.saying import Saying

THREADS, PROCESSES, DASK = "threads", "processes", "dask://"
EXECUTORS = (THREADS, PROCESSES, "dask://host:port")
"""What an author may write."""


class NoWorkersError(Exception):
    """Nobody can do the work, or those who did it are lost; what was finished is kept."""

    def __init__(self, saying: Saying) -> None:
        super().__init__(str(saying))
        self.saying = saying


def check_executor(name: str) -> None:
    """Raise NoWorkersError for a name that is none of `EXECUTORS`."""
    host, _, port = name.removeprefix(DASK).rpartition(":")
    if name in (THREADS, PROCESSES) or (name.startswith(DASK) and host and port.isdigit()):
        return
    raise NoWorkersError(
        Saying("{name!r} names no executor; allowed are {allowed}", name=name[:60], allowed=", ".join(EXECUTORS))
    )
