"""JupyterLab for the chapters: they are stored without outputs, also when they are saved after running."""

from typing import Any


def without_outputs(model: dict[str, Any], **_: Any) -> None:
    """Drop outputs and execution counts from what is about to be written; the open page keeps them."""
    if model["type"] != "notebook" or not model.get("content"):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


c = get_config()  # noqa: F821  # the server puts it there
c.FileContentsManager.pre_save_hook = without_outputs
# The book asks nothing of any other host, and neither does the page on which it is edited.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
