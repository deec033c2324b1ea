"""What each notice says to the parties: the words of the law with their article, frozen like :mod:`.law`.

They are documents in Chinese whatever language the reader of the portal uses. RT-05 has five points.
"""

from dataclasses import dataclass

from mediation.cases.words import NoticeKind


@dataclass(frozen=True, slots=True)
class Words:
    """One notice.

    Attributes:
        title: name of the document.
        article: where the law says so, with the rule's id first.
        opening: sentence before the points.
        points: what the parties are told, numbered on the paper.
        duties: what they have to keep to.
    """

    title: str
    article: str
    opening: str
    points: tuple[str, ...]
    duties: tuple[str, ...] = ()

    @property
    def law(self) -> str:
        """The article as a paper names it, without the house's own rule id."""
        return self.article.split(" ", 1)[-1]


RIGHTS_RT = Words(
    "人民调解当事人权利义务告知书",
    "RT-05 《中华人民共和国人民调解法》第四条、第二十三条、第二十四条",
    "当事人在人民调解活动中享有下列权利：",
    (
        "选择或者接受人民调解员，认为调解员与纠纷有利害关系的，可以要求其回避；",
        "接受调解、拒绝调解或者要求终止调解；",
        "要求调解公开进行或者不公开进行；",
        "自主表达意愿、自愿达成调解协议；",
        "人民调解委员会调解民间纠纷，不收取任何费用。",
    ),
    (
        "如实陈述纠纷事实；",
        "遵守调解现场秩序，尊重人民调解员；",
        "尊重对方当事人行使权利。",
    ),
)
RIGHTS_ZA = Words(
    "治安调解当事人权利义务告知书",
    "RT-05、ZA-05 《中华人民共和国治安管理处罚法》第九条；"
    "《公安机关办理行政案件程序规定》第一百七十八条至第一百八十六条",
    "公安机关对本案拟进行治安调解，当事人享有下列权利：",
    (
        "治安调解以双方自愿为前提，当事人可以同意调解，也可以明确表示不愿意调解；",
        "调解依法公开进行，涉及国家秘密、商业秘密、个人隐私或者双方当事人都要求不公开的除外；",
        "被侵害人可以委托他人参加调解并提交委托书，违法嫌疑人不得委托他人参加；当事人为未成年人的，通知其父母或者其他监护人到场；",
        "调解一般为一次，必要时或者当事人申请的，可以再次调解，并在第一次调解后七个工作日内完成；",
        "达成协议并履行的，公安机关不再处罚；未达成协议或者达成协议后不履行的，公安机关依法处理，并告知可以就损害赔偿向人民法院提起民事诉讼。",
    ),
    ("如实陈述案件事实；", "遵守调解秩序，尊重对方当事人。"),
)
WORDS: dict[str, Words] = {
    NoticeKind.MEDIATION_OPEN: Words(
        "申请人民调解告知书",
        "RT-20 《中华人民共和国人民调解法》第十八条",
        "您的纠纷适宜通过人民调解方式解决，现告知：",
        (
            "您可以向人民调解委员会申请调解；",
            "人民调解以自愿为原则，不收取任何费用；一方当事人明确拒绝调解的，不得调解。",
        ),
    ),
    NoticeKind.REMEDY: Words(
        "终止调解告知书",
        "RT-07 《中华人民共和国人民调解法》第二十六条",
        "本纠纷经人民调解未能达成协议，人民调解委员会依法终止调解。现告知：",
        ("您可以依法通过仲裁、行政、司法等途径维护自己的权利；", "向人民法院起诉的，应当注意法律规定的诉讼时效。"),
    ),
    NoticeKind.CIVIL: Words(
        "民事诉讼告知书",
        "ZA-19 《中华人民共和国治安管理处罚法》第九条第三款；《公安机关办理行政案件程序规定》第一百八十五条",
        "本案经调解未达成协议，或者达成协议后未履行。现告知：",
        (
            "公安机关对违反治安管理行为依法予以处理；",
            "对违法行为造成的损害赔偿纠纷，当事人可以依法向人民法院提起民事诉讼。",
        ),
    ),
    NoticeKind.REFERRAL: Words(
        "民间纠纷处理途径告知书",
        "ZA-03 《公安机关办理行政案件程序规定》第一百七十八条第二款",
        "本纠纷不构成违反治安管理行为，不适用治安调解。现告知：",
        ("您可以向人民法院申请处理；", "您可以向人民调解组织申请处理。"),
    ),
    NoticeKind.ENFORCEMENT: Words(
        "申请强制执行告知书",
        "SF-06 《中华人民共和国人民调解法》第三十三条；《中华人民共和国民事诉讼法》第二百零六条",
        "调解协议已经人民法院裁定有效，一方当事人拒绝履行或者未全部履行。现告知：",
        ("对方当事人可以向人民法院申请强制执行；", "申请执行的期间为二年，自履行期间的最后一日起计算。"),
    ),
    NoticeKind.LITIGATION: Words(
        "诉讼权利告知书",
        "RT-15 《中华人民共和国人民调解法》第三十二条",
        "当事人之间就调解协议的履行或者调解协议的内容发生争议。现告知：",
        ("一方当事人可以向人民法院提起诉讼；", "人民调解委员会可以应双方当事人的要求再次调解。"),
    ),
    NoticeKind.DISMISSAL: Words(
        "不予受理告知书",
        "RT-01、RT-07 《中华人民共和国人民调解法》第十七条、第二十六条；"
        "《公安机关办理行政案件程序规定》第一百七十八条、第一百七十九条",
        "本纠纷不予受理。现告知：",
        ("您可以依法通过仲裁、行政、司法等途径维护自己的权利；", "您可以依法向人民法院提起诉讼。"),
    ),
}  # fmt: skip


def words_of(kind: str, *, police: bool) -> Words:
    """The words of a kind of notice; rights and duties differ where the police mediate.

    Raises:
        KeyError: no such kind.
    """
    if kind == NoticeKind.RIGHTS:
        return RIGHTS_ZA if police else RIGHTS_RT
    return WORDS[kind]
