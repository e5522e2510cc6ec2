"""`reprieve staff`: the first owner, and the clinic's places; everybody else is invited from the owner's page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import say

DONE = 0
ROLES = ("owner", "prescriber", "nurse", "front_desk", "researcher", "auditor")


class NoDemonstration(ReprieveError):
    """Where real people work nobody but them has their codes."""


class NoSuchAccount(ReprieveError):
    """Nobody signs in with that address."""


class NoSuchPlace(ReprieveError):
    """A role was to be given at a place that the clinic has not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve staff`."""
    parser.description = say("Say who works here, and where.")
    commands = parser.add_subparsers(title=say("commands"), metavar=say("COMMAND"), required=True, dest="staff")
    add = commands.add_parser("add", help=say("invite somebody: prints a link, never a password"))
    add.add_argument("email", metavar=say("EMAIL"), help=say("the e-mail address to sign in with"))
    add.add_argument("--role", choices=ROLES, default="owner", help=say("what they do here (default: owner)"))
    add.add_argument("--at", metavar=say("PLACE"), help=say("the name of a place (default: every place)"))
    place = commands.add_parser("place", help=say("add one of the clinic's places, or set its time zone"))
    place.add_argument("name", metavar=say("NAME"), help=say("what the place is called"))
    place.add_argument("--zone", help=say("its time zone, such as America/New_York"))
    forget = commands.add_parser(
        "forget-second-steps", help=say("let somebody who lost the second step set up a new one")
    )
    forget.add_argument("email", metavar=say("EMAIL"), help=say("the e-mail address to sign in with"))
    code = commands.add_parser("code", help=say("print the code that the demonstration's staff is asked for"))
    for command in (add, place, forget, code):
        command.add_argument(
            "--data", type=Path, help=say("the data folder of the installation (default: that of `reprieve up`)")
        )


def run(args: argparse.Namespace) -> int:
    """Write it down, and print what to do next."""
    from reprieve.clinic.config.reach import reach_database

    reach_database(args.data)
    if args.staff == "code":
        sys.stdout.write(code_of_demonstration() + "\n")
        return DONE
    does = {"add": invite, "place": add_place, "forget-second-steps": forget_second_steps}
    sys.stdout.write(does[args.staff](args) + "\n")
    return DONE


def invite(args: argparse.Namespace) -> str:
    from reprieve.clinic.people.inviting import invite_staff
    from reprieve.clinic.people.models import Location, Role

    location = Location.objects.filter(name=args.at).first() if args.at else None
    if args.at and location is None:
        raise NoSuchPlace(say("there is no place of this name; add it with: reprieve staff place NAME"))
    invitation, link = invite_staff(by=None, email=args.email, role=Role(args.role), location=location)
    return say(
        "{email} is invited. The link works once, for seven days; a letter with it waits to be sent, too:\n{link}",
        email=invitation.email,
        link=link,
    )


def forget_second_steps(args: argparse.Namespace) -> str:
    """For whom no owner can do it: the last owner, or everybody after the secret key was changed."""
    from reprieve.clinic.people import staffing
    from reprieve.clinic.people.models import User

    user = User.objects.filter(email__iexact=args.email).first()
    if user is None:
        raise NoSuchAccount(say("there is no account with this address."))
    staffing.forget_second_steps(by=None, user=user)
    return say(
        "The second step of {email} is gone, all their sessions are ended, and a letter says so. They set up a new one "
        "when they sign in.",
        email=user.email,
    )


def code_of_demonstration() -> str:
    from django.conf import settings

    from reprieve.clinic.config.demonstration_people import code_of_now, keep_sign_in

    if not settings.DEMONSTRATION:
        raise NoDemonstration(say("this is no demonstration; use the authenticator that you set up."))
    return code_of_now(keep_sign_in(settings.DATA_FOLDER))


def add_place(args: argparse.Namespace) -> str:
    from reprieve.clinic.people.staffing import keep_place

    place = keep_place(name=args.name, zone=args.zone)
    return say("{name} is one of the clinic's places; its clocks show {zone}.", name=place.name, zone=place.zone)
