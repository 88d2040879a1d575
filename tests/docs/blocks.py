"""Reads the blocks of a page that can be run, and runs them in order in a folder of their own.

    ```console           each line after `$ ` is a command; the lines under it are what it says
    ```python            code; what a block imports, the blocks after it have too
    ```toml file=NAME    a file to write (any language)

Other blocks are only to be read. A line of output that is `…` stands for any lines.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: +file=(?P<file>\S+))?\n(?P<body>.*?)^```$", re.M | re.S)
_DRAWN = re.compile(r"[\s│┃─━┏┓┗┛┡┩┼╇╈┳┻├┤└┘┌┐┬┴]+")
_PER_COMMAND = 120


@dataclass(frozen=True)
class Block:
    """One block of a page that can be run."""

    kind: str
    body: str
    file: str = ""


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page that can be run, in order."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    blocks = [Block(each["kind"], each["body"], each["file"] or "") for each in found]
    return [block for block in blocks if block.file or block.kind in ("console", "python")]


class Reader:
    """Someone who follows a page to the letter, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            name: text for name, text in os.environ.items() if not name.startswith("NINEFOLD_")
        }
        self.environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment |= {"COLUMNS": "200", "PYTHONHASHSEED": "0"}
        self.followed = 0
        self._python = ""

    def follow(self, block: Block) -> None:
        """Do what one block says, and compare what comes with what it shows."""
        if block.file:
            path = self.folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        elif block.kind == "python":
            self._run_python(block.body)
        else:
            for command, shown in _commands(block.body):
                self._run_command(command, shown)
        self.followed += 1

    def _run_python(self, code: str) -> None:
        # What a block imports, the blocks after it have too; what it does is not done again.
        done = subprocess.run(
            [sys.executable, "-c", self._python + code],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PER_COMMAND,
            check=False,
        )
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        self._python += (
            "\n".join(line for line in code.splitlines() if line.startswith(("import ", "from "))) + "\n"
        )

    def _run_command(self, command: str, shown: list[str]) -> None:
        if command.startswith("export "):
            self.environment |= dict(word.split("=", 1) for word in shlex.split(command)[1:])
            return
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PER_COMMAND,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode in (0, 3), f"$ {command}\n{said}"
        assert is_as_shown(shown, done.stdout), f"$ {command}\nthe page shows\n{shown}\nand it said\n{said}"


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, with the lines of output shown under it."""
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        command, _, rest = part.partition("\n")
        yield command, [line for line in rest.splitlines() if line.strip()]


def is_as_shown(shown: list[str], said: str) -> bool:
    """Whether what was said holds the lines shown, in order; white space and drawn lines make no difference."""
    left = _plain(said)
    for line in shown:
        wanted = _plain(line)
        if wanted in ("", "…"):
            continue
        found = left.find(wanted)
        if found < 0:
            return False
        left = left[found + len(wanted) :]
    return True


def _plain(text: str) -> str:
    return _DRAWN.sub(" ", text).strip()
