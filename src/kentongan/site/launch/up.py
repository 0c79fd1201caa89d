"""`kentongan up`: the whole house on this machine, from nothing to one screen."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kentongan.pure.errors import Refusal
from kentongan.site.launch import demo, environment, ports, screen, secrets, services
from kentongan.site.launch.place import Place
from kentongan.site.launch.postgres import Cluster
from kentongan.site.launch.progress import Progress
from kentongan.site.launch.supervisor import Stopping, Supervisor

PATIENCE = 30.0  # seconds for one thing to start; the database, which may recover, has more


@dataclass(frozen=True)
class Wishes:
    host: str
    port: int
    sandbox_port: int
    data: Path
    fresh: bool
    sandbox: bool
    demo: bool

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def phone(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def facts(self) -> dict[str, str]:
        """What later commands on the same data must know. Without a sandbox the demonstration
        still speaks to its port: invented tokens have no business at the real platform."""
        graph = self.phone if self.demo else "https://graph.facebook.com"
        return {"url": self.address, "graph_url": graph, "demo": "1" if self.demo else "0"}


def wishes(arguments: Sequence[str], default_data: Path) -> Wishes:
    parser = argparse.ArgumentParser(prog="./kentongan up", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8000, help="the house (8000)")
    parser.add_argument("--sandbox-port", type=_port, default=8001, help="the phone (8001)")
    parser.add_argument("--data", type=Path, default=default_data, help="where the data lie")
    parser.add_argument("--fresh", action="store_true", help="throw the old data away first")
    parser.add_argument("--no-sandbox", action="store_true", help="leave out the phone")
    given = parser.parse_args(arguments)
    in_demo = os.environ.get("KENTONGAN_DEMO", "1") != "0"
    return Wishes(
        host=given.host,
        port=given.port,
        sandbox_port=given.sandbox_port,
        data=given.data.absolute(),
        fresh=given.fresh,
        sandbox=in_demo and not given.no_sandbox,
        demo=in_demo,
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: take a number from 1 to 65535")
    return int(text)


def main(arguments: Sequence[str], default_data: Path) -> int:
    began = time.monotonic()
    wish = wishes(arguments, default_data)
    place = prepare(wish)
    place.note(pid=os.getpid(), running=True, **wish.facts())
    try:
        with Supervisor(place.path / "logs") as keeper:
            known = _start(keeper, wish, place)
            where = screen.Addresses(
                os.environ.get("KENTONGAN_URL") or wish.address, wish.phone if wish.sandbox else ""
            )
            seconds = time.monotonic() - began
            print(
                screen.draw(where, place.path, known, seconds=seconds, demo_mode=wish.demo),
                flush=True,
            )
            keeper.watch()
            print("\n  Stopping …", flush=True)
    except Stopping:
        pass
    finally:
        place.note(pid=os.getpid(), running=False, **wish.facts())
    print("  Kentongan has stopped; the data are kept.", flush=True)
    return 0


def prepare(wish: Wishes) -> Place:
    """Everything that can be refused before anything has been started."""
    if wish.demo and not ports.loopback(wish.host):
        raise Refusal(
            f"The demonstration's passwords are for this machine only, so it does not listen on "
            f"{wish.host}: leave --host out, or set KENTONGAN_DEMO=0 for a real installation."
        )
    if wish.sandbox and wish.port == wish.sandbox_port:
        raise Refusal("The house and the phone need two ports: change --port or --sandbox-port.")
    if wish.fresh and environment.external():
        raise Refusal("--fresh clears the embedded database only; KENTONGAN_DATABASE_URL is set.")
    place = Place(wish.data)
    unclean = place.lock()
    patience = 6.0 if unclean else 0.0
    ports.claimable(wish.host, wish.port, "--port", patience=patience)
    if wish.sandbox:
        ports.claimable("127.0.0.1", wish.sandbox_port, "--sandbox-port", patience=patience)
    if wish.fresh:
        place.clear()
    return place


def _start(keeper: Supervisor, wish: Wishes, place: Place) -> secrets.Secrets:
    """Database, migrations, demonstration, services: in that order, each seen to work."""
    known = secrets.load(place.path)
    cluster = Cluster(place.path)
    if not environment.external():
        _start_database(keeper, cluster)
    env = {
        **environment.house(place.path, known, wish.facts()),
        **environment.database(cluster, ("app", "owner", "door")),
    }
    with Progress("Bringing the tables up to date") as step:
        keeper.once(services.errand("migrate", env), tick=step.tick)
    if wish.demo:
        with Progress("Preparing two cities") as step:
            keeper.once(services.errand("seed-demo", env), tick=step.tick)
    _start_services(keeper, wish, known, env)
    return known


def _start_database(keeper: Supervisor, cluster: Cluster) -> None:
    if not cluster.exists:
        with Progress("Making a database"):
            cluster.create()
    if cluster.running():
        with Progress("Waiting for another command to finish with the database") as step:
            while cluster.running():
                keeper.turn(0.1)
                step.tick()
    with Progress("Starting the database") as step:
        cluster.claim()
        keeper.start_ready(services.database(cluster), patience=PATIENCE * 10, tick=step.tick)


def _start_services(
    keeper: Supervisor, wish: Wishes, known: secrets.Secrets, env: dict[str, str]
) -> None:
    behind = ports.free()
    page = f"/{next(iter(demo.CITIES))}/" if wish.demo else "/"
    work = services.work(env)
    started = [
        work,
        services.hooks(wish.host, wish.port, f"http://127.0.0.1:{behind}", env),
        services.web(behind, page, env),
    ]
    if wish.sandbox:
        services.write_sandbox_config(wish.data, known, wish.address, wish.phone)
        started.append(services.sandbox(wish.sandbox_port, wish.data, env))
    with Progress("Opening door, pages and phone") as step:
        for service in started:
            keeper.start(service)
        keeper.wait_ready([service.name for service in started], patience=PATIENCE, tick=step.tick)
