"""Our page as an exporter of nbconvert: ``jupyter nbconvert --to selfeval``."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default
from traitlets.config import Config

from selfeval_nb.report.page.env import TEMPLATES, environment
from selfeval_nb.report.page.executed import IMAGES, export_notebook


class SelfevalExporter(TemplateExporter):
    """``jupyter nbconvert --to selfeval``: the review report of an executed review notebook."""

    export_from_notebook = "selfeval report"
    output_mimetype = "text/html"
    template_name = "selfeval"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("extra_template_basedirs")
    def _our_templates(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        # nbconvert's stock preprocessors rewrite outputs; nothing here needs them
        return Config({"NbConvertBase": {"display_data_priority": ["text/html", *IMAGES, "text/plain"]}})

    def _create_environment(self) -> Environment:
        """Our environment, which escapes; nbconvert's own does not."""
        return environment()

    def _load_template(self) -> Any:
        return self.environment.get_template("selfeval/index.html.j2")

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own TemplateExporter
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page and nbconvert's resources. No preprocessor is run unless one is configured."""
        nb, resources = self._preprocess(nb, self._init_resources(resources))
        return export_notebook(nb), resources
