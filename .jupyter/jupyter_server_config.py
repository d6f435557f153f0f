"""JupyterLab for the chapters: they are stored without outputs, also when they are saved after running."""

import warnings
from typing import Any


def without_outputs(model: dict[str, Any], **_: Any) -> None:
    """Drop outputs, execution counts and what names this machine's Python; the open page keeps them."""
    if model["type"] != "notebook" or not model.get("content"):
        return
    metadata = model["content"]["metadata"]
    if metadata.get("kernelspec", {}).get("name") == "python3":
        metadata["kernelspec"] |= {"display_name": "Python 3"}
        metadata["language_info"] = {"name": "python"}
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


c = get_config()  # noqa: F821  # the server puts it there
c.FileContentsManager.pre_save_hook = without_outputs
# The server reads this file once for itself and once for JupyterLab, and warns of the second time.
warnings.filterwarnings("ignore", "Overriding existing pre_save_hook", UserWarning)
# Root is the only user of many a container; the server listens on this machine alone and asks for its token.
c.ServerApp.allow_root = True
# The book asks nothing of any other host, and neither does the page on which it is edited.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
# What the chapters run with is the lock's alone.
c.LabApp.extension_manager = "readonly"
