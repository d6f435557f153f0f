"""Kernels that nobody waits for once they are ready or have ended.

jupyter_client waits a fifth of a second for messages of a new kernel that do not come, and looks ten times a
second whether one has ended: two fifths of the time of a short notebook, in which the processor stands idle.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

# Seconds after which an answer that has not come is asked for again, and between looks for an end.
ANSWER, ENDED = 1.0, 0.005
# Seconds for the end of an answer that came. Before the channel of outputs is joined, there is none; a kernel
# that finds no processor is late with it, so that each time twice as long is waited.
JOINED = 0.01


class Client(AsyncKernelClient):
    """A client that is ready once the kernel has answered and said that it is idle."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the answer to a question, and for all that the kernel says while it answers.

        Raises
        ------
        RuntimeError
            The kernel died, or did not answer within *timeout* seconds.
        """
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        patience = JOINED
        while not await self._answered(patience):
            patience *= 2
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self, patience: float) -> bool:
        """Ask; whether the answer came, and the end of it on the channel of outputs, which is joined then."""
        self.kernel_info()
        try:
            answer = await self.shell_channel.get_msg(timeout=ANSWER)
            question = answer["parent_header"].get("msg_id")
            while not _ends(await self.iopub_channel.get_msg(timeout=patience), question):
                pass
        except Empty:
            return False
        if answer["msg_type"] != "kernel_info_reply":
            return False
        self._handle_kernel_info_reply(answer)
        return True


def _ends(message: dict[str, Any], question: str) -> bool:
    """Whether a kernel says with *message* that it is done with *question*."""
    own = message["parent_header"].get("msg_id") == question
    return own and message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


class Manager(AsyncKernelManager):
    """Starts and ends a kernel, and notices its end at once."""

    client_factory = Client

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = ENDED, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)
