"""Lists of mutaties, verdeelsleutels, reserves, investeringen and risico's. How a row reads: see the package."""

#                                                                     ano nob exp fin ogo oth boa cou acc adm
ROWS = """
GET  ledger:mutations                 2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:mutations                 1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:mutations                 2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:mutations_csv             2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:mutations_csv             1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:mutations_csv             2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:mutations_xlsx            2030                               302 403 403 200 200 200 200 200 200 200
POST ledger:mutations_xlsx            2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:mutation                  2030,@open                         302 403 403 200 200 200 200 200 200 200
GET  ledger:mutation                  2030,@aangeboden                   302 403 403 200 200 200 200 200 200 200
GET  ledger:mutation                  2030,@eigen                        302 403 403 200 200 404 200 404 200 200
GET  ledger:mutation                  2030,@samen                        302 403 403 200 200 200 200 404 200 200
GET  ledger:mutation                  2030,@geheim-uithoorn              302 403 403 200 404 200 200 404 200 200
GET  ledger:mutation                  2030,@allen                        302 403 403 200 404 404 200 404 200 200
GET  ledger:mutation                  2030,unknown                       302 403 403 404 404 404 404 404 404 404
GET  ledger:mutation                  1999,@open                         302 403 403 404 404 404 404 404 404 404
POST ledger:mutation                  2030,@open                         302 403 403 405 405 405 405 405 405 405
GET  ledger:keys                      2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:keys                      1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:keys                      2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:key_versions              2030                               302 403 403 200 404 404 404 404 404 404
GET  ledger:key_versions              1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:key_versions              2030                               302 403 403 405 405 405 405 405 405 405
GET  ledger:key_new                   2030                               302 403 403 200 404 404 404 404 404 404
POST ledger:key_new                   2030                               302 403 403 422 404 404 404 404 404 404
GET  ledger:key_pool                  2030,burger                        302 403 403 200 404 404 404 404 404 404
POST ledger:key_pool                  2030,burger                        302 403 403 422 404 404 404 404 404 404
GET  ledger:key_pool                  2030,onzin                         302 403 403 404 404 404 404 404 404 404
GET  ledger:risks                     2030                               302 403 403 200 200 200 200 200 200 200
GET  ledger:risks                     1999                               302 403 403 404 404 404 404 404 404 404
POST ledger:risks                     2030                               302 403 403 405 405 405 405 405 405 405
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
GET  ledger:investments               1999,2                             302 403 403 404 404 404 404 404 404 404
GET  ledger:investment_edit           2030,2,@investment                 302 403 403 200 404 404 404 404 404 404
POST ledger:investment_edit           2030,2,@investment                 302 403 403 422 404 404 404 404 404 404
GET  ledger:investment_edit           2030,1,@investment                 302 403 403 404 404 404 404 404 404 404
GET  ledger:investment_delete         2030,2,@investment                 302 403 403 200 404 404 404 404 404 404
POST ledger:investment_delete         2030,2,@investment                 302 403 403 422 404 404 404 404 404 404
"""
