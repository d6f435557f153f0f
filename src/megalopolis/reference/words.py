"""The fixed words around a docstring, in both languages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "parameters": {"zh": "参数", "en": "Parameters"},
    "returns": {"zh": "返回", "en": "Returns"},
    "attributes": {"zh": "属性", "en": "Attributes"},
    "raises": {"zh": "报错", "en": "Errors"},
    "notes": {"zh": "说明", "en": "Notes"},
    "references": {"zh": "文献", "en": "References"},
    "examples": {"zh": "示例", "en": "Examples"},
    "aliases": {"zh": "也可写作", "en": "Also available as"},
    "contents": {"zh": "{module}的函数与类", "en": "Functions and classes of {module}"},
    "class": {"zh": "类", "en": "class"},
    "property": {"zh": "属性", "en": "property"},
    "link": {"zh": "此处的链接", "en": "Link to this place"},
    "colon": {"zh": "：", "en": ": "},
    "comma": {"zh": "、", "en": ", "},
    "between": {"zh": "。", "en": ". "},
}


def say(language: str, key: str, **values: str) -> str:
    """The word *key* in *language*, with *values* put into it."""
    return WORDS[key][language].format(**values)
