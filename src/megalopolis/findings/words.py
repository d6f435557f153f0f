"""The fixed words around findings and verdicts, in both languages.

They belong to the package and not to the tables, so that another data folder need not carry them.
"""

from __future__ import annotations

from megalopolis.errors import ParameterError

LANGUAGES = ("zh", "en")

WORDS: dict[str, dict[str, str]] = {
    "behind": {"zh": "依据", "en": "What stands behind it"},
    "measure": {"zh": "测度", "en": "Measure"},
    "tables": {"zh": "数据表", "en": "Tables"},
    "indicators": {"zh": "指标", "en": "Indicators"},
    "source": {"zh": "来源", "en": "Source"},
    "separator": {"zh": "：", "en": ": "},
    "comma": {"zh": "、", "en": ", "},
    "between": {"zh": "；", "en": "; "},
    "stop": {"zh": "。", "en": "."},
    "no-figure": {"zh": "无数据", "en": "no figure"},
    "none": {"zh": "无", "en": "none"},
    "no-figure-sentence": {
        "zh": "{region}没有可用的数字：{what}。",
        "en": "There is no figure for the {region}: {what}.",
    },
    "incomplete-sentence": {
        "zh": "{region}的这一项算不出来：它所依据的数据（{what}）不全，或符合条件的城市太少。",
        "en": "This cannot be computed for the {region}: the data behind it ({what}) are incomplete, or too "
        "few cities meet its conditions.",
    },
    "interval": {"zh": "{low}至{high}", "en": "{low} to {high}"},
    "not-stated": {"zh": "来源未说明", "en": "not stated by the sources"},
    "statements": {"zh": "来源的陈述：{title}", "en": "What the sources state: {title}"},
    "statement": {"zh": "陈述", "en": "Statement"},
    "kind": {"zh": "类别", "en": "Kind"},
    "line": {"zh": "第{line}行", "en": "line {line}"},
    "context": {"zh": "背景", "en": "context"},
    "problem": {"zh": "问题", "en": "problem"},
    "principle": {"zh": "原则", "en": "principle"},
    "path-measure": {"zh": "路径措施", "en": "path measure"},
    "mechanism": {"zh": "机制", "en": "mechanism"},
    "target": {"zh": "目标", "en": "target"},
    "tests": {"zh": "预先写定的检验：{title}", "en": "Tests written beforehand: {title}"},
    "judgement": {"zh": "检验结果：{title}", "en": "Outcome of the tests: {title}"},
    "test": {"zh": "检验", "en": "Test"},
    "stated": {"zh": "问题成立的条件", "en": "Condition for the problem"},
    "reason": {"zh": "理由", "en": "Reason"},
    "value": {"zh": "实测值", "en": "Value"},
    "outcome": {"zh": "结果", "en": "Outcome"},
    "holds": {"zh": "成立", "en": "holds"},
    "fails": {"zh": "不成立", "en": "does not hold"},
    "unsure": {"zh": "区间跨越界限", "en": "the interval includes the threshold"},
    "untested": {"zh": "无法检验", "en": "cannot be tested"},
    "verdict": {"zh": "判定", "en": "Verdict"},
    "supported": {"zh": "成立", "en": "supported"},
    "partly": {"zh": "部分成立", "en": "partly supported"},
    "not-supported": {"zh": "不成立", "en": "not supported"},
    "not-testable": {"zh": "现有数据无法检验", "en": "not testable with this data"},
    "not-stated-problem": {"zh": "来源没有就此提出问题", "en": "no source states this problem"},
    "stated-of-another": {
        "zh": "来源的这些问题说的是{about}，不是{region}；这里用同样的检验，看它们在{region}是否也成立。",
        "en": "The sources state these problems of the {about} and not of the {region}; the same tests are "
        "put to the {region} here, to see whether they hold there as well.",
    },
    "tally": {
        "zh": "{tests}项检验中{tested}项有数据，其中{passed}项成立，{unsure}项的区间跨越界限。",
        "en": "Of {tests} tests {tested} have data; {passed} of these hold, and the interval of {unsure} "
        "includes the threshold.",
    },
    "rule": {
        "zh": "判定规则：有数据的检验不到一半，为无法检验；在有数据的检验中，成立者不少于四分之三，为成立；"
        "不多于四分之一，为不成立；其余为部分成立。",
        "en": "Rule: not testable when fewer than half of the tests have data; supported when at least three "
        "quarters of those hold; not supported when at most one quarter holds; partly supported otherwise.",
    },
    "quiz-hold": {
        "zh": "下列检验中，哪些成立？（可多选，也可能一项也没有）",
        "en": "Which of these tests hold? (Any number, or none.)",
    },
    "quiz-unsure": {
        "zh": "哪些检验的结果不能当真，因为区间跨越界限？（可多选）",
        "en": "Which results cannot be relied on, since the interval includes the threshold? (Any number.)",
    },
    "quiz-verdict": {"zh": "按固定的规则，判定是什么？", "en": "What is the verdict by the fixed rule?"},
    "quiz-check": {"zh": "核对", "en": "Check"},
    "quiz-good": {"zh": "答对了。", "en": "That is right."},
    "quiz-wrong": {"zh": "还不对，再想一想。", "en": "Not yet; think again."},
    "quiz-answer": {"zh": "答案与依据", "en": "Answer and what stands behind it"},
    "paths": {"zh": "由此推出的路径措施", "en": "Path measures that follow"},
    "actor": {"zh": "行动者", "en": "Actor"},
    "level": {"zh": "层级", "en": "Level"},
    "indicator": {"zh": "观察指标", "en": "Indicator to watch"},
    "benchmark": {"zh": "基准", "en": "Benchmark"},
    "horizon": {"zh": "期限", "en": "Horizon"},
    "national": {"zh": "全国", "en": "national"},
    "agglomeration": {"zh": "城市群", "en": "agglomeration"},
    "metropolitan circle": {"zh": "都市圈", "en": "metropolitan circle"},
    "city": {"zh": "城市", "en": "city"},
    "county": {"zh": "县域", "en": "county"},
    "whole": {"zh": "全部城市", "en": "All cities"},
    "without": {"zh": "不含{group}", "en": "Without the {group}"},
    "mean": {"zh": "城市均值代替中位数", "en": "Mean of the cities for the median"},
}


def say(language: str, key: str, **values: object) -> str:
    """The word or sentence *key* in *language*, with *values* put into it.

    Raises
    ------
    ParameterError
        The language is neither ``zh`` nor ``en``.
    """
    if language not in LANGUAGES:
        raise ParameterError(f"language: expected one of {', '.join(LANGUAGES)}; found {language!r}.")
    return WORDS[key][language].format(**values)
