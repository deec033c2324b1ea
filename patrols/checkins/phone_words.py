"""What the phone says in its own words: to a guard, in an alley, at a glance."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from patrols.checkins.words import Flag

# A doubt is never a reproach: what to do about it next time, and that a person decides.
FLAG_WORDS = {
    Flag.CLOCK: gettext_lazy("The clock of this phone is off; set it to the network's time."),
    Flag.FAR: gettext_lazy("The position is some way off this point."),
    Flag.VAGUE: gettext_lazy("The position was not accurate."),
    Flag.NO_POSITION: gettext_lazy("No position and no photo; take a photo next time."),
    Flag.SPEED: gettext_lazy("Faster than walking from the point before."),
    Flag.SHARED: gettext_lazy("Another guard checked in with this phone a moment ago."),
    Flag.REPEAT: gettext_lazy("You were checked in here a moment ago; one is enough."),
    Flag.ORDER: gettext_lazy("Another point was due before this one."),
    Flag.EARLY: gettext_lazy("This point is not due yet."),
    Flag.LATE: gettext_lazy("After the end of the duty."),
    Flag.UNPLANNED: gettext_lazy("No duty of yours asks for this point now."),
    Flag.TOO_OLD: gettext_lazy("Uploaded too late to count by itself."),
    Flag.COUNTER: gettext_lazy("The phone's own count has a gap."),
}


def in_friendly_words(flags) -> list[str]:
    """The sentences for the flags of a check-in."""
    return [str(FLAG_WORDS[flag]) for flag in flags if flag in FLAG_WORDS]


def words() -> dict[str, str]:
    """Everything phone.js says, in the reader's language; ``{n}`` and ``{name}`` are filled in there."""
    return {
        "locating": _("Taking the position of this moment …"),
        "sending": _("Sending …"),
        "done": _("Checked in"),
        "not_counted": _("Kept, but it does not count"),
        "kept": _("Kept on this phone"),
        "kept_more": _("It is sent by itself when there is a network, and counts in full."),
        "left": _("{n} more points in this duty"),
        "left_none": _("All points of this duty are done"),
        "refused": _("Not recorded"),
        "conflict": _("This check-in is already there with other content; the first one stands."),
        "no_permission": _("The position was refused. Take a photo of the spot instead."),
        "no_position": _("No position could be had here. Take a photo of the spot instead."),
        "indoor": _("Indoors a photo takes the place of the position."),
        "typed": _("A typed code needs a photo of the spot."),
        "waiting": _("{n} check-ins wait on this phone"),
        "waiting_hint": _("They are sent by themselves when there is a network."),
        "others": _("{n} entries of another guard wait here. They are sent when that guard connects again."),
        "pair": _("This phone is no longer connected. Nothing is lost: enter a new code and everything is sent."),
        "failed": _("The server cannot be reached just now. Everything is kept and sent later."),
        "uploaded": _("{n} check-ins were uploaded."),
        "pair_now": _("Connect this phone"),
        "send_now": _("Send now"),
        "seen": pgettext("notice", "Seen"),
        "stale": _("This list is of {day}. Open it once with a network for today's."),
        "take_photo": _("Take a photo"),
        "ready_short": pgettext("patrol", "offline use"),
        "ready": _("Works without network"),
        "not_ready": _("Does not work without network"),
        "getting_ready": _("Getting ready for use without network …"),
        "online": pgettext("network", "Online"),
        "offline": pgettext("network", "Offline"),
        "scan_start": _("The camera is starting …"),
        "scan_aim": _("Hold the code inside the frame."),
        "scan_refused": _("The camera was refused. Allow it in the settings of the browser, or type the code."),
        "scan_missing": _("This browser gives no camera. Scan with the camera of the phone, or type the code."),
        "scan_foreign": _("This is not the code of a checkpoint."),
        "scan_old": _("This sign was replaced: its code is no longer valid. Tell the squad leader."),
        "unknown_offline": _("Not on your list of today. It is kept, and checked when there is a network."),
        "unknown_point": _("Checkpoint"),
        "typed_unknown": _("No point of today has this code."),
        "needs_network": _("This page needs a network. Below is what is kept on this phone."),
        "stop_visited": pgettext("point", "Checked in"),
        "stop_kept": pgettext("point", "Kept, to be sent"),
        "stop_next": pgettext("point", "Next"),
        "closed": _("Noted. Go on to the next point."),
        "closed_later": _("Noted. Report it as soon as there is a network."),
        "stay": _("Stay about {n} min"),
        "calls": _("{n} calls within {days} days and {reach} m"),
        "calls_none": _("No calls within {days} days and {reach} m"),
        "metres": _("{n} m"),
        "photo_chosen": _("Photo taken"),
    } | {f"flag_{flag.value}": str(text) for flag, text in FLAG_WORDS.items()}


def finding_words() -> dict[str, str]:
    """What finding.js says."""
    return {
        "waitingFindings": _("{n} reports wait on this phone"),
        "uploadedFindings": _("{n} reports were uploaded."),
        "conflictFinding": _("This report is already there with other content; the first one stands."),
        "open_again": _("Correct it and send it again"),
        "one_more": _("One more photo"),
        "voice_chosen": _("Voice note taken"),
        "place_needed": _("Say where it is."),
        "act_needed": _("Say what you did."),
        "nothing_said": _("Take a photo, speak or write what you found."),
        "too_many": _("At most six photos and voice notes."),
        "both_photos": _("A removed hazard needs a photo from before and one from after."),
        "keep_failed": _("This phone has no room left for it. Try again with a network, or call the squad leader."),
    }
