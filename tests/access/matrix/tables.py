"""The start page, the tables, comparing, and the aansluitcontrole. How a row reads: see the package."""

#                                                                     ano nob exp fin ogo oth boa cou acc adm
ROWS = """
GET  reports:home                     -                                  302 403 403 302 302 302 302 302 302 302
POST reports:home                     -                                  302 403 403 405 405 405 405 405 405 405
GET  reports:start                    2030                               302 403 403 200 200 200 200 200 200 200
GET  reports:start                    1999                               302 403 403 404 404 404 404 404 404 404
POST reports:start                    2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:tables                   2030                               302 403 403 200 200 200 200 200 200 200
POST reports:tables                   2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:table                    2030,bijdragen                     302 403 403 200 200 200 200 200 200 200
GET  reports:table                    2030,onzin                         302 403 403 404 404 404 404 404 404 404
POST reports:table                    2030,bijdragen                     302 403 403 405 405 405 405 405 405 405
GET  reports:origin                   2030,bijdragen                     302 403 403 404 404 404 404 404 404 404
POST reports:origin                   2030,bijdragen                     302 403 403 405 405 405 405 405 405 405
GET  reports:download                 2030,bijdragen,xlsx                302 403 403 200 200 200 200 200 200 200
GET  reports:download                 2030,bijdragen,exe                 302 403 403 404 404 404 404 404 404 404
POST reports:download                 2030,bijdragen,xlsx                302 403 403 405 405 405 405 405 405 405
GET  reports:compare                  2030                               302 403 403 200 200 200 200 200 200 200
POST reports:compare                  2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:compare_file             2030,xlsx                          302 403 403 200 200 200 200 200 200 200
POST reports:compare_file             2030,xlsx                          302 403 403 405 405 405 405 405 405 405
GET  reports:tie_out                  2030                               302 403 403 200 404 404 200 404 200 200
POST reports:tie_out                  2030                               302 403 403 405 405 405 405 405 405 405
GET  reports:tie_out_file             2030,json                          302 403 403 200 404 404 200 404 200 200
GET  reports:tie_out_file             2030,xlsx                          302 403 403 200 404 404 200 404 200 200
GET  reports:tie_out_file             2030,exe                           302 403 403 404 404 404 404 404 404 404
POST reports:tie_out_file             2030,json                          302 403 403 405 405 405 405 405 405 405
"""
