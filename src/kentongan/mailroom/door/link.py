"""One connection of role `door` that does one thing: COPY rows and say when they are committed.

It speaks to libpq directly, without psycopg's cursors: a flush is three waits, and a wait costs
one callback.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from kentongan.mailroom.door import rows

CONNECT_PATIENCE = 2.0
COPY_PATIENCE = 3.0
_PIECE = 1 << 20


class Away(Exception):
    """The database is away, too slow, or would not take the rows."""


class Link:
    """Reconnects when it is told to; a link that failed once is closed and asks nobody."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._socket = -1
        self._ready: asyncio.Future[None] | None = None
        self._busy = False

    @property
    def up(self) -> bool:
        return self._connection is not None

    async def connect(self) -> None:
        """Raises `Away`."""
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                connection = await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name="kentongan door"
                )
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise Away(str(error) or type(error).__name__) from error
        connection.pgconn.nonblocking = 1
        self._connection, self._socket = connection, connection.pgconn.socket
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def close(self) -> None:
        """At once, without a farewell. libpq may have closed the socket already; its number must
        be forgotten before somebody else gets it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            connection.pgconn.finish()

    async def copy(self, stored: Sequence[bytes]) -> None:
        """Returns after the commit. Raises `Away`; the rows may then be there or not."""
        if self._connection is None:
            raise Away("not connected")
        self._busy = True
        try:
            async with asyncio.timeout(COPY_PATIENCE):
                await self._copy(self._connection.pgconn, stored)
        except (psycopg.Error, OSError, TimeoutError) as error:
            self.close()
            raise Away(str(error) or type(error).__name__) from error
        except BaseException:
            self.close()
            raise
        finally:
            self._busy = False

    async def _copy(self, pg: PGconn, stored: Sequence[bytes]) -> None:
        pg.send_query(rows.STATEMENT)
        await self._flushed(pg)
        while (result := await self._result(pg)) and result.status != ExecStatus.COPY_IN:
            _check(result)
        data = b"".join((rows.OPENING, *stored, rows.CLOSING))
        for place in range(0, len(data), _PIECE):
            while not pg.put_copy_data(data[place : place + _PIECE]):
                await self._flushed(pg)
            if len(data) > _PIECE:
                await self._flushed(pg)
        while not pg.put_copy_end():
            await self._flushed(pg)
        await self._flushed(pg)
        while result := await self._result(pg):
            _check(result)

    async def _flushed(self, pg: PGconn) -> None:
        """Small flushes fit the socket's buffer and wait for nothing."""
        while pg.flush():
            loop = asyncio.get_running_loop()
            room = loop.create_future()
            loop.add_writer(self._socket, _done, room)
            try:
                await room
            finally:
                loop.remove_writer(self._socket)

    async def _result(self, pg: PGconn) -> PGresult | None:
        while pg.is_busy():
            self._ready = asyncio.get_running_loop().create_future()
            await self._ready
            pg.consume_input()
        return pg.get_result()

    def _readable(self) -> None:
        """Something came. Between two flushes it can only be a notice or a farewell."""
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        elif not self._busy and self._connection is not None:
            try:
                self._connection.pgconn.consume_input()
            except psycopg.Error:
                self.close()


def _done(room: asyncio.Future[None]) -> None:
    if not room.done():
        room.set_result(None)


def _check(result: PGresult) -> None:
    if result.status != ExecStatus.COMMAND_OK:
        raise errors.DatabaseError(result.error_message.decode(errors="replace").strip())
