"""The step table of patrol duties as a page (``manage.py draw_steps``)."""

from patrols.schedule import rules
from patrols.schedule.words import State
from stations.kit.steps_page import page

HEAD = """# 巡逻勤务步骤表 Steps of patrol duties

Made by `python manage.py draw_steps` from `patrols/schedule/rules.py`; a test keeps it current. 系统 is the house
itself: a duty begins with its first counted check-in and is judged once its grace is over; what is uploaded, reviewed
or entered by hand later has it judged again. People only cancel, with a reason, before it is over.
"""
PAGES = {
    "patrol-steps.md": page(HEAD, [("巡逻勤务 Patrol duties", rules.STEPS, State)], {
        rules.may_cancel_planned: "小队长、专责民警、办公室、所领导",
        rules.may_cancel_running: "专责民警、办公室、所领导",
    }),
}  # fmt: skip
