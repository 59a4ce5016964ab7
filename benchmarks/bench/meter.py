"""CPU and memory of a process together with its children: nobody's helpers work for nothing."""

import resource

import psutil


def cpu_seconds() -> float:
    """CPU that this process, its living children and those that have ended have used so far."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(sum(process.cpu_times()[:2]) for process in _processes()) + ended.ru_utime + ended.ru_stime


def resident_bytes() -> int:
    """Resident memory of this process and its living children."""
    return sum(process.memory_info().rss for process in _processes())


def _processes() -> list[psutil.Process]:
    this = psutil.Process()
    return [this, *this.children(recursive=True)]
