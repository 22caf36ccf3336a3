"""Steps of a longer command, shown while they last."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def step(title: str) -> Iterator[Callable[[str], None]]:
    """Show a step while it lasts and how long it took; the yielded function says how far it is."""
    from rich.console import Console

    console, began = Console(highlight=False), time.monotonic()
    with console.status(f"{title} …") as status:
        yield lambda progress: status.update(f"{title} … {progress}")
    console.print(f"  [green]✓[/green] {title} [dim]{time.monotonic() - began:.1f} s[/dim]")
