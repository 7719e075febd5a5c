"""Django's PostgreSQL backend, which asks the socket and not the server whether a connection still lives."""
