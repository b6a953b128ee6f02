"""`hub up`: the whole of MediaHub on this machine, until Ctrl-C or SIGTERM.

Prints one line per part and the address once everything answers. Refuses a taken
port, a data folder in use, and `--dev` for other machines to see.
"""

import os
import shutil
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connection

from catalog.management.one_line import OneLineCommand
from mediahub.demo.start import Demo
from mediahub.setup import link
from mediahub.supervisor import addresses, broker, listen, listening, parts, prepare
from mediahub.supervisor.answer import health_status
from mediahub.supervisor.child import Child, KeepsDyingError
from mediahub.supervisor.qr import qr_code
from mediahub.supervisor.supervise import Supervisor
from sync.models import Heartbeat

BROKER_START_SECONDS = 15.0
ALL_START_SECONDS = 90.0
LARGEST_PORT = 65535


class Command(OneLineCommand):
    help = "Set up and start MediaHub on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--dev", action="store_true", help="reload on changes, show errors"
        )
        parser.add_argument(
            "--demo",
            action="store_true",
            help="add a demo library if there is no server yet",
        )

    def handle(
        self, *_: Any, host: str, port: int, dev: bool, demo: bool, **__: Any
    ) -> None:
        if not 0 <= port <= LARGEST_PORT:
            raise CommandError(f"--port {port} is not a port.", returncode=2)
        if dev and not listen.is_loopback(host):
            raise CommandError(
                "--dev shows code and settings, so it listens on this machine alone; "
                f"leave out --host {host}.",
                returncode=2,
            )
        try:
            with prepare.only_one(settings.MEDIAHUB_DATA):
                self._up(host, port, dev=dev, demo=demo)
        except (
            prepare.InUseError,
            prepare.CopyError,
            listen.AddressError,
            broker.BrokerFolderError,
            KeepsDyingError,
        ) as error:
            raise CommandError(str(error)) from None

    def _up(self, host: str, port: int, *, dev: bool, demo: bool) -> None:
        with (
            listen.listen(host, port) as bound,
            Demo(self._say) as shown,
            Supervisor(self._say) as supervisor,
        ):
            port = bound.getsockname()[1]
            self._prepare_database()
            env = _environment(host, dev=dev) | shown.plan(wanted=demo)
            self._start_broker(supervisor, env)
            for part in (
                parts.Part(name="worker", argv=parts.worker()),
                parts.Part(name="scheduler", argv=parts.beat()),
                parts.Part(name="reconciler", argv=parts.reconciler()),
                parts.Part(
                    name="web",
                    argv=parts.web(f"fd://{bound.fileno()}", reload=dev),
                    inherit=(bound.fileno(),),
                ),
            ):
                if supervisor.is_told_to_end:
                    break
                self._add(supervisor, part, env)
            shown.open(supervisor, lambda part: self._add(supervisor, part, env))
            is_up = supervisor.wait_for(
                lambda: health_status(host, port) == 200,
                ALL_START_SECONDS,
            )
            if is_up:
                self._say_addresses(host, port)
            elif not supervisor.is_told_to_end:
                self._say("", f"Not all parts answer yet; logs: {self._logs}")
                self._say(
                    "", f"It will be at: {addresses.base_addresses(host, port)[0]}"
                )
            bases = addresses.base_addresses(host, port)
            with listening.noted(bases):
                if not supervisor.is_told_to_end:
                    self._say_setup(bases)
                supervisor.run()
            self._say("", "ending")
        self._say("", "MediaHub has ended.")

    @property
    def _logs(self) -> Any:
        return settings.MEDIAHUB_DATA / "log"

    def _say(self, part: str, text: str) -> None:
        self.stdout.write(f"{part:<11}{text}" if part else text)
        self.stdout.flush()

    def _say_addresses(self, host: str, port: int) -> None:
        first, *others = addresses.base_addresses(host, port)
        self._say("", f"MediaHub is up: {first}")
        for other in others:
            self._say("", f"                {other}")
        # A code is for eyes: a log or a pipe gets none, nor a line too short for it.
        if others and self.stdout.isatty():
            columns = shutil.get_terminal_size().columns
            self._say("", f"\n{qr_code(others[0], columns=columns)}")

    def _say_setup(self, bases: Sequence[str]) -> None:
        """The link for the first owner, while there is none."""
        try:
            path = link.new_link()
        except DatabaseError:
            path = None
            self._say("", "No set-up link could be made: try ./hub manage setup_link")
        finally:
            connection.close()
        for number, base in enumerate(bases if path else ()):
            word = "" if number else "Set up MediaHub:"
            self._say("", f"{word:<17}{base}{path}")

    def _prepare_database(self) -> None:
        try:
            done = prepare.migrate(settings.MEDIAHUB_DATA)
            # Signs of an earlier life would make the parts look up before they are.
            Heartbeat.objects.all().delete()
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason}") from None
        finally:
            connection.close()
        kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
        self._say("database", f"{kind}, {done}")

    def _start_broker(self, supervisor: Supervisor, env: dict[str, str]) -> None:
        data = settings.MEDIAHUB_DATA
        if settings.REDIS_URL:
            self._say("broker", "the one at REDIS_URL")
            return
        program = broker.broker_program()
        if program is None:
            folder = data / "broker"
            folder.mkdir(mode=0o700, exist_ok=True)
            env["MEDIAHUB_BROKER_FOLDER"] = str(folder)
            self._say(
                "broker",
                "none found, using files: slower, and a worker that is killed loses "
                "its message (the reconciler finds the work again)",
            )
            return
        self._add(supervisor, broker.broker_part(data, program), env)
        if not supervisor.wait_for(lambda: broker.answers(data), BROKER_START_SECONDS):
            self._say("broker", "does not answer yet; going on without it")

    def _add(
        self, supervisor: Supervisor, part: parts.Part, env: dict[str, str]
    ) -> None:
        child = Child(
            part, env=env, cwd=settings.BASE_DIR, logs=self._logs, say=self._say
        )
        supervisor.add(child)
        self._say(part.name, f"started (process {child.pid})")


def _environment(host: str, *, dev: bool) -> dict[str, str]:
    env = {"MEDIAHUB_LOG_LEVEL": "INFO", **os.environ}
    env["MEDIAHUB_DATA"] = str(settings.MEDIAHUB_DATA)
    # What `up` prints must answer, whatever other names are allowed.
    names = [*settings.ALLOWED_HOSTS, *addresses.allowed_names(host)]
    env["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    if dev:
        env["MEDIAHUB_DEBUG"] = "1"
    return env
