"""History, and a workbook on its way in. How a row reads: see the package."""

#                                                                     ano nob exp fin ogo oth boa cou acc adm
ROWS = """
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
GET  ledger:intake                    -                                  302 403 403 200 404 404 404 404 404 404
POST ledger:intake                    -                                  302 403 403 422 404 404 404 404 404 404
GET  ledger:intake_current            -                                  302 403 403 200 404 404 404 404 404 404
POST ledger:intake_current            -                                  302 403 403 405 405 405 405 405 405 405
GET  ledger:intake_empty              -                                  302 403 403 200 404 404 404 404 404 404
POST ledger:intake_empty              -                                  302 403 403 405 405 405 405 405 405 405
GET  ledger:intake_show               token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_show               token                              302 403 403 405 405 405 405 405 405 405
GET  ledger:intake_show               workbook                           302 403 403 200 404 404 404 404 404 404
GET  ledger:intake_state              token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_state              token                              302 403 403 405 405 405 405 405 405 405
GET  ledger:intake_state              workbook                           302 403 403 200 404 404 404 404 404 404
GET  ledger:intake_take_over          token                              302 403 403 405 405 405 405 405 405 405
POST ledger:intake_take_over          token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_take_over          workbook                           302 403 403 422 404 404 404 404 404 404
GET  ledger:intake_discard            token                              302 403 403 405 405 405 405 405 405 405
POST ledger:intake_discard            token                              302 403 403 404 404 404 404 404 404 404
POST ledger:intake_discard            workbook                           302 403 403 302 404 404 404 404 404 404
"""
