"""Give every other program precedence over this process."""

import contextlib
import os
import sys

# GetPriorityClass and SetPriorityClass of Windows.
_IDLE_PRIORITY_CLASS = 0x40
_LOWEST_NICENESS = 19


def lower_priority() -> None:
    """Give this process the lowest priority for the processor and, on systems that link the two, for disks.

    Linux derives the priority for disks from the niceness (ioprio_set(2)). macOS throttles both for a background
    process. Windows lowers only the priority for the processor.
    """
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _IDLE_PRIORITY_CLASS)
        return
    os.nice(_LOWEST_NICENESS)
    if sys.platform == "darwin":
        # PRIO_DARWIN_PROCESS and PRIO_DARWIN_BG of sys/resource.h. If the system refuses, the niceness still applies.
        with contextlib.suppress(OSError):
            os.setpriority(4, 0, 0x1000)
