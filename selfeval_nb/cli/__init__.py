"""The command line; one module a group of commands."""

from selfeval_nb.common import children

children.guard()  # before anything else is imported: the folder that this is run in may hold modules of the same names

from selfeval_nb.cli.main import main  # noqa: E402

__all__ = ["main"]
