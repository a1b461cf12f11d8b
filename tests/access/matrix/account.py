"""The own account, the users, and what waits for somebody. How a row reads: see the package."""

#                                                                     ano nob exp fin ogo oth boa cou acc adm
ROWS = """
GET  login                            -                                  200 302 302 302 302 302 302 302 302 302
POST login                            -                                  422 302 302 302 302 302 302 302 302 302
GET  logout                           -                                  302 405 405 405 405 405 405 405 405 405
POST logout                           -                                  302 302 302 302 302 302 302 302 302 302
GET  password_change                  -                                  302 200 200 200 200 200 200 200 200 200
POST password_change                  -                                  302 422 422 422 422 422 422 422 422 422
GET  accessibility                    -                                  200 200 200 200 200 200 200 200 200 200
POST accessibility                    -                                  405 405 405 405 405 405 405 405 405 405
GET  ledger:users                     -                                  302 403 403 403 403 403 403 403 403 200
POST ledger:users                     -                                  302 403 403 403 403 403 403 403 403 405
GET  ledger:user_new                  -                                  302 403 403 403 403 403 403 403 403 200
POST ledger:user_new                  -                                  302 403 403 403 403 403 403 403 403 422
GET  ledger:user                      @user                              302 403 403 403 403 403 403 403 403 200
GET  ledger:user                      unknown                            302 403 403 403 403 403 403 403 403 404
POST ledger:user                      @user                              302 403 403 403 403 403 403 403 403 422
GET  ledger:user_password             @user                              302 403 403 403 403 403 403 403 403 200
POST ledger:user_password             @user                              302 403 403 403 403 403 403 403 403 422
POST ledger:user_password             unknown                            302 403 403 403 403 403 403 403 403 404
GET  ledger:user_active               @user                              302 403 403 403 403 403 403 403 403 405
POST ledger:user_active               @user                              302 403 403 403 403 403 403 403 403 302
POST ledger:user_active               unknown                            302 403 403 403 403 403 403 403 403 404
GET  ledger:grant_end                 @expired,@grant                    302 403 403 403 403 403 403 403 403 405
POST ledger:grant_end                 @expired,@grant                    302 403 403 403 403 403 403 403 403 302
POST ledger:grant_end                 @user,@grant                       302 403 403 403 403 403 403 403 403 404
GET  ledger:waiting                   -                                  302 403 403 200 200 200 200 200 200 200
POST ledger:waiting                   -                                  302 403 403 405 405 405 405 405 405 405
GET  ledger:notices                   -                                  302 403 403 200 200 200 200 200 200 200
POST ledger:notices                   -                                  302 403 403 422 422 422 422 422 422 422
"""
