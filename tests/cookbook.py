"""The questions of docs/cookbook.md with their queries."""

import re

from doisoat.paths import HOME

_RECIPE = re.compile(r"^## (\d+)\. (.+?)\n.*?^```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def recipes() -> dict[str, str]:
    """Per question its query, in the order of the document."""
    text = (HOME / "docs" / "cookbook.md").read_text(encoding="utf-8")
    return {f"{number}. {question}": query for number, question, query in _RECIPE.findall(text)}
