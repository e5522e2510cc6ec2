"""Addresses of accounts. Those of allauth keep its names, by which its views find each other."""

from __future__ import annotations

from django.urls import path, re_path

from reprieve.clinic.people import joining_views as joining
from reprieve.clinic.people import moving_views as moving
from reprieve.clinic.people import sign_in_views as views

urlpatterns = [
    path("", views.show_account, name="show_account"),
    path("new/", joining.open_account, name="open_account"),
    path("new/sent/", joining.account_letter_sent, name="account_letter_sent"),
    path("new/<str:token>/", joining.finish_account, name="finish_account"),
    path("invited/<str:token>/", joining.accept_invitation, name="accept_invitation"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("closed/", views.show_inactive, name="account_inactive"),
    path("again/", views.give_password_again, name="account_reauthenticate"),
    path("address/", moving.change_email, name="change_email"),
    path("address/sent/", moving.new_email_letter_sent, name="new_email_letter_sent"),
    path("address/<str:token>/", moving.confirm_email, name="confirm_email"),
    path("password/", views.change_password, name="account_change_password"),
    path("forgotten/", views.ask_for_letter, name="account_reset_password"),
    path("forgotten/sent/", views.letter_sent, name="account_reset_password_done"),
    path("forgotten/done/", views.password_is_set, name="account_reset_password_from_key_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.set_password_by_letter,
        name="account_reset_password_from_key",
    ),
    path("second-step/", views.show_second_steps, name="mfa_index"),
    path("second-step/code/", views.give_code, name="mfa_authenticate"),
    path("second-step/again/", views.give_code_again, name="mfa_reauthenticate"),
    path("second-step/app/", views.set_up_app, name="mfa_activate_totp"),
    path("second-step/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", views.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/recovery-codes/new/", views.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", views.list_passkeys, name="mfa_list_webauthn"),
    path("passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/sign-in/", views.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("passkeys/again/", views.give_passkey_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]
