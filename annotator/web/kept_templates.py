"""Templates as the desk uses them: with the same words known to all, and kept compiled between starts."""

from collections.abc import Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner, escape

_PLAIN = frozenset({FunctionType, MethodType})


class DeskContext(Context):
    """Jinja's context, where a macro or function is called at once. Jinja asks each of a page's eight hundred calls in
    nine steps what its callable wants to be given.
    """

    def call(self, called: Callable[..., Any], /, *args: Any, **given: Any) -> Any:  # Any: whatever templates call
        """Call a macro, or a function that wants nothing of the template, as Jinja would."""
        kind = type(called)
        is_macro = kind is Macro
        if not is_macro and (kind not in _PLAIN or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **given)
        given.pop("_block_vars", None)
        given.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **given) if is_macro else called(*args, **given)


class DeskCode(CodeGenerator):
    """Jinja's compiler, where what a page says is escaped and joined: it is not wrapped as markup in between."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class DeskEnvironment(Environment):
    """Jinja's environment, where no template is loaded with words of its own."""

    context_class = DeskContext
    code_generator_class = DeskCode

    @staticmethod
    def written(value: object) -> str:
        """A value as a page says it, escaped unless it is markup. For the code that `DeskCode` makes."""
        if type(value) is str:
            return _escape_inner(value)
        if type(value) is Markup:
            return value
        return str(value) if type(value) is int else escape(value)

    # Any: what templates know is of every type.
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: the same for all. Jinja would put a map of its own before it, and then look at
        each of its names in a loop at every import of a macro, a hundred times in the answer to a tag.
        """
        return super().make_globals(d) if d else self.globals


class KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder: a help that no page may depend on. A kept one counts only for its own source, and
    their names for the compiler that made them: what `DeskCode` writes another one's page could not run.

    Where the disk is full, or the folder gone or read-only, nothing is kept: the page that says so is a template too.
    """

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
        super().__init__(str(folder), "%s.page")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one compiled template, if that can be done."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
