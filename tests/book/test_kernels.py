"""Kernels are used once they are ready, and not waited for when they have ended."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest

from megalopolis.book import execute, kernels


class Channel:
    """Messages that come after so many seconds each, and then none."""

    def __init__(self, *messages):
        self.messages = list(messages)

    async def get_msg(self, timeout):
        if not self.messages or self.messages[0][0] > timeout:
            raise Empty
        return self.messages.pop(0)[1]


def message(kind, question, **content):
    """What a kernel says while it works on a *question*."""
    return {"msg_type": kind, "parent_header": {"msg_id": question}, "content": content}


@pytest.fixture
def client(monkeypatch):
    """A client whose questions are numbered, with what its channels hold to be set."""
    asked = []
    made = kernels.Client()
    monkeypatch.setattr(made, "kernel_info", lambda: asked.append(f"q{len(asked) + 1}"))
    monkeypatch.setattr(made, "_handle_kernel_info_reply", lambda answer: None)
    made.asked = asked
    return made


def wait(client, seconds):
    """Until it is ready; in a thread of its own, since that of the tests may have a loop of the browser's."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, client.wait_for_ready(timeout=seconds)).result()


def hear(monkeypatch, shell, iopub):
    """Let the channels of every client hold these messages."""
    monkeypatch.setattr(kernels.Client, "shell_channel", shell)
    monkeypatch.setattr(kernels.Client, "iopub_channel", iopub)


def test_a_kernel_is_ready_when_it_has_said_all_of_its_answer(client, monkeypatch):
    """What it says of an earlier question, and that it is busy, is taken off the channel before."""
    iopub = Channel(
        (0, message("status", "q0", execution_state="idle")),
        (0, message("status", "q1", execution_state="busy")),
        (0, message("status", "q1", execution_state="idle")),
        (0, message("stream", "q2", text="later")),
    )
    hear(monkeypatch, Channel((0, message("kernel_info_reply", "q1"))), iopub)

    wait(client, 5)

    assert ["q1"] == client.asked
    assert ["stream"] == [one["msg_type"] for _, one in iopub.messages]


def test_it_is_asked_again_until_its_channel_of_outputs_is_joined(client, monkeypatch):
    """An answer whose end is not heard may have been given before anybody listened, or come late."""
    shell = Channel(*((0, message("kernel_info_reply", f"q{number}")) for number in (1, 2, 3)))
    iopub = Channel((3 * kernels.JOINED, message("status", "q3", execution_state="idle")))
    hear(monkeypatch, shell, iopub)

    wait(client, 5)

    assert ["q1", "q2", "q3"] == client.asked


@pytest.mark.parametrize(("alive", "said"), [(False, "Kernel died"), (True, "didn't respond in 0.0")])
def test_a_kernel_that_does_not_answer_is_an_error(client, monkeypatch, alive, said):
    """Dead, or too slow."""

    async def lives():
        return alive

    hear(monkeypatch, Channel(), Channel())
    monkeypatch.setattr(client, "_async_is_alive", lives)

    with pytest.raises(RuntimeError, match=said):
        wait(client, 0.0)


def test_the_engines_use_them(notebook, tmp_path, monkeypatch):
    """A kernel of the standard engine answers through this client, and is gone when its notebook is done."""
    seen = []
    ready, finish = kernels.Client.wait_for_ready, kernels.Manager._async_finish_shutdown

    async def waited(self, timeout=None):
        seen.append("ready")
        await ready(self, timeout)

    async def finished(self, *given, **named):
        await finish(self, *given, **named)
        seen.append(await self._async_is_alive())

    monkeypatch.setattr(kernels.Client, "wait_for_ready", waited)
    monkeypatch.setattr(kernels.Manager, "_async_finish_shutdown", finished)

    done, failure = execute.execute(
        notebook(("code", "print(1)", [])), {}, folder=tmp_path, engine="standard"
    )

    assert failure is None
    assert "1\n" == done["cells"][-1]["outputs"][0]["text"]
    assert ["ready", False] == seen
