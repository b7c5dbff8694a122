"""ipykernel's shell as a worker needs it, which runs the same cells again and again: no personal profile, and what IPython
works out from the text of a cell alone is worked out once.
"""

from __future__ import annotations

import atexit
import inspect
import os
import tempfile
from functools import lru_cache
from typing import Any

from ipykernel.compiler import XCachingCompiler, get_tmp_hash_seed, murmur2_x86
from ipykernel.eventloops import enable_gui
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import async_helpers
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.profiledir import ProfileDir
from traitlets import observe


class CellCompiler(XCachingCompiler):
    """Names a cell by its text alone. ipykernel puts the process number in the name, which warnings print."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        return os.environ.get("IPYKERNEL_CELL_NAME") or _code_name(raw_code)


_CELLS = 256
_stock_transforms = TransformerManager()


@lru_cache(_CELLS)
def _code_name(raw_code: str) -> str:
    return os.path.join("ipykernel", f"{murmur2_x86(raw_code, get_tmp_hash_seed())}.py")


@lru_cache(_CELLS)
def _transformed(cell: str) -> str:
    return _stock_transforms.transform_cell(cell)


_should_be_async = lru_cache(_CELLS)(async_helpers._should_be_async)


class RememberedTransforms(TransformerManager):
    """IPython's static transformations of a cell; where no notebook has added its own, each text is transformed once."""

    def transform_cell(self, cell: str) -> str:
        stock = _stock_transforms
        if (
            self.cleanup_transforms == stock.cleanup_transforms
            and self.line_transforms == stock.line_transforms
            and self.token_transformers == stock.token_transformers
        ):
            return _transformed(cell)
        return str(super().transform_cell(cell))


class NoProfile(ProfileDir):
    """A profile folder that is never made: a batch leaves nothing in a home folder and reads no personal settings."""

    @observe("location")
    def _location_changed(self, change: Any) -> None:
        """ProfileDir makes the folder and five more here."""


class NotebookShell(ZMQInteractiveShell):
    """ipykernel's shell, with no personal profile."""

    def should_run_async(
        self, raw_cell: str, *, transformed_cell: Any = None, preprocessing_exc_tuple: Any = None
    ) -> bool:
        if transformed_cell is None or preprocessing_exc_tuple is not None or not self.autoawait:
            return bool(
                super().should_run_async(
                    raw_cell, transformed_cell=transformed_cell, preprocessing_exc_tuple=preprocessing_exc_tuple
                )
            )
        return _should_be_async(transformed_cell)

    def init_ipython_dir(self, ipython_dir: Any) -> None:
        """No ``~/.ipython``: what is written there by one notebook would be read by the next."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        self.profile_dir = NoProfile(location=os.path.join(tempfile.gettempdir(), f"selfeval-ipython-{os.getpid()}"))

    def transform_cell(self, raw_cell: str) -> str:
        """ipykernel and IPython each transform a cell before they run it; the second gets what the first got."""
        known = self.__dict__.pop("_transformed", None)
        if known is not None and known[0] == raw_cell:
            return str(known[1])
        code = super().transform_cell(raw_cell)
        self.__dict__["_transformed"] = (raw_cell, code)
        return str(code)

    def run_cell_async(self, *args: Any, **kwargs: Any) -> Any:
        return super().run_cell_async(*args, **kwargs)

    # ipykernel asks for it before each cell
    run_cell_async.__signature__ = inspect.signature(ZMQInteractiveShell.run_cell_async)  # type: ignore[attr-defined]

    def clear(self) -> None:
        """IPython's ``reset``, without the full garbage collection in it: this process holds a whole library stack."""
        hook = self.displayhook
        hook.flush = _nothing  # type: ignore[method-assign]
        try:
            self.reset()
        finally:
            del hook.flush
        hook._ = hook.__ = hook.___ = ""

    def end(self) -> None:
        """What IPython does when its process exits, now."""
        atexit.unregister(self.atexit_operations)
        self.displayhook.flush = _nothing  # type: ignore[method-assign]
        self.atexit_operations()

    def enable_gui(self, gui: Any = None) -> None:
        """As in ipykernel, which finds the kernel through its application; there is no application here."""
        try:
            enable_gui(gui, kernel=self.kernel)
        except ValueError as error:
            raise UsageError(str(error)) from error
        self.active_eventloop = gui


def _nothing() -> None:
    """In place of a clean-up that costs more than it frees."""


# notebooks and libraries tell a kernel from a terminal by the name of the shell's class
NotebookShell.__name__ = NotebookShell.__qualname__ = ZMQInteractiveShell.__name__
