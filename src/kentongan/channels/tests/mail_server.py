"""A small mail server for tests: it speaks SMTP over real sockets, and can be made to misbehave."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

Answer = str | None  # None: hang up


@dataclass
class MailServer:
    """`answers` overrules what is said to a command's first word, `DATA.` meaning the end of the
    words; `mails` is what was taken."""

    answers: dict[str, Answer] = field(default_factory=dict)
    user: str = ""
    password: str = ""
    certificate: ssl.SSLContext | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    port: int = 0

    @property
    def url(self) -> str:
        who = f"{self.user}:{self.password}@" if self.user else ""
        return f"smtp://{who}127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._say(writer, self.answers.get("CONNECT", "220 loket surat"))
            while not writer.is_closing():
                line = (await reader.readline()).decode().rstrip("\r\n")
                if not line:
                    break
                self.heard.append(line)
                await self._answer(line.partition(" ")[0].upper(), line, reader, writer)
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, verb: str, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if verb in self.answers:
            await self._say(writer, self.answers[verb])
        elif verb == "EHLO":
            await self._say(writer, self._greeting(writer))
        elif verb == "STARTTLS" and self.certificate:
            await self._say(writer, "220 silakan")
            await writer.start_tls(self.certificate)
        elif verb == "AUTH":
            _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            fits = (user, password) == (self.user, self.password)
            await self._say(writer, "235 masuk" if fits else "535 tidak cocok")
        elif verb == "DATA":
            await self._data(reader, writer)
        elif verb == "QUIT":
            await self._say(writer, "221 sampai jumpa")
            writer.close()
        else:
            self.envelopes += [line] if verb == "RCPT" else []
            await self._say(writer, "250 baik")

    def _greeting(self, writer: asyncio.StreamWriter) -> str:
        private = writer.get_extra_info("ssl_object") is not None
        said = ["250-loket"]
        said += ["250-STARTTLS"] if self.certificate and not private else []
        said += ["250-AUTH PLAIN"] if self.user else []
        return "\r\n".join([*said, "250 SIZE 10000000"])

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "354 tulislah")
        content = await reader.readuntil(b"\r\n.\r\n")
        self.before()
        answer = self.answers.get("DATA.", "250 diterima")
        if answer is None or answer.startswith("250"):
            lines = content.removesuffix(b".\r\n").split(b"\r\n")
            plain = b"\r\n".join(one[1:] if one.startswith(b".") else one for one in lines)
            self.mails.append(message_from_bytes(plain, policy=policy.default))
        await self._say(writer, answer)

    async def _say(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        if answer is None:
            writer.close()
            return
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()


@contextmanager
def mail_server(**more: object) -> Iterator[MailServer]:
    """Listens on a free port of this machine, in a thread of its own."""
    server = MailServer(**more)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(server.talk, "127.0.0.1", 0)

    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(5)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    for talk in asyncio.all_tasks() - {asyncio.current_task()}:
        talk.cancel()
