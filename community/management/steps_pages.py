"""The step tables of the crime watch as pages (``manage.py draw_steps``)."""

from community.enterprises import rules as enterprises
from community.enterprises.words import FindingState, FirstState
from community.enterprises.words import State as EnterpriseState
from community.forum import rules as forum
from community.forum.words import AnswerState, HidingState, NewsState
from community.forum.words import State as PostState
from community.nights import rules as nights
from community.nights.words import State as NightState
from community.partners import rules as partners
from community.partners.words import DemandState, LossState, MeetingState, ResolutionState
from community.surveys import rules as surveys
from community.surveys.words import State as SurveyState
from community.wishes import rules as wishes
from community.wishes.words import State as WishState
from stations.errands import rules as errands
from stations.errands.words import State as ErrandState
from stations.kit.steps_page import page

FORUM = """# 问答建言步骤表 Steps of the forum

Made by `python manage.py draw_steps` from `community/forum/rules.py`; a test keeps it current, another one walks
every verb in every state for every role (`tests/community/forum/test_rules.py`).

- 办理人：承办民警、该社区的责任民警、群防群治办公室、所领导；无承办民警时，任一在岗民警。
- 发布人：提问或提建议的成员；群众凭回执码办理同样的事项。
- 复核人：作出答复的民警、群防群治办公室、所领导。
- 另一决定人：所领导或群防群治办公室，作出隐藏决定的人除外。
"""
NIGHTS = """# 夜巡步骤表 Steps of a night patrol

Made by `python manage.py draw_steps` from `community/nights/rules.py`; a test keeps it current. 系统 is the house
itself: helpers who accept fill the places, who gives one back opens the call again, what never began lapses. The
leader never confirms the own report.
"""
WISHES = """# 居民心愿、巡逻需求步骤表 Steps of wishes and errands

Made by `python manage.py draw_steps` from `community/wishes/rules.py` and `stations/errands/rules.py`; a test
keeps it current, others walk every verb in every state. 系统 is the house itself: a wish follows its errand, an
errand whose days are over lapses, the list of the quarter is cleared.
"""
ENTERPRISES = """# 企业、首访、隐患步骤表 Steps of enterprises

Made by `python manage.py draw_steps` from `community/enterprises/rules.py`; a test keeps it current. 系统 is the
house itself. A finding is closed only after a re-check by an officer other than who reported it as put right; a
minor one with the re-check, others by a leader.
"""
PARTNERS = """# 警企共建与要素摸排步骤表 Steps of working with enterprises

Made by `python manage.py draw_steps` from `community/partners/rules.py` and `community/surveys/rules.py`; a test
keeps it current, the tables are walked whole by `tests/community/{partners,surveys}/test_rules.py`. 代班民警 acts
like the officer in whose place he or she is today.
"""
PAGES = {
    "forum-steps.md": page(FORUM, [
        ("提问 Questions", forum.QUESTION, PostState), ("建议 Suggestions", forum.SUGGESTION, PostState),
        ("隐藏与申诉 Hiding and appeal", forum.HIDING, HidingState),
        ("正式答复 Official answers", forum.ANSWER, AnswerState),
        ("对外通知 Notices to the public", forum.NEWS, NewsState),
    ], {
        forum.handles: "办理人", forum.is_writer: "发布人", forum.keeps_answer: "复核人",
        forum._writer_of_hidden: "发布人", forum._may_lift: "在岗民警", forum._hid_by_other: "另一决定人",
        forum._publishes: "群防群治办公室、所领导", forum._writes: "撰写民警、群防群治办公室、所领导",
    }),
    "night-steps.md": page(NIGHTS, [("夜巡 Night patrols", nights.STEPS, NightState)], {
        nights.may_keep: "责任民警、B角、群防群治办公室、社区民警、所领导", nights._leads: "带队人、责任民警、B角",
        nights.may_confirm: "责任民警、B角、群防群治办公室、社区民警、所领导（带队人除外）",
    }),
    "wish-steps.md": page(WISHES, [
        ("居民心愿 Wishes", wishes.STEPS, WishState), ("巡逻需求 Errands", errands.STEPS, ErrandState),
    ], {
        wishes.may_handle: "群防群治办公室、所领导、所在社区民警",
        errands.may_handle: "承担方（如巡逻队办公室、所领导）",
    }),
    "enterprise-steps.md": page(ENTERPRISES, [
        ("企业 Enterprise", enterprises.ENTERPRISE, EnterpriseState),
        ("入驻首访 First visit", enterprises.FIRST_VISIT, FirstState),
        ("安全隐患 Safety finding", enterprises.FINDING, FindingState),
    ], {
        enterprises._keeps: "企业责任民警、群防群治办公室、所领导",
        enterprises._sees: "企业责任民警、代班民警、发现人、群防群治办公室、所领导",
        enterprises._rechecks: "能查看该隐患的在岗民警（报告整改的人除外）", enterprises._closes: "带队领导、所领导",
    }),
    "partner-steps.md": page(PARTNERS, [
        ("警企联席会议 Joint meeting", partners.MEETING, MeetingState),
        ("议定事项 Resolution", partners.RESOLUTION, ResolutionState),
        ("企业诉求 Demand", partners.DEMAND, DemandState), ("追赃挽损 Recovered loss", partners.LOSS, LossState),
        ("要素摸排 Survey", surveys.STEPS, SurveyState),
    ], {
        partners.may_lead: "主持人、群防群治办公室、所领导、社区或楼宇民警", partners._commands: "所领导",
        partners.LOSS.step(LossState.VERIFIED, "unverify").who: "所领导",
        partners.may_follow: "责任人、主持人一方", partners.leads_of: "主持人一方",
        partners.may_handle: "承办民警、群防群治办公室、所领导、该企业、社区或楼宇的民警",
        partners.may_speak_for: "能办理该诉求的人（作出答复的人除外）",
        partners._records: "登记人、群防群治办公室、所领导",
        partners.may_verify: "群防群治办公室、所领导（登记人和返还人除外）",
        surveys.may_tend: "责任民警、代班民警、社区民警、群防群治办公室、所领导",
    }),
}  # fmt: skip
