from tests.language.drafting.conftest import server  # noqa: F401  (the endpoint that checks the protocol)
