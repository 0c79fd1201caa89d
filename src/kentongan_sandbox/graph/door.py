"""Who asks for what: paths and tokens of the Graph API."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable

from ..post import Post
from ..receipts import Receipts
from ..settings import Line
from ..wire import Answer, BadBody, Request, TooBig
from ..world import World
from .errors import GraphError, no_object
from .limits import Limits
from .numbers import Numbers
from .send import Sending
from .uploads import Uploads

PATH = re.compile(r"/(?:v(\d+\.\d+)/)?(\d+)(?:/([a-z_]+))?/?")
UPLOAD = re.compile(r"/(?:v\d+\.\d+/)?(upload:[\w=-]+)")
DOWNLOAD = "/lookaside/whatsapp_business/attachments/"

Handler = Callable[[Request, Line], Awaitable[Answer] | Answer]


class Graph:
    def __init__(self, world: World, post: Post, receipts: Receipts) -> None:
        self.world = world
        self.limits = Limits(world)
        self.sending = Sending(world, post, receipts, self.limits)
        self.media = self.sending.media
        self.templates = self.sending.templates
        self.numbers = Numbers(world, post, self.limits)
        self.uploads = Uploads()
        self.on_number = self._number_routes()
        self.on_account = self._account_routes()

    async def __call__(self, request: Request) -> Answer | None:
        """Answer in the platform's form; None when nothing must be said at all."""
        try:
            return await self._answer(request)
        except GraphError as refusal:
            self.world.count("refused")
            return refusal.answer()
        except TooBig:
            return GraphError(100, "The request is too large.").answer()
        except (BadBody, ValueError) as broken:
            return GraphError(100, f"The request cannot be read: {broken}").answer()

    async def _answer(self, request: Request) -> Answer | None:
        lines = self._lines_of(request)
        if request.path == DOWNLOAD:
            return await self._download(request, lines)
        upload = UPLOAD.fullmatch(request.path)
        if upload is not None:
            return await self.uploads.go_on(request, upload[1])
        found = PATH.fullmatch(request.path)
        if found is None:
            raise GraphError(100, message=f"Unknown path components: {request.path}", subcode=33)
        version, object_id, edge = found.groups()
        return await self._object(request, lines, object_id, (edge or "", float(version or 0)))

    async def _object(
        self, request: Request, lines: list[Line], object_id: str, what: tuple[str, float]
    ) -> Answer | None:
        edge, version = what
        line = self.world.line_of_phone(object_id)
        if line is not None:
            _allow(line, lines)
            if (request.method, edge) == ("POST", "messages"):
                return await self.sending.messages(request, line, version)
            return await self._call(self.on_number, request, line, (object_id, edge))
        if object_id in self.world.settings.by_waba:
            mine = [n for n in lines if n.waba_id == object_id]
            _allow(mine[0] if mine else None, lines)
            return await self._call(self.on_account, request, mine[0], (object_id, edge))
        if (request.method, edge) == ("POST", "uploads"):
            return self.uploads.begin(request.query)
        return self._thing(request, lines, (object_id, edge))

    async def _call(
        self, table: dict[str, Handler], request: Request, line: Line, asked: tuple[str, str]
    ) -> Answer:
        object_id, edge = asked
        handler = table.get(f"{request.method} {edge}")
        if handler is None:
            raise no_object(object_id, request.method)
        found = handler(request, line)
        return found if isinstance(found, Answer) else await found

    def _thing(self, request: Request, lines: list[Line], asked: tuple[str, str]) -> Answer:
        """A medium, a template or a history record: ids that no number and no account has."""
        object_id, edge = asked
        for line in lines:
            record = self.world.media.get(object_id)
            if record is not None and record["line"] == line.key and not edge:
                if request.method == "DELETE":
                    return self.media.delete(line, record)
                return self.media.look_up(line, record, request.query)
            template = self.world.templates.get(object_id)
            if template is not None and template["waba"] == line.waba_id and not edge:
                return self.templates.show(template, request.query)
            events = self.numbers.events(line, object_id) if edge == "events" else None
            if events is not None:
                return events
        raise no_object(object_id, request.method)

    async def _download(self, request: Request, lines: list[Line]) -> Answer:
        record = self.world.media.get(request.query.get("mid", ""))
        for line in lines:
            if record is not None and record["line"] == line.key:
                return await self.media.download(line, request.query)
        return Answer(404, b"", b"text/plain")

    def _lines_of(self, request: Request) -> list[Line]:
        """The numbers that this bearer token opens. Compared in constant time, all of them."""
        given = request.header(b"authorization")
        scheme, _, token = given.partition(" ")
        token = token if scheme.lower() in ("bearer", "oauth") else ""
        token = (token or request.query.get("access_token", "")).strip()
        if not token:
            raise GraphError(190, message="An access token is required to request this resource.")
        asked = token.encode()
        lines = [
            line
            for line in self.world.settings.lines.values()
            if hmac.compare_digest(line.token.encode(), asked)
        ]
        if not lines:
            raise GraphError(190, message="Invalid OAuth access token - it cannot be parsed")
        self._check_proof(request, lines[0])
        return lines

    def _check_proof(self, request: Request, line: Line) -> None:
        """`appsecret_proof`, where given, must be the token sealed with the app's secret."""
        given = request.query.get("appsecret_proof")
        if given is None:
            return
        secret = self.world.settings.apps[line.app].secret
        proof = hmac.new(secret.encode(), line.token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given.encode(), proof.encode()):
            raise GraphError(100, message="Invalid appsecret_proof provided in the API argument")

    # -- tables -----------------------------------------------------------------------

    def _number_routes(self) -> dict[str, Handler]:
        return {
            "GET ": lambda r, n: self.numbers.number(n, r.query),
            "GET message_history": lambda r, n: self.numbers.history(n, r.query),
            "POST media": self.media.upload,
        }

    def _account_routes(self) -> dict[str, Handler]:
        return {
            "GET ": lambda r, n: self.numbers.account(n, r.query),
            "GET phone_numbers": lambda r, n: self.numbers.numbers(n.waba_id, r.query),
            "GET message_templates": self._templates,
            "POST message_templates": self._new_template,
            "DELETE message_templates": lambda r, n: self.templates.delete(n.waba_id, r.query),
            "GET subscribed_apps": lambda r, n: self.numbers.subscriptions(n),
            "POST subscribed_apps": lambda r, n: self.numbers.subscribe(n),
            "DELETE subscribed_apps": lambda r, n: self.numbers.unsubscribe(n),
        }

    def _templates(self, request: Request, line: Line) -> Answer:
        here = self.world.settings.public_url + request.path
        return self.templates.page(line.waba_id, request.query, here)

    async def _new_template(self, request: Request, line: Line) -> Answer:
        return self.templates.create(line, await request.json())


def _allow(line: Line | None, lines: list[Line]) -> None:
    if line is None or line not in lines:
        raise GraphError(10, message="(#10) Application does not have permission for this action")
