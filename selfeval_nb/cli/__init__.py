"""The command line; one module a group of commands."""

from selfeval_nb.cli.main import main

__all__ = ["main"]
