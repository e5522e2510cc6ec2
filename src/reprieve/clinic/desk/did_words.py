"""What stands in the audit, in words that a patient reads. Every action of the clinic has its words here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# Opening a record on the way to something that has a line of its own.
ON_THE_WAY = "opened it to "
OF_THE_RECORD: Mapping[str, str | Promise] = {
    "saw what the diary shows": gettext_lazy("saw what the diary shows"),
    "saw what is kept": gettext_lazy("saw the list of what is kept"),
    "saw who has looked": gettext_lazy("saw who has looked"),
    "saw the calendar": gettext_lazy("saw the calendar"),
    "saw a day of the diary": gettext_lazy("saw a day of the diary"),
    "saw what is now": gettext_lazy("saw the page Now"),
    "saw what was tried and asked": gettext_lazy("saw the treatments and the questions about you"),
    "saw who may act for them": gettext_lazy("saw who may act for you"),
    "saw the chart": gettext_lazy("saw the chart"),
    "saw in the list": gettext_lazy("saw it in a list"),
    "saw in the list of patients": gettext_lazy("saw the name in a list of patients"),
    "saw who it is": gettext_lazy("saw the name and how to reach you"),
    "saw whose record was opened": gettext_lazy("saw whose record was opened"),
    "saw a brought diary": gettext_lazy("saw a diary that was brought"),
    "saw a confirmation": gettext_lazy("saw a signed diagnosis"),
    "saw that the glass was broken": gettext_lazy("saw that the record was opened in an emergency"),
    "opened a page to write": gettext_lazy("opened a page of the diary to write"),
    "changed who it is": gettext_lazy("changed the name or how to reach you"),
    "changed the e-mail address": gettext_lazy("changed the e-mail address"),
    "made a record": gettext_lazy("made this record"),
    "opened a record of their own": gettext_lazy("opened a record of their own"),
    "marked as a demonstration": gettext_lazy("marked it as a demonstration"),
    "merged two records": gettext_lazy("read two records as one person's"),
    "undid a merge": gettext_lazy("took two records apart again"),
    "wrote in the diary": gettext_lazy("wrote in the diary"),
    "sent entries from a device": gettext_lazy("wrote in the diary from a device"),
    "brought a diary": gettext_lazy("brought a diary as a file"),
    "let a brought diary count": gettext_lazy("let a brought diary count"),
    "took a brought diary back": gettext_lazy("took a brought diary back"),
    "took the diary away (CSV)": gettext_lazy("saved the diary as a table"),
    "took the diary away (JSON)": gettext_lazy("saved the diary for a program"),
    "took every entry away (JSON)": gettext_lazy("saved every entry of the diary"),
    "took the report away (PDF)": gettext_lazy("saved the report"),
    "was refused a signature": gettext_lazy("was refused when signing"),
    "wrote a note": gettext_lazy("wrote a note"),
    "wrote an addendum": gettext_lazy("added to a note"),
    "kept a file": gettext_lazy("put a file into the record"),
    "took a file out": gettext_lazy("opened a file of the record"),
    "retracted a file": gettext_lazy("withdrew a file of the record"),
    "broke the glass": gettext_lazy("opened a record that was closed to them"),
    "was refused to break the glass": gettext_lazy("tried to open a closed record, and was refused"),
    "was refused, no such record": gettext_lazy("asked for a record that there is not"),
    "ended a carer": gettext_lazy("ended that a carer acts for you"),
    "ended a guardian": gettext_lazy("ended that a guardian acts for you"),
    "recalled an invitation": gettext_lazy("took an invitation back"),
    "gave a wrong date of birth": gettext_lazy("used an invitation with a wrong date of birth"),
    "opened it to bring a diary": gettext_lazy("opened the page for bringing a diary"),
    "opened it to change who it is": gettext_lazy("opened the name and how to reach you, to change them"),
    "opened it to decide on a brought diary": gettext_lazy("opened a brought diary, to decide on it"),
    "opened it to end a carer": gettext_lazy("opened the list of who may act for you"),
    "opened it to invite": gettext_lazy("opened the page for inviting somebody"),
    "opened it to invite somebody": gettext_lazy("opened the page for inviting somebody"),
    "opened it to keep a file": gettext_lazy("opened the chart, to put a file into it"),
    "opened it to merge it": gettext_lazy("compared it with another record"),
    "opened it to recall an invitation": gettext_lazy("opened the list of who may act for you"),
    "opened it to sign": gettext_lazy("opened the page for signing a diagnosis"),
    "opened it to sign a diagnosis": gettext_lazy("opened the page for signing a diagnosis"),
    "opened it to take a diary back": gettext_lazy("opened the list of brought diaries"),
    "opened it to take a file out": gettext_lazy("asked for a file of the record"),
    "opened it to undo a merge": gettext_lazy("compared it with another record"),
    "opened it to withdraw a file": gettext_lazy("opened the chart, to withdraw a file"),
    "opened it to write": gettext_lazy("opened the diary, to write in it"),
    "opened it to write a note": gettext_lazy("opened the chart, to write a note"),
}
OF_AN_ACCOUNT: Mapping[str, str | Promise] = {
    "signed in": gettext_lazy("signed in"),
    "signed out": gettext_lazy("signed out"),
    "was signed out by the clock": gettext_lazy("was signed out after a time without doing anything"),
    "opened the account": gettext_lazy("opened the account"),
    "gave a wrong password": gettext_lazy("gave a wrong password"),
    "gave a wrong code": gettext_lazy("gave a wrong code"),
    "changed the password": gettext_lazy("changed the password"),
    "set a new password by letter": gettext_lazy("set a new password by a letter"),
    "made new recovery codes": gettext_lazy("made new recovery codes"),
    "forgot the second steps of": gettext_lazy("took a lost second step away"),
    "asked for another e-mail address": gettext_lazy("asked for another e-mail address"),
    "made an editor, with a new password": gettext_lazy("was made an editor, with a new password"),
    "opened a link that works no longer": gettext_lazy("opened a link that works no longer"),
    "was refused a page": gettext_lazy("asked for a page that is not theirs, and was refused"),
    "was refused a form from elsewhere": gettext_lazy("sent a form that did not come from our page, and was refused"),
    "kept a place": gettext_lazy("kept a place of the clinic"),
}
OF_THE_DESK: Mapping[str, str | Promise] = {
    "saw": gettext_lazy("saw it"),
    "opened the report": gettext_lazy("opened the report of a referral"),
    "was refused": gettext_lazy("asked for it, and was refused"),
    "raised an alert": gettext_lazy("raised an alert"),
    "acknowledged an alert": gettext_lazy("took an alert on"),
    "told the next of an alert": gettext_lazy("an alert went to the next person"),
    "was refused an alert": gettext_lazy("asked for an alert that is not theirs, and was refused"),
}
# What goes on with a word of its own, as the role that somebody was invited to.
BEGINS: Mapping[str, str | Promise] = {
    "was refused: ": gettext_lazy("tried to open it, and was refused"),
    "signed a diagnosis": gettext_lazy("signed a diagnosis"),
    "invited: ": gettext_lazy("invited somebody"),
    "accepted: ": gettext_lazy("accepted an invitation"),
    "ended a role: ": gettext_lazy("ended a role"),
    "added a second step: ": gettext_lazy("added a second step"),
    "removed a second step: ": gettext_lazy("removed a second step"),
    "changed to ": gettext_lazy("noted what became of it"),
}
DID = {**OF_THE_RECORD, **OF_AN_ACCOUNT, **OF_THE_DESK}


def say_did(did: str) -> str:
    """What somebody did, in words; what is not here is said as it stands."""
    words = DID.get(did) or next((said for start, said in BEGINS.items() if did.startswith(start)), did)
    return str(words)
