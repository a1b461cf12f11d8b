"""Zienswijzen, exemptions and the calendar. How a row reads: see the package."""

#                                                                     ano nob exp fin ogo oth boa cou acc adm
ROWS = """
GET  reports:consultations            2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:consultations            1999                               302 403 403 404 404 404 404 404 404 404
POST reports:consultations            2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:consultation             2030,kadernota                     302 403 403 200 200 200 200 200 200 200
GET  reports:consultation             2030,bericht                       302 403 403 404 404 404 404 404 404 404
POST reports:consultation             2030,kadernota                     302 403 403 405 405 405 405 405 405 405
GET  reports:consultation_step        2030,kadernota,diemen,antwoord     302 403 403 200 404 404 404 404 404 404
POST reports:consultation_step        2030,kadernota,diemen,antwoord     302 403 403 422 404 404 404 404 404 404
GET  reports:consultation_step        2030,kadernota,diemen,reactie      302 403 403 200 404 404 200 404 404 404
POST reports:consultation_step        2030,kadernota,diemen,reactie      302 403 403 422 404 404 422 404 404 404
GET  reports:consultation_step        2030,kadernota,diemen,verzending   302 403 403 200 404 404 404 404 404 404
POST reports:consultation_step        2030,kadernota,diemen,verzending   302 403 403 422 404 404 404 404 404 404
GET  reports:consultation_file        2030,kadernota,@file               302 403 403 200 404 200 200 404 200 200
POST reports:consultation_file        2030,kadernota,@file               302 403 403 405 405 405 405 405 405 405
GET  reports:consultation_file        2030,bericht,@file                 302 403 403 404 404 404 404 404 404 404
GET  reports:consultation_reply       2030,kadernota                     302 403 403 200 200 200 200 200 200 200
POST reports:consultation_reply       2030,kadernota                     302 403 403 405 405 405 405 405 405 405
GET  reports:consultation_reply_file  2030,kadernota                     302 403 403 200 200 200 200 200 200 200
POST reports:consultation_reply_file  2030,kadernota                     302 403 403 405 405 405 405 405 405 405
GET  reports:exemptions               2030                               302 403 403 200 404 404 200 404 200 200
POST reports:exemptions               2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:exemption_new            2030                               302 403 403 200 404 404 404 404 404 404
POST reports:exemption_new            2030                               302 403 403 422 404 404 404 404 404 404
GET  reports:exemption_edit           2030,onzin                         302 403 403 404 404 404 404 404 404 404
POST reports:exemption_edit           2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  reports:exemption_edit           2030,klein                         302 403 403 200 404 404 404 404 404 404
POST reports:exemption_edit           2030,klein                         302 403 403 422 404 404 404 404 404 404
GET  reports:calendar                 2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:calendar                 1999                               302 403 403 404 404 404 404 404 404 404
POST reports:calendar                 2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:calendar_feed            2030                               302 403 403 200 200 200 200 200 200 200
POST reports:calendar_feed            2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:calendar_address         -                                  302 403 403 200 200 200 200 200 200 200
POST reports:calendar_address         -                                  302 403 403 405 405 405 405 405 405 405
GET  reports:calendar_address_make    -                                  302 403 403 405 405 405 405 405 405 405
POST reports:calendar_address_make    -                                  302 403 403 200 200 200 200 200 200 200
GET  reports:calendar_address_end     -                                  302 403 403 405 405 405 405 405 405 405
POST reports:calendar_address_end     -                                  302 403 403 302 302 302 302 302 302 302
GET  reports:calendar_own             geen-sleutel                       404 404 404 404 404 404 404 404 404 404
POST reports:calendar_own             geen-sleutel                       405 405 405 405 405 405 405 405 405 405
"""
