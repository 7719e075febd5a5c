"""The process that reads a stranger's file: `python -m throughline.language.media.child JOB`, started by `process`.

The file is standard input, already open, and its path is not told. What is made goes to standard output: sound as
16 kHz mono 16-bit samples, a copy of the recording without what it says about its maker, or a picture drawn anew. What
was found goes to the descriptor that the job names, as lines of JSON: the first tells what the file holds, the last how
it ended.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

from throughline.language.media import copying, decoding, drawing, jail
from throughline.language.media.job import Job, Stop

WORK = {"decode": decoding.decode, "copy": copying.copy, "draw": drawing.draw}


def main(job: Job) -> None:
    """Lock up, do the job, and tell its end."""
    jail.bound(memory=job.memory, cpu_seconds=job.cpu_seconds, output=job.output)
    # All of the package, before the door is shut: it loads some of its parts only when a file has them.
    import av
    import av.subtitles.codeccontext
    import av.subtitles.stream
    import av.subtitles.subtitle

    av.logging.set_level(None)
    source, sink = io.FileIO(0, closefd=False), io.FileIO(1, "w", closefd=False)
    jail.shut()
    end: dict[str, Any]
    try:
        end = {"end": "done", **WORK[job.work](av, source, sink, job)}
    except Stop as stop:
        end = {"end": str(stop)}
    except MemoryError:
        end = {"end": "memory"}
    except (av.FFmpegError, ValueError, EOFError):
        end = {"end": "damaged"}
    used = resource.getrusage(resource.RUSAGE_SELF)
    job.tell({**end, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_kb": used.ru_maxrss})


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
