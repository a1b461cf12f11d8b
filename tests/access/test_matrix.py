"""Every address of the project x every role = the status that is expected. A new address must be added here."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ledger.enums import Role
from ledger.models import Amendment
from tests.access.world import YEAR, Secretive

ROLES = ("anonymous", "nobody", "expired", "finance", "ogon", "other", "board", "council", "account", "admin")
_ROLE_OF_COLUMN = {
    "finance": Role.FINANCE, "ogon": Role.OGON_MEMBER, "other": Role.OGON_MEMBER, "board": Role.BOARD,
    "council": Role.COUNCIL_READER, "account": Role.ACCOUNTANT, "admin": Role.ADMINISTRATOR,
}  # fmt: skip

# GET opens the page; POST sends its form empty, so 422 (or a redirect) means: allowed, but not like this.
# An entry form without a button pressed is worked out and shown again: 200.
# `ogon` is the OGON member of Diemen, `other` the one of Uithoorn, `council` a reader of Diemen.
# anonymous: asked to log in. nobody has no role, expired had one. 404 is: does not exist for you.
#                                                                     ano nob exp fin ogo oth boa cou acc adm
MATRIX = """
GET  login                            -                                  200 302 302 302 302 302 302 302 302 302
POST login                            -                                  422 302 302 302 302 302 302 302 302 302
GET  logout                           -                                  302 405 405 405 405 405 405 405 405 405
POST logout                           -                                  302 302 302 302 302 302 302 302 302 302
GET  password_change                  -                                  302 200 200 200 200 200 200 200 200 200
POST password_change                  -                                  302 422 422 422 422 422 422 422 422 422
GET  accessibility                    -                                  200 200 200 200 200 200 200 200 200 200
GET  ledger:users                     -                                  302 403 403 403 403 403 403 403 403 200
POST ledger:users                     -                                  302 403 403 403 403 403 403 403 403 405
GET  ledger:user_new                  -                                  302 403 403 403 403 403 403 403 403 200
POST ledger:user_new                  -                                  302 403 403 403 403 403 403 403 403 422
GET  ledger:user                      @user                              302 403 403 403 403 403 403 403 403 200
GET  ledger:user                      unknown                            302 403 403 403 403 403 403 403 403 404
POST ledger:user                      @user                              302 403 403 403 403 403 403 403 403 422
GET  ledger:user_password             @user                              302 403 403 403 403 403 403 403 403 200
POST ledger:user_password             @user                              302 403 403 403 403 403 403 403 403 422
GET  ledger:user_active               @user                              302 403 403 403 403 403 403 403 403 405
POST ledger:user_active               @user                              302 403 403 403 403 403 403 403 403 302
GET  ledger:grant_end                 @expired,@grant                    302 403 403 403 403 403 403 403 403 405
POST ledger:grant_end                 @expired,@grant                    302 403 403 403 403 403 403 403 403 302
POST ledger:grant_end                 @user,@grant                       302 403 403 403 403 403 403 403 403 404
GET  ledger:amendments                2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:amendments                1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:amendments                2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:amendment_new             2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:amendment_new             2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:year_new                  -                                  302 403 403 200 404 404 404 404 404 404
POST ledger:year_new                  -                                  302 403 403 422 404 404 404 404 404 404
GET  ledger:amendment                 2030,0                             302 403 403 200 200 200 200 200 200 200
GET  ledger:amendment                 2030,1                             302 403 403 200 200 200 200 200 200 200
GET  ledger:amendment                 2030,2                             302 403 403 200 404 404 200 404 200 200
GET  ledger:amendment                 2030,9                             302 403 403 404 404 404 404 404 404 404
POST ledger:amendment                 2030,2                             302 403 403 405 405 405 405 405 405 405
GET  ledger:amendment_history         2030,1                             302 403 403 200 200 200 200 200 200 200
GET  ledger:amendment_history         2030,2                             302 403 403 200 404 404 200 404 200 200
POST ledger:amendment_history         2030,2                             302 403 403 405 405 405 405 405 405 405
GET  ledger:amendment_step            2030,1,vaststellen                 302 403 403 200 404 404 200 404 200 200
POST ledger:amendment_step            2030,1,vaststellen                 302 403 403 422 404 404 422 404 422 422
GET  ledger:amendment_step            2030,2,aanbieden                   302 403 403 200 404 404 200 404 200 200
POST ledger:amendment_step            2030,2,aanbieden                   302 403 403 422 404 404 422 404 422 422
POST ledger:amendment_step            2030,2,intrekken                   302 403 403 422 404 404 422 404 422 422
GET  ledger:approvals                 2030                               302 403 403 200 404 404 404 404 404 404
GET  ledger:approve                   2030,@eigen                        302 403 403 405 405 405 405 405 405 405
POST ledger:approve                   2030,@eigen                        302 403 403 302 404 404 404 404 404 404
POST ledger:approve                   2030,@open                         302 403 403 302 404 404 404 404 404 404
GET  ledger:reverse                   2030,@open                         302 403 403 200 404 404 404 404 404 404
POST ledger:reverse                   2030,@open                         302 403 403 422 404 404 404 404 404 404
GET  ledger:reverse                   2030,@geheim-uithoorn              302 403 403 200 404 404 404 404 404 404
GET  ledger:entry_grid                2030,2,burger                      302 403 403 200 404 404 403 404 403 403
POST ledger:entry_grid                2030,2,burger                      302 403 403 200 404 404 403 404 403 403
GET  ledger:entry_grid                2030,1,burger                      302 403 403 200 403 403 403 403 403 403
GET  ledger:entry_calculate           2030,2,burger                      302 403 403 405 405 405 405 405 405 405
POST ledger:entry_calculate           2030,2,burger                      302 403 403 200 404 404 403 404 403 403
POST ledger:entry_undo                2030,2,burger                      302 403 403 302 404 404 403 404 403 403
GET  ledger:entry_new                 2030,2                             302 403 403 200 404 404 403 404 403 403
POST ledger:entry_new                 2030,2                             302 403 403 200 404 404 403 404 403 403
POST ledger:entry_full_calculate      2030,2                             302 403 403 200 404 404 403 404 403 403
GET  ledger:entry_edit                2030,@eigen                        302 403 403 200 404 404 403 404 403 403
GET  ledger:entry_edit                2030,@geheim-uithoorn              302 403 403 200 404 404 403 404 403 403
POST ledger:entry_edit                2030,@eigen                        302 403 403 200 404 404 403 404 403 403
GET  ledger:entry_edit                2030,@open                         302 403 403 200 403 403 403 403 403 403
GET  ledger:entry_delete              2030,@eigen                        302 403 403 200 404 404 403 404 403 403
POST ledger:entry_delete              2030,@eigen                        302 403 403 422 404 404 403 404 403 403
GET  ledger:entry_shift               2030,2                             302 403 403 200 404 404 403 404 403 403
POST ledger:entry_shift               2030,2                             302 403 403 200 404 404 403 404 403 403
POST ledger:entry_shift_calculate     2030,2                             302 403 403 200 404 404 403 404 403 403
GET  ledger:mutations                 2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:mutations                 1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:mutations                 2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:mutations_csv             2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:mutations_csv             1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:mutations_xlsx            2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:mutation                  2030,@open                         302 403 403 200 200 200 200 200 200 200
GET  ledger:mutation                  2030,@aangeboden                   302 403 403 200 200 200 200 200 200 200
GET  ledger:mutation                  2030,@eigen                        302 403 403 200 200 404 200 404 200 200
GET  ledger:mutation                  2030,@samen                        302 403 403 200 200 200 200 404 200 200
GET  ledger:mutation                  2030,@geheim-uithoorn              302 403 403 200 404 200 200 404 200 200
GET  ledger:mutation                  2030,@allen                        302 403 403 200 404 404 200 404 200 200
GET  ledger:mutation                  2030,unknown                       302 403 403 404 404 404 404 404 404 404
GET  ledger:mutation                  1999,@open                         302 403 403 404 404 404 404 404 404 404
POST ledger:mutation                  2030,@open                         302 403 403 405 405 405 405 405 405 405
GET  ledger:orders                    2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:orders                    1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:orders_csv                2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:orders_xlsx               2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:order                     2030,@order_401                    302 403 403 200 200 200 200 200 200 200
GET  ledger:order                     2030,@order_501                    302 403 403 200 200 404 200 404 200 200
GET  ledger:order                     2030,@order_geheim-502             302 403 403 200 404 200 200 404 200 200
GET  ledger:order                     2030,unknown                       302 403 403 404 404 404 404 404 404 404
POST ledger:order                     2030,@order_401                    302 403 403 405 405 405 405 405 405 405
GET  ledger:order_request             2030                               302 403 403 200 200 200 404 404 404 404
GET  ledger:order_request             1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:order_request             2030                               302 403 403 422 422 422 404 404 404 404
GET  ledger:order                     2030,@order_geheim-quoted          302 403 403 200 404 200 200 404 200 200
GET  ledger:order_edit                2030,@order_501                    302 403 403 200 200 404 404 404 404 404
GET  ledger:order_edit                2030,@order_geheim-502             302 403 403 200 404 200 404 404 404 404
GET  ledger:order_edit                2030,@order_geheim-agreed          302 403 403 200 404 404 404 404 404 404
GET  ledger:order_edit                2030,@order_geheim-completed       302 403 403 404 404 404 404 404 404 404
GET  ledger:order_edit                1999,@order_501                    302 403 403 404 404 404 404 404 404 404
POST ledger:order_edit                2030,@order_501                    302 403 403 422 422 404 404 404 404 404
GET  ledger:order_step                2030,@order_501,offerte            302 403 403 200 404 404 404 404 404 404
GET  ledger:order_step                2030,@order_501,afronden           302 403 403 302 404 404 404 404 404 404
GET  ledger:order_step                2030,@order_501,onzin              302 403 403 404 404 404 404 404 404 404
POST ledger:order_step                2030,@order_501,offerte            302 403 403 422 404 404 404 404 404 404
GET  ledger:order_attach              2030,@order_501                    302 403 403 200 200 404 404 404 404 404
GET  ledger:order_attach              2030,@order_401                    302 403 403 200 404 200 404 404 404 404
POST ledger:order_attach              2030,@order_501                    302 403 403 422 422 404 404 404 404 404
GET  ledger:order_document            2030,@order_401,@document          302 403 403 200 404 200 200 404 200 200
GET  ledger:order_document            2030,@order_501,@document          302 403 403 404 404 404 404 404 404 404
GET  ledger:order_document            1999,@order_401,@document          302 403 403 404 404 404 404 404 404 404
POST ledger:order_document            2030,@order_401,@document          302 403 403 405 405 405 405 405 405 405
GET  ledger:order_contacts            2030,@order_501                    302 403 403 200 200 404 404 404 404 404
GET  ledger:order_contacts            2030,@order_401                    302 403 403 200 404 200 404 404 404 404
POST ledger:order_contacts            2030,@order_501                    302 403 403 422 422 404 404 404 404 404
GET  ledger:agreements                2030                               302 403 403 200 200 200 200 404 200 200
GET  ledger:agreements                1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:agreement_new             2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:agreement_new             2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:agreement_edit            2030,geheim-dvo                    302 403 403 200 404 404 404 404 404 404
GET  ledger:agreement_edit            2030,onzin                         302 403 403 404 404 404 404 404 404 404
POST ledger:agreement_edit            2030,geheim-dvo                    302 403 403 422 404 404 404 404 404 404
GET  ledger:take_up                   2030                               302 403 403 200 404 404 404 404 404 404
GET  ledger:take_up                   1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:take_up                   2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:structural                2030                               302 403 403 200 404 404 404 404 404 404
GET  ledger:structural                1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:structural                2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:late                      2030                               302 403 403 200 404 404 200 404 200 200
GET  ledger:late                      1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:late                      2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:late_csv                  2030                               302 403 403 200 404 404 200 404 200 200
GET  ledger:late_xlsx                 2030                               302 403 403 200 404 404 200 404 200 200
GET  ledger:late_closing              2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:late_closing              2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:late_new                  2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:late_new                  2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:late_edit                 2030,traject                       302 403 403 200 404 404 404 404 404 404
POST ledger:late_edit                 2030,traject                       302 403 403 422 404 404 404 404 404 404
GET  ledger:late_edit                 2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  ledger:late_delete               2030,traject                       302 403 403 200 404 404 404 404 404 404
POST ledger:late_delete               2030,traject                       302 403 403 422 404 404 404 404 404 404
GET  ledger:late_order                2030,unknown                       302 403 403 404 404 404 404 404 404 404
GET  ledger:late_order                2030,@order_501                    302 403 403 404 404 404 404 404 404 404
GET  ledger:keys                      2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:keys                      1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:key_versions              2030                               302 403 403 200 404 404 404 404 404 404
GET  ledger:key_versions              1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:key_new                   2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:key_new                   2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:key_pool                  2030,burger                        302 403 403 200 404 404 404 404 404 404
POST ledger:key_pool                  2030,burger                        302 403 403 422 404 404 404 404 404 404
GET  ledger:key_pool                  2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  ledger:history                   2030                               302 403 403 200 200 200 200 200 200 200
POST ledger:history                   2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:history                   1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:subject_history           2030,reserve,algemeen              302 403 403 200 200 200 200 200 200 200
GET  ledger:subject_history           2030,maatwerk,501                  302 403 403 200 200 404 200 404 200 200
GET  ledger:subject_history           2030,maatwerk,geheim-502           302 403 403 200 404 200 200 404 200 200
GET  ledger:subject_history           2030,mutatie,geheim-uithoorn       302 403 403 200 404 404 200 404 200 200
GET  ledger:subject_history           2030,wijziging,1                   302 403 403 200 200 200 200 200 200 200
GET  ledger:subject_history           2030,wijziging,2                   302 403 403 200 404 404 200 404 200 200
GET  ledger:subject_history           2030,verdeling,burger              302 403 403 200 404 404 200 404 200 200
GET  ledger:subject_history           2030,onzin,x                       302 403 403 404 404 404 404 404 404 404
POST ledger:subject_history           2030,reserve,algemeen              302 403 403 405 405 405 405 405 405 405
GET  ledger:risks                     2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:risks                     1999                               302 403 403 404 404 404 404 404 404 404
GET  ledger:reserves                  2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:reserves                  1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:reserves                  2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:reserve_new               2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:reserve_new               2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:reserve_edit              2030,algemeen                      302 403 403 200 404 404 404 404 404 404
POST ledger:reserve_edit              2030,algemeen                      302 403 403 422 404 404 404 404 404 404
GET  ledger:investments               2030,1                             302 403 403 200 200 200 200 200 200 200
GET  ledger:investments               2030,2                             302 403 403 200 404 404 200 404 200 200
POST ledger:investments               2030,2                             302 403 403 422 404 404 404 404 404 404
GET  ledger:investment_edit           2030,2,@investment                 302 403 403 200 404 404 404 404 404 404
POST ledger:investment_edit           2030,2,@investment                 302 403 403 422 404 404 404 404 404 404
GET  ledger:investment_delete         2030,2,@investment                 302 403 403 200 404 404 404 404 404 404
POST ledger:investment_delete         2030,2,@investment                 302 403 403 422 404 404 404 404 404 404
GET  ledger:ogon                      2030                               302 403 403 200 200 200 200 404 200 200
GET  ledger:ogon                      1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:ogon                      2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:ogon_order                2030,@order_501                    302 403 403 200 200 404 200 404 200 200
GET  ledger:ogon_order                2030,@order_geheim-502             302 403 403 200 404 200 200 404 200 200
GET  ledger:ogon_order                2030,unknown                       302 403 403 404 404 404 404 404 404 404
GET  ledger:ogon_order_file           2030,@order_501,json               302 403 403 200 200 404 200 404 200 200
POST ledger:ogon_order_decide         2030,@order_501                    302 403 403 404 422 404 404 404 404 404
POST ledger:ogon_order_ask            2030,@order_501                    302 403 403 404 422 404 404 404 404 404
POST ledger:ogon_order_answer         2030,@order_501,9                  302 403 403 404 404 404 404 404 404 404
GET  ledger:ogon_mutation             2030,@eigen                        302 403 403 200 200 404 200 404 200 200
GET  ledger:ogon_mutation             2030,@samen                        302 403 403 200 200 200 200 404 200 200
GET  ledger:ogon_mutation             2030,@geheim-uithoorn              302 403 403 200 404 200 200 404 200 200
GET  ledger:ogon_mutation             2030,@allen                        302 403 403 404 404 404 404 404 404 404
GET  ledger:ogon_mutation             1999,@eigen                        302 403 403 404 404 404 404 404 404 404
GET  ledger:ogon_mutation_file        2030,@eigen,csv                    302 403 403 200 200 404 200 404 200 200
GET  ledger:ogon_mutation_file        2030,@eigen,exe                    302 403 403 404 404 404 404 404 404 404
POST ledger:ogon_mutation_decide      2030,@eigen                        302 403 403 404 422 404 404 404 404 404
POST ledger:ogon_mutation_decide      2030,@geheim-uithoorn              302 403 403 404 404 422 404 404 404 404
POST ledger:ogon_mutation_ask         2030,@eigen                        302 403 403 404 422 404 404 404 404 404
POST ledger:ogon_mutation_answer      2030,@eigen,@q_own                 302 403 403 422 422 404 404 404 404 404
POST ledger:ogon_mutation_answer      2030,@samen,@q_other               302 403 403 404 404 404 404 404 404 404
GET  ledger:ogon_questions            2030,json                          302 403 403 200 200 200 200 404 200 200
GET  ledger:ogon_meetings             2030                               302 403 403 200 200 200 200 404 200 200
POST ledger:ogon_meetings             2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:ogon_meeting              2030,@held                         302 403 403 200 200 200 200 404 200 200
GET  ledger:ogon_meeting              2030,unknown                       302 403 403 404 404 404 404 404 404 404
POST ledger:ogon_meeting_hold         2030,@planned                      302 403 403 422 404 404 404 404 404 404
POST ledger:ogon_meeting_cancel       2030,@planned                      302 403 403 422 404 404 404 404 404 404
GET  reports:decision_list            2030,@held                         302 403 403 200 200 200 200 404 200 200
GET  reports:decision_list            2030,unknown                       302 403 403 404 404 404 404 404 404 404
GET  reports:documents                2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:documents                1999                               302 403 403 404 404 404 404 404 404 404
GET  reports:documents_new            2030                               302 403 403 200 404 404 404 404 404 404
POST reports:documents_new            2030                               302 403 403 422 404 404 404 404 404 404
GET  reports:document                 2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:document                 2030,bericht                       302 403 403 200 404 404 200 404 200 200
GET  reports:document                 2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  reports:document_changes         2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:document_changes         2030,bericht                       302 403 403 404 404 404 404 404 404 404
GET  reports:document_make            2030,bericht                       302 403 403 405 405 405 405 405 405 405
POST reports:document_make            2030,bericht                       302 403 403 404 404 404 404 404 404 404
GET  reports:document_step            2030,bericht,verzenden             302 403 403 200 404 404 404 404 404 404
POST reports:document_step            2030,kadernota,verzenden           302 403 403 422 404 404 404 404 404 404
GET  reports:document_job             token                              302 403 403 404 404 404 404 404 404 404
GET  reports:document_job_file        token                              302 403 403 404 404 404 404 404 404 404
GET  reports:document_check           -                                  302 403 403 200 200 200 200 200 200 200
POST reports:document_check           -                                  302 403 403 422 422 422 422 422 422 422
GET  reports:document_edit            2030,bericht                       302 403 403 200 404 404 404 404 404 404
POST reports:document_edit            2030,bericht                       302 403 403 422 404 404 404 404 404 404
GET  reports:document_details         2030,bericht                       302 403 403 200 404 404 404 404 404 404
POST reports:document_details         2030,bericht                       302 403 403 422 404 404 404 404 404 404
GET  reports:chapter_new              2030,bericht                       302 403 403 200 404 404 404 404 404 404
POST reports:chapter_new              2030,bericht                       302 403 403 422 404 404 404 404 404 404
GET  reports:chapter_edit             2030,bericht,inleiding             302 403 403 200 404 404 404 404 404 404
POST reports:chapter_edit             2030,bericht,inleiding             302 403 403 422 404 404 404 404 404 404
GET  reports:chapter_details          2030,bericht,inleiding             302 403 403 200 404 404 404 404 404 404
POST reports:chapter_details          2030,bericht,inleiding             302 403 403 422 404 404 404 404 404 404
GET  reports:chapter_remove           2030,bericht,inleiding             302 403 403 200 404 404 404 404 404 404
POST reports:chapter_remove           2030,bericht,inleiding             302 403 403 422 404 404 404 404 404 404
GET  reports:block_new                2030,bericht,inleiding,text        302 403 403 200 404 404 404 404 404 404
POST reports:block_new                2030,bericht,inleiding,text        302 403 403 422 404 404 404 404 404 404
GET  reports:block_edit               2030,bericht,inleiding,@block      302 403 403 200 404 404 404 404 404 404
POST reports:block_edit               2030,bericht,inleiding,@block      302 403 403 422 404 404 404 404 404 404
GET  reports:block_remove             2030,bericht,inleiding,@block      302 403 403 200 404 404 404 404 404 404
POST reports:block_remove             2030,bericht,inleiding,@block      302 403 403 422 404 404 404 404 404 404
GET  reports:document_edit            2030,kadernota                     302 403 403 200 404 404 404 404 404 404
GET  reports:chapter_edit             2030,bericht,onzin                 302 403 403 404 404 404 404 404 404 404
GET  reports:block_edit               2030,bericht,inleiding,unknown     302 403 403 404 404 404 404 404 404 404
GET  reports:block_edit               2030,kadernota,inleiding,@block    302 403 403 404 404 404 404 404 404 404
GET  reports:block_move               2030,bericht,inleiding,@block      302 403 403 405 405 405 405 405 405 405
POST reports:block_move               2030,bericht,inleiding,@block      302 403 403 422 404 404 404 404 404 404
GET  reports:block_comment            2030,bericht,inleiding,@block      302 403 403 405 405 405 405 405 405 405
POST reports:block_comment            2030,bericht,inleiding,@block      302 403 403 422 404 404 404 404 404 404
POST reports:document_preview         2030,bericht                       302 403 403 200 404 404 404 404 404 404
GET  reports:document_references      2030,bericht                       302 403 403 200 404 404 404 404 404 404
GET  reports:document_references_file 2030,bericht                       302 403 403 200 404 404 404 404 404 404
GET  reports:document_references_file 2030,kadernota                     302 403 403 200 404 404 404 404 404 404
GET  reports:consultations            2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:consultations            1999                               302 403 403 404 404 404 404 404 404 404
GET  reports:consultation             2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:consultation             2030,bericht                       302 403 403 404 404 404 404 404 404 404
GET  reports:consultation_step        2030,kadernota,diemen,antwoord     302 403 403 200 404 404 404 404 404 404
POST reports:consultation_step        2030,kadernota,diemen,antwoord     302 403 403 422 404 404 404 404 404 404
GET  reports:consultation_step        2030,kadernota,diemen,reactie      302 403 403 200 404 404 200 404 404 404
POST reports:consultation_step        2030,kadernota,diemen,reactie      302 403 403 422 404 404 422 404 404 404
GET  reports:consultation_file        2030,kadernota,@file               302 403 403 200 404 200 200 404 200 200
GET  reports:consultation_reply       2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:consultation_reply_file  2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:exemptions               2030                               302 403 403 200 404 404 200 404 200 200
GET  reports:exemption_new            2030                               302 403 403 200 404 404 404 404 404 404
POST reports:exemption_new            2030                               302 403 403 422 404 404 404 404 404 404
GET  reports:exemption_edit           2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  reports:calendar                 2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:calendar                 1999                               302 403 403 404 404 404 404 404 404 404
GET  reports:calendar_feed            2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:ogons                     -                                  302 403 403 200 404 404 404 404 404 200
POST ledger:ogons                     -                                  302 403 403 422 404 404 404 404 404 422
GET  ledger:ogon_seats                burgerzaken                        302 403 403 200 404 404 404 404 404 200
POST ledger:ogon_seats                burgerzaken                        302 403 403 422 404 404 404 404 404 422
GET  ledger:ogon_seats                onzin                              302 403 403 404 404 404 404 404 404 404
POST ledger:ogon_unseat               burgerzaken,@ogon_seat             302 403 403 302 404 404 404 404 404 302
GET  ledger:waiting                   -                                  302 403 403 200 200 200 200 200 200 200
GET  ledger:notices                   -                                  302 403 403 200 200 200 200 200 200 200
POST ledger:notices                   -                                  302 403 403 422 422 422 422 422 422 422
GET  reports:home                     -                                  302 403 403 302 302 302 302 302 302 302
GET  reports:start                    2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:start                    1999                               302 403 403 404 404 404 404 404 404 404
GET  reports:tables                   2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:table                    2030,bijdragen                     302 403 403 200 200 200 200 200 200 200
GET  reports:table                    2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  reports:origin                   2030,bijdragen                     302 403 403 404 404 404 404 404 404 404
GET  reports:download                 2030,bijdragen,xlsx                302 403 403 200 200 200 200 200 200 200
GET  reports:download                 2030,bijdragen,exe                 302 403 403 404 404 404 404 404 404 404
GET  reports:compare                  2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:compare_file             2030,xlsx                          302 403 403 200 200 200 200 200 200 200
GET  reports:tie_out                  2030                               302 403 403 200 404 404 200 404 200 200
GET  reports:tie_out_file             2030                               302 403 403 200 404 404 200 404 200 200
GET  ledger:intake                    -                                  302 403 403 200 404 404 404 404 404 404
POST ledger:intake                    -                                  302 403 403 422 404 404 404 404 404 404
GET  ledger:intake_current            -                                  302 403 403 200 404 404 404 404 404 404
GET  ledger:intake_empty              -                                  302 403 403 200 404 404 404 404 404 404
GET  ledger:intake_show               token                              302 403 403 404 404 404 404 404 404 404
GET  ledger:intake_state              token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_take_over          token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_discard            token                              302 403 403 404 404 404 404 404 404 404
"""

_TOKEN = UUID(int=0)
# What an address needs besides its name: after the colon the arguments, `@x` is the id of x in the test ledger.
_UNKNOWN = 999_999


def _rows() -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    for line in MATRIX.strip().splitlines():
        method, view, arguments, *statuses = line.split()
        yield method, view, arguments, tuple(int(status) for status in statuses)


def _views(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; one without a name is named by its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            assert isinstance(pattern, URLPattern)
            yield namespace + (pattern.name or str(pattern.pattern))


def address(view: str, arguments: str, ids: dict[str, int]) -> str:
    """Return the address of a row of the matrix."""
    if arguments == "-":
        return reverse(view)
    values: list[Any] = []
    for text in arguments.split(","):
        if text.startswith("@"):
            spaced = text.startswith(("@order", "@q", "@ogon"))
            values.append(ids[text[1:].replace("_", " ") if spaced else text[1:]])
        elif text == "token":
            values.append(_TOKEN)
        elif text == "unknown":
            values.append(_UNKNOWN)
        else:
            values.append(int(text) if text.isdecimal() else text)
    return reverse(view, args=values)


def statuses(secretive: Secretive, method: str, path: str) -> tuple[int, ...]:
    """Ask for a page as everybody; whatever it changes is taken back."""
    found = []
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.cookies["sessionid"] = secretive.sessions[role]
        with transaction.atomic():
            response = client.generic(method, path)
            found.append(response.status_code)
            if response.streaming:
                b"".join(response)  # an unread file would stay open
            transaction.set_rollback(True)
    return tuple(found)


def test_every_address_is_in_the_matrix():
    listed = {view for _, view, _, _ in _rows()}

    assert set(_views()) - listed == set()
    assert listed - set(_views()) == set()


def test_every_role_of_people_is_in_the_matrix():
    assert set(_ROLE_OF_COLUMN.values()) == set(Role) - {Role.TAKEOVER}


@pytest.mark.parametrize(("method", "view", "arguments", "expected"), list(_rows()), ids=str)
def test_the_matrix(secretive, method, view, arguments, expected):
    found = statuses(secretive, method, address(view, arguments, secretive.ids))

    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, expected, strict=True))


def test_who_has_no_role_reaches_nothing_but_their_own_account():
    open_to_all = {"login", "logout", "accessibility", "password_change"}
    for method, view, _, (_, nobody, expired, *_) in _rows():
        if view not in open_to_all:
            assert (nobody, expired) == (403, 403), (method, view)


def test_who_is_not_logged_in_reaches_nothing_but_the_log_in():
    for method, view, _, (anonymous, *_) in _rows():
        assert anonymous == 302 or view in {"login", "logout", "accessibility"}, (method, view)


_OWN_SETTINGS = {"login", "logout", "password_change", "ledger:notices"}
_BY_THE_OGON = ("ledger:ogon_order_", "ledger:ogon_mutation_", "ledger:order_")  # an OGON member writes there


def test_readers_write_nothing():
    """An accountant, a council reader and an OGON member get no form accepted, apart from what the OGON decides."""
    for method, view, _, (_, _, _, _, ogon, other, _, council, account, _) in _rows():
        if method == "POST" and view not in _OWN_SETTINGS | {"ledger:amendment_step", "reports:document_check"}:
            writing = set() if view.startswith(_BY_THE_OGON) else {ogon, other}
            assert writing | {council, account} <= {403, 404, 405}, view


def test_the_page_of_a_step_tells_a_reader_why_not_and_takes_none(secretive):
    client = Client()
    client.cookies["sessionid"] = secretive.sessions["account"]
    form = {"token": str(_TOKEN), "on": f"{YEAR}-06-01", "decision": "Besluit 1", "document": "x"}

    answer = client.post(f"/{YEAR}/wijzigingen/1/stap/vaststellen/", form)

    assert answer.status_code != 302
    assert Amendment.objects.get(budget_year=YEAR, number=1).status == "submitted"


def test_the_table_is_readable():
    """Columns under each other: the table is read by people."""
    lines = MATRIX.strip().splitlines()

    assert len({len(line) for line in lines}) == 1
    assert not re.search(r"\t", MATRIX)
