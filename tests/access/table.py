"""What each of the ten gets at each path: written from "Who sees what" of the product, not from the rules in the code.

`login`: sent to the log-in page. 404: not visible, or not there. 403: visible, and refused with a sentence. Any other: let
through to the page, to what it does, or to what was wrong with the (empty) form that is sent here.
"""

from dataclasses import dataclass, field

UNLISTED = {
    # open to everybody, and without anything about anybody
    "healthz",
    "readyz",
    "reminders:health",
    "reminders:reminder_unsubscribe",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
}


@dataclass(frozen=True)
class Row:
    """One request, and the answer that each of the ten gets."""

    method: str
    name: str
    args: tuple
    query: str
    expected: tuple
    data: dict = field(default_factory=dict)


def rows(text):
    """The rows of a table in text."""
    for line in text.strip().splitlines()[1:]:
        request, answers = line.split("|")
        method, name, keys, *query = request.split()
        args = () if keys == "-" else tuple(keys.split(","))
        yield Row(method, name, args, "".join(query), tuple(a if a == "login" else int(a) for a in answers.split()))


ROWS = list(
    rows("""
                                                                    |  anon seller other  mngr other leadr    hr admin formr deleg
GET  home -                                                         | login   200   200   200   200   200   200   200   200   200
GET  installation -                                                 | login   403   403   403   403   403   403   200   403   403
GET  styleguide -                                                   | login   200   200   200   200   200   200   200   200   200
POST theme -                                                        |   400   400   400   400   400   400   400   400   400   400
GET  people:me -                                                    | login   200   200   200   200   200   200   200   200   200
GET  people:me_record -                                             | login   200   200   200   200   200   200   200   200   200
GET  people:person_list -                                           | login   200   200   200   200   200   200   200   200   200
GET  people:person_detail person                                    | login   200   404   200   404   200   200   200   404   200
POST people:manager_change person                                   | login   422   404   422   404   422   422   422   404   422
POST people:role_give person                                        | login   422   404   422   404   422   422   422   404   422
POST people:role_end hr_person,hr_grant                             | login   404   404   404   404   404   403   302   404   404
POST people:delegation_begin manager                                | login   422   404   422   404   422   422   422   404   404
POST people:delegation_end manager,delegation                       | login   403   404   302   404   403   403   302   404   404
POST people:absence_note person                                     | login   422   404   422   404   403   403   422   404   422
POST people:absence_take_back person,absence                        | login   302   404   302   404   403   403   302   404   302
GET  people:holiday_list -                                          | login   403   403   403   403   403   403   200   403   403
POST people:holiday_list -                                          | login   403   403   403   403   403   403   422   403   403
POST people:holiday_remove holiday                                  | login   403   403   403   403   403   403   302   403   403
GET  metrics:setting_edit -                                         | login   403   403   403   403   403   403   200   403   403
POST metrics:setting_edit -                                         | login   403   403   403   403   403   403   422   403   403
POST people:demo_login -                                            |   404   404   404   404   404   404   404   404   404   404
GET  people:token_list -                                            | login   200   200   200   200   200   200   200   200   200
GET  people:token_make -                                            | login   200   200   200   200   200   200   200   200   200
POST people:token_make -                                            | login   422   422   422   422   422   422   422   422   422
POST people:token_revoke token                                      | login   302   404   404   404   404   404   302   404   404
GET  people:token_all -                                             | login   403   403   403   403   403   403   200   403   403
GET  api:docs -                                                     | login   200   200   200   200   200   200   200   200   200
GET  api:openapi -                                                  |   401   200   200   200   200   200   200   200   200   200
GET  api:people -                                                   |   401   401   401   401   401   401   401   401   401   401
GET  api:plans -                                                    |   401   401   401   401   401   401   401   401   401   401
GET  api:signals -                                                  |   401   401   401   401   401   401   401   401   401   401
GET  api:commitments -                                              |   401   401   401   401   401   401   401   401   401   401
GET  api:reviews -                                                  |   401   401   401   401   401   401   401   401   401   401
GET  api:plan plan                                                  |   401   401   401   401   401   401   401   401   401   401
GET  api:version plan,one                                           |   401   401   401   401   401   401   401   401   401   401
POST api:observations -                                             |   401   401   401   401   401   401   401   401   401   401
POST api:opportunities -                                            |   401   401   401   401   401   401   401   401   401   401
POST api:activities -                                               |   401   401   401   401   401   401   401   401   401   401
GET  reminders:inbox -                                              | login   200   200   200   200   200   200   200   200   200
POST reminders:inbox_read -                                         | login   302   302   302   302   302   302   302   302   302
GET  reminders:preference_edit -                                    | login   200   200   200   200   200   200   200   200   200
POST reminders:preference_edit -                                    | login   422   422   422   422   422   422   422   422   422
POST reminders:delivery_edit -                                      | login   422   422   422   422   422   422   422   422   422
POST reminders:chat_edit -                                          | login   422   422   422   422   422   422   422   422   422
POST reminders:chat_remove -                                        | login   302   302   302   302   302   302   302   302   302
POST reminders:chat_try -                                           | login   403   403   403   403   403   403   403   403   403
GET  reminders:mail_list -                                          | login   200   200   200   200   200   200   200   200   200
GET  reminders:mail_detail mail_name                                | login   404   404   404   404   404   404   404   404   404
POST reminders:reminder_read reminder                               | login   302   404   404   404   404   404   404   404   404
GET  reminders:unread -                                             | login   200   200   200   200   200   200   200   200   200
POST reminders:reminder_open reminder                               | login   302   404   404   404   404   404   404   404   404
GET  reminders:outbox -                                             | login   403   403   403   403   403   403   200   403   403
POST reminders:setting_edit -                                       | login   403   403   403   403   403   403   422   403   403
POST reminders:outbox_retry -                                       | login   403   403   403   403   403   403   302   403   403
POST reminders:outbox_drop -                                        | login   403   403   403   403   403   403   403   403   403
POST reminders:reminder_retry reminder                              | login   403   403   403   403   403   403   409   403   403
GET  plans:plan_list -                                              | login   200   200   200   200   200   200   200   200   200
GET  plans:plan_start -                                             | login   200   200   200   200   200   200   200   200   200
GET  plans:template_list -                                          | login   200   200   200   200   200   200   200   200   200
GET  plans:template_detail template                                 | login   200   200   200   200   200   200   200   200   200
GET  plans:template_detail template_draft                           | login   404   404   404   404   404   200   404   404   404
POST plans:template_first -                                         | login   403   403   403   403   403   403   403   403   403
GET  plans:template_make -                                          | login   403   403   403   403   403   200   403   403   403
POST plans:template_make -                                          | login   403   403   403   403   403   200   403   403   403
GET  plans:template_edit template                                   | login   403   403   403   403   403   200   403   403   403
POST plans:template_edit template_draft                             | login   404   404   404   404   404   200   404   404   404
GET  plans:template_goal_add template                               | login   403   403   403   403   403   200   403   403   403
GET  plans:template_goal_edit template,template_goal                | login   403   403   403   403   403   200   403   403   403
POST plans:template_goal_move template,template_goal                | login   403   403   403   403   403   302   403   403   403
POST plans:template_goal_remove template,template_goal              | login   403   403   403   403   403   409   403   403   403
GET  plans:template_rest template                                   | login   403   403   403   403   403   200   403   403   403
POST plans:template_publish template                                | login   403   403   403   403   403   302   403   403   403
POST plans:template_retire template                                 | login   403   403   403   403   403   302   403   403   403
POST plans:template_duplicate template_draft                        | login   404   404   404   404   404   302   404   404   404
GET  plans:plan_start - ?person={person}                            | login   200   404   200   404   404   404   404   404   200
GET  plans:commitment_list -                                        | login   200   200   200   200   200   200   200   200   200
GET  plans:commitment_detail commitment                             | login   200   404   200   404   404   404   404   404   200
POST plans:commitment_unkeep commitment                             | login   403   404   403   404   404   404   404   404   403
POST plans:commitment_explain commitment                            | login   403   404   403   404   404   404   404   404   403
POST plans:commitment_keep commitment                               | login   302   404   403   404   404   404   404   404   403
POST plans:commitment_reopen commitment                             | login   403   404   403   404   404   404   404   404   403
POST plans:commitment_miss commitment                               | login   302   404   302   404   404   404   404   404   302
POST plans:commitment_drop commitment                               | login   200   404   200   404   404   404   404   404   200
POST plans:commitment_date commitment                               | login   200   404   200   404   404   404   404   404   200
POST plans:commitment_grant commitment                              | login   403   404   403   404   404   404   404   404   403
POST plans:commitment_decline commitment                            | login   302   404   302   404   404   404   404   404   302
GET  plans:plan_detail plan                                         | login   200   404   200   404   302   302   404   404   200
GET  plans:plan_detail draft                                        | login   200   404   200   404   404   404   404   404   200
GET  plans:plan_rev plan                                            | login   204   404   204   404   404   404   404   404   204
GET  plans:plan_rev draft                                           | login   204   404   204   404   404   404   404   404   204
POST plans:plan_live draft                                          |   403   403   403   403   403   403   403   403   403   403
GET  plans:plan_history plan                                        | login   200   404   200   404   404   404   404   404   200
GET  plans:plan_history draft                                       | login   200   404   200   404   404   404   404   404   200
GET  plans:plan_print plan                                          | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_print draft                                         | login   200   404   200   404   404   404   404   404   200
GET  plans:goal_add draft                                           | login   200   404   200   404   404   404   404   404   200
POST plans:goal_add draft                                           | login   200   404   200   404   404   404   404   404   200
GET  plans:measure_add draft,draft_goal                             | login   200   404   200   404   404   404   404   404   200
GET  plans:goal_detail plan,goal                                    | login   200   404   200   404   404   404   404   404   200
GET  plans:goal_detail draft,draft_goal                             | login   404   404   404   404   404   404   404   404   404
GET  plans:progress_add plan,goal                                   | login   200   404   200   404   404   404   404   404   200
POST plans:progress_add plan,goal                                   | login   200   404   200   404   404   404   404   404   200
GET  plans:offer_add draft                                          | login   200   404   200   404   404   404   404   404   200
GET  plans:commitment_add plan                                      | login   200   404   200   404   404   404   404   404   200
POST plans:commitment_add plan                                      | login   200   404   200   404   404   404   404   404   200
GET  plans:portrait_write draft,topic                               | login   200   404   200   404   404   404   404   404   200
POST plans:portrait_write draft,topic                               | login   200   404   200   404   404   404   404   404   200
GET  plans:topic_add draft                                          | login   200   404   200   404   404   404   404   404   200
POST plans:topic_add draft                                          | login   200   404   200   404   404   404   404   404   200
GET  plans:plan_terms draft                                         | login   200   404   200   404   404   404   404   404   200
POST plans:plan_terms draft                                         | login   200   404   200   404   404   404   404   404   200
POST plans:item_duplicate draft,draft_goal                          | login   302   404   302   404   404   404   404   404   302
GET  plans:item_edit draft,draft_goal                               | login   200   404   200   404   404   404   404   404   200
POST plans:item_edit draft,draft_goal                               | login   200   404   200   404   404   404   404   404   200
POST plans:item_drop draft,draft_goal                               | login   200   404   200   404   404   404   404   404   200
POST plans:item_restore draft,draft_goal                            | login   302   404   302   404   404   404   404   404   302
POST plans:item_move draft,draft_goal                               | login   302   404   302   404   404   404   404   404   302
POST plans:item_agree draft,draft_goal                              | login   302   404   302   404   404   404   404   404   403
GET  plans:comment_add draft,draft_goal                             | login   200   404   200   404   404   404   404   404   200
POST plans:comment_add draft,draft_goal                             | login   200   404   200   404   404   404   404   404   200
POST plans:comment_settle draft,remark                              | login   302   404   302   404   404   404   404   404   302
GET  plans:comment_place draft,remark                               | login   302   404   302   404   404   404   404   404   302
GET  plans:comment_answer draft,remark                              | login   200   404   200   404   404   404   404   404   200
POST plans:comment_answer draft,remark                              | login   200   404   200   404   404   404   404   404   200
GET  plans:comment_edit draft,remark                                | login   403   404   200   404   404   404   404   404   403
POST plans:comment_edit draft,remark                                | login   403   404   200   404   404   404   404   404   403
POST plans:comment_reopen draft,remark                              | login   302   404   302   404   404   404   404   404   302
GET  plans:discussion draft                                         | login   200   404   200   404   404   404   404   404   200
GET  plans:discussion plan                                          | login   200   404   200   404   404   404   404   404   200
POST plans:plan_seen draft                                          | login   422   404   422   404   404   404   404   404   422
POST plans:plan_seen plan                                           | login   422   404   422   404   404   404   404   404   422
GET  plans:invitation_list draft                                    | login   200   404   200   404   404   404   404   404   200
GET  plans:invitation_list plan                                     | login   200   404   200   404   404   404   404   404   200
POST plans:invitation_list draft                                    | login   200   404   200   404   404   404   404   404   200
POST plans:invitation_end draft,invitation                          | login   302   404   302   404   404   404   404   404   302
GET  plans:plan_propose draft                                       | login   200   404   200   404   404   404   404   404   403
POST plans:plan_propose draft                                       | login   200   404   200   404   404   404   404   404   403
GET  plans:plan_sign plan                                           | login   302   404   302   404   404   404   404   404   302
POST plans:plan_sign plan                                           | login   302   404   302   404   404   404   404   404   302
POST plans:plan_counter plan                                        | login   403   404   403   404   404   404   404   404   403
POST plans:plan_withdraw plan                                       | login   403   404   403   404   404   404   404   404   403
POST plans:plan_amend plan                                          | login   200   404   200   404   404   404   404   404   200
POST plans:plan_give_up plan                                        | login   403   404   403   404   404   404   404   404   403
POST plans:plan_take_over plan                                      | login   403   404   403   404   404   404   404   404   403
POST plans:plan_close plan                                          | login   403   404   403   404   403   403   404   404   403
POST plans:plan_close draft                                         | login   200   404   200   404   404   404   404   404   200
GET  plans:version_list plan                                        | login   200   404   200   404   200   200   404   404   200
GET  plans:version_detail plan,one                                  | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_compare plan,one,one                                | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_detail handed                                       | login   200   404   200   404   302   302   404   302   200
GET  plans:plan_print handed                                        | login   200   404   200   404   200   200   404   200   200
GET  plans:plan_history handed                                      | login   200   404   200   404   404   404   404   404   200
GET  plans:version_list handed                                      | login   200   404   200   404   200   200   404   200   200
GET  plans:version_detail handed,one                                | login   200   404   200   404   200   200   404   200   200
GET  plans:version_detail handed,two                                | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_compare handed,one,two                              | login   200   404   200   404   200   200   404   404   200
GET  plans:text_compare handed                                      | login   200   404   200   404   200   200   404   200   200
GET  plans:text_compare handed ?old=v1&new=v2                       | login   200   404   200   404   200   200   404   422   200
GET  plans:text_compare plan                                        | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_pdf plan                                            | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_pdf draft                                           | login   200   404   200   404   404   404   404   404   200
GET  plans:version_pdf plan,one                                     | login   200   404   200   404   200   200   404   404   200
GET  plans:version_pdf handed,one                                   | login   200   404   200   404   200   200   404   200   200
GET  plans:version_pdf handed,two                                   | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_compare_pdf plan,one,one                            | login   200   404   200   404   200   200   404   404   200
GET  plans:plan_compare_pdf handed,one,two                          | login   200   404   200   404   200   200   404   404   200
GET  plans:text_compare_pdf handed ?old=v1&new=v2                   | login   200   404   200   404   200   200   404   404   200
POST plans:document_ask plan                                        | login   302   404   302   404   403   403   404   404   302
POST plans:document_ask draft                                       | login   302   404   302   404   404   404   404   404   302
GET  plans:binder -                                                 | login   200   200   200   200   200   200   200   200   200
POST plans:binder -                                                 | login   422   422   422   422   422   422   422   422   422
GET  plans:document_detail document                                 | login   404   404   200   404   404   404   404   404   404
GET  plans:document_progress document                               | login   404   404   200   404   404   404   404   404   404
POST plans:document_again document                                  | login   404   404   302   404   404   404   404   404   404
GET  plans:document_file document                                   | login   404   404   403   404   404   404   404   404   404
GET  plans:proposal_detail handed,handed_proposal                   | login   200   404   200   404   404   404   404   404   200
GET  plans:handover_detail handed                                   | login   200   404   200   404   404   404   404   404   200
GET  plans:handover_detail handing                                  | login   200   404   200   404   404   404   404   404   200
POST plans:handover_choose handing,left                             | login   403   404   403   404   404   404   404   404   403
GET  plans:plan_propose handing                                     | login   403   404   403   404   404   404   404   404   403
POST plans:plan_take_over handing                                   | login   403   404   403   404   404   404   404   404   403
GET  plans:plan_changes plan                                        | login   200   404   200   404   404   404   404   404   200
GET  plans:plan_changes draft                                       | login   200   404   200   404   404   404   404   404   200
GET  plans:strategy -                                               | login   200   200   200   200   200   200   200   200   200
GET  plans:priority_add -                                           | login   403   403   403   403   403   403   403   403   403
POST plans:priority_publish priority                                | login   403   403   403   403   403   403   403   403   403
POST plans:priority_acknowledge priority                            | login   302   302   302   302   302   302   302   302   302
GET  coaching:week -                                                | login   200   200   200   200   200   200   200   200   200
GET  coaching:slot_fill person,monday                               | login   404   404   200   404   404   404   404   404   200
POST coaching:slot_fill person,monday                               | login   404   404   200   404   404   404   404   404   200
GET  coaching:session_list -                                        | login   200   200   200   200   200   200   200   200   200
GET  coaching:log -                                                 | login   200   200   200   200   200   200   200   200   200
GET  coaching:log - ?rep={person}                                   | login   200   404   200   404   404   404   404   404   200
POST coaching:log - ?rep={person}                                   | login   200   404   200   404   404   404   404   404   200
GET  coaching:session_plan -                                        | login   200   200   200   200   200   200   200   200   200
GET  coaching:recognise person                                      | login   404   404   200   404   200   200   200   404   200
POST coaching:recognise person                                      | login   404   404   200   404   200   200   200   404   200
GET  coaching:session_detail session                                | login   200   404   200   404   404   404   404   404   200
GET  coaching:session_detail session_to_come                        | login   200   404   200   404   404   404   404   404   200
POST coaching:session_hold session_to_come                          | login   409   404   409   404   404   404   404   404   409
POST coaching:session_notes session                                 | login   422   404   422   404   404   404   404   404   422
POST coaching:session_promise session                               | login   422   404   422   404   404   404   404   404   422
POST coaching:session_move session_to_come                          | login   422   404   422   404   404   404   404   404   422
POST coaching:session_cancel session_to_come                        | login   422   404   422   404   404   404   404   404   422
POST coaching:session_note session                                  | login   302   404   302   404   404   404   404   404   302
GET  coaching:roadblock_raise -                                     | login   200   200   200   200   403   403   403   200   403
GET  coaching:roadblock_raise - ?rep={person}                       | login   200   404   200   404   404   404   404   404   200
POST coaching:roadblock_raise - ?rep={person}                       | login   200   404   200   404   404   404   404   404   200
GET  coaching:roadblock_raise - ?rep={person}&session={session}     | login   200   404   200   404   404   404   404   404   200
GET  coaching:roadblock_detail roadblock                            | login   200   404   200   404   404   404   404   404   200
POST coaching:roadblock_take roadblock                              | login   422   404   422   404   404   404   404   404   422
POST coaching:roadblock_put_off roadblock                           | login   422   404   422   404   404   404   404   404   422
POST coaching:roadblock_remove roadblock                            | login   302   404   302   404   404   404   404   404   302
POST coaching:roadblock_give_up roadblock                           | login   422   404   422   404   404   404   404   404   422
GET  coaching:signal_list -                                         | login   200   200   200   200   200   200   200   200   200
GET  coaching:signal_detail signal                                  | login   200   404   200   404   200   404   404   404   200
POST coaching:signal_seen signal                                    | login   302   404   302   404   403   404   404   404   302
POST coaching:signal_answer signal                                  | login   422   404   422   404   403   404   404   404   422
POST coaching:signal_close signal                                   | login   422   404   422   404   403   404   404   404   422
POST coaching:signal_reopen signal                                  | login   302   404   302   404   403   404   404   404   302
POST coaching:signal_later signal                                   | login   422   404   422   404   403   404   404   404   422
GET  coaching:signal_detail process_signal                          | login   200   404   200   404   200   404   404   404   200
POST coaching:signal_seen process_signal                            | login   302   404   302   404   403   404   404   404   302
GET  coaching:mute_list -                                           | login   200   200   200   200   200   200   200   200   200
POST coaching:mute_list -                                           | login   200   200   200   200   200   200   200   200   200
GET  coaching:mute_list - ?signal={signal}                          | login   200   404   200   404   404   404   404   404   200
POST coaching:mute_end mute                                         | login   302   404   302   404   404   404   404   404   302
GET  coaching:process_edit -                                        | login   403   403   403   403   403   403   200   403   403
POST coaching:process_edit -                                        | login   403   403   403   403   403   403   200   403   403
GET  coaching:recognise person ?signal={rose}                       | login   404   404   200   404   404   404   404   404   200
GET  coaching:recognise person ?signal={signal}                     | login   404   404   404   404   404   404   404   404   404
GET  reviews:review_list -                                          | login   200   200   200   200   200   200   200   200   200
GET  reviews:review_detail running_review                           | login   200   404   200   404   404   404   404   404   200
GET  reviews:review_detail finished_review                          | login   200   404   200   404   200   200   404   404   200
POST reviews:answer_save running_review                             | login   422   404   422   404   404   404   404   404   422
POST reviews:review_share running_review                            | login   302   404   403   404   404   404   404   404   403
POST reviews:review_take_over running_review                        | login   403   404   403   404   404   404   404   404   403
POST reviews:review_conclude running_review                         | login   422   404   422   404   404   404   404   404   422
POST reviews:review_acknowledge finished_review                     | login   403   404   403   404   403   403   404   404   403
POST reviews:review_refuse finished_review                          | login   422   404   422   404   200   200   404   404   422
POST reviews:review_reopen finished_review                          | login   422   404   422   404   200   200   404   404   422
GET  reviews:record_detail finished_review,one                      | login   200   404   200   404   200   200   404   404   200
GET  reviews:record_pdf finished_review,one                         | login   200   404   200   404   200   200   404   404   200
GET  reviews:hr -                                                   | login   404   404   404   404   404   200   404   404   404
GET  reviews:round_open -                                           | login   404   404   404   404   404   200   404   404   404
POST reviews:round_open -                                           | login   404   404   404   404   404   422   404   404   404
GET  reviews:round_detail round                                     | login   404   404   404   404   404   200   404   404   404
GET  reviews:export_list -                                          | login   404   404   200   200   200   200   404   404   404
GET  reviews:export_count -                                         | login   404   404   200   200   200   200   404   404   404
GET  reviews:export_detail export                                   | login   404   404   404   404   404   200   404   404   404
GET  reviews:export_progress export                                 | login   404   404   404   404   404   200   404   404   404
POST reviews:export_again export                                    | login   404   404   404   404   404   403   404   404   404
GET  metrics:metric_list -                                          | login   200   200   200   200   200   200   200   200   200
GET  metrics:drift_method -                                         | login   200   200   200   200   200   200   200   200   200
GET  metrics:import_list -                                          | login   403   403   200   200   200   403   200   403   200
GET  metrics:import_reading import                                  | login   404   404   403   404   404   404   403   404   404
POST metrics:import_reading import                                  | login   404   404   403   404   404   404   403   404   404
GET  metrics:import_progress import                                 | login   404   404   286   404   404   404   286   404   404
POST metrics:import_again import                                    | login   404   404   403   404   404   404   403   404   404
POST metrics:import_undo import                                     | login   404   404   302   404   404   404   302   404   404
GET  metrics:mapping_list -                                         | login   403   403   200   200   200   403   200   403   200
GET  metrics:mapping_edit mapping                                   | login   404   404   200   404   404   404   200   404   404
POST metrics:mapping_edit mapping                                   | login   404   404   422   404   404   404   422   404   404
POST metrics:derive_again -                                         | login   403   403   403   403   403   403   302   403   403
GET  metrics:definition_list -                                      | login   403   403   403   403   403   403   200   403   403
GET  metrics:definition_new -                                       | login   403   403   403   403   403   403   200   403   403
POST metrics:definition_new -                                       | login   403   403   403   403   403   403   422   403   403
GET  metrics:definition_edit metric                                 | login   403   403   403   403   403   403   200   403   403
POST metrics:definition_edit metric                                 | login   403   403   403   403   403   403   422   403   403
POST metrics:definition_retire metric                               | login   403   403   403   403   403   403   302   403   403
POST metrics:definition_bring_back metric                           | login   403   403   403   403   403   403   403   403   403
GET  metrics:value_type metric_key,person                           | login   200   404   200   404   403   404   404   404   200
POST metrics:value_type metric_key,person                           | login   422   404   422   404   403   404   404   404   422
GET  metrics:import_detail import                                   | login   404   404   200   404   404   404   200   404   404
POST metrics:import_confirm import                                  | login   404   404   403   404   404   404   403   404   404
POST metrics:import_discard import                                  | login   404   404   403   404   404   404   403   404   404
GET  metrics:import_refused import                                  | login   404   404   200   404   404   404   200   404   404
GET  metrics:metric_detail metric_key,person                        | login   200   404   200   404   200   404   404   404   200
GET  reviews:export_download export                                 | login   404   404   404   404   404   403   404   404   404
""")
)
