"""Django's PostgreSQL backend with a health check that costs no round trip.

Connections persist, and each request first asks whether its own still lives. Django asks the server (`SELECT 1`); but a
server that ended the connection has closed its side, which the socket tells at once: there is something to read on a
connection that waits for nothing. Only then is the server asked. A server that vanished without a word would leave
either question unanswered.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if waiting.poll(0) else True
