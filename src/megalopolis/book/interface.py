"""The words of the interface that the theme leaves in English or in words of another region.

A test reads every Chinese page for English that is not the text of a chapter, so a new version of the theme
with a new word is noticed.
"""

from __future__ import annotations

TAGS = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}

# Whole texts and whole attributes (title, aria-label, data-bs-title, placeholder), as the theme writes them.
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "Toggle primary sidebar": "展开或收起全书目录",
        "Toggle secondary sidebar": "展开或收起本页目录",
        "Toggle hidden content": "展开或收起",
        "Color mode": "颜色模式",
        "System Settings": "跟随系统",
        "Light": "亮色",
        "Dark": "暗色",
        "Link to this heading": "本节链接",
        "Link to this equation": "公式链接",
        "Link to this definition": "定义链接",
        "Link to this image": "本图链接",
        "Link to this table": "本表链接",
        "Link to this code": "代码链接",
        "Permalink to this heading": "本节链接",
        "Main": "全书目录",
        "Page": "本页目录",
        "On this page": "本页目录",
        "Breadcrumb": "位置",
        "Search": "搜索",
        "Search this book...": "搜索本书",
        "列印成 PDF": "打印为 PDF",
        "Copy to clipboard": "复制",
        "Back to top": "回到顶部",
        "Skip to main content": "跳到正文",
        "previous page": "上一页",
        "next page": "下一页",
        "Download source file": "下载源文件",
        "Fullscreen mode": "全屏",
        "Toggle navigation": "展开或收起导航",
    },
    "en": {"Main": "Contents of the book", "Page": "Contents of the page"},
}
SIDEBAR = {"zh": "全书导航", "en": "Book navigation"}
NOTEBOOK = {"zh": "下载本章笔记本（含运行结果）", "en": "Download this chapter as a notebook with results"}
COPYRIGHT = {"zh": "© {text}", "en": "© {text}"}
BELOW = {"zh": "{title}之下的各页", "en": "Pages under {title}"}
