"""A chat endpoint on this machine that checks the protocol of each request and answers as a test tells it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

KEY = "test-key"
MODEL = "a-model"


class Server(ThreadingHTTPServer):
    """`answers`: what to send, one a request; `seen`: the requests' bodies; `wrong`: broken rules of the protocol."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.seen, self.wrong = [], [], []
        self.let_go = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw.decode())
        self.server.seen.append(body)
        form = body["response_format"]["json_schema"]
        held = {
            "path": self.path == "/v1/chat/completions",
            "key": self.headers["Authorization"] == f"Bearer {KEY}",
            "type": self.headers["Content-Type"] == "application/json",
            "model": body["model"] == MODEL,
            "temperature": body["temperature"] == 0,
            "stream": body["stream"] is False,
            "tools": "tools" not in body and "functions" not in body,
            "strict": body["response_format"]["type"] == "json_schema" and form["strict"] is True,
            "closed": form["schema"]["additionalProperties"] is False,
            "roles": [message["role"] for message in body["messages"]] == ["system", "user"],
            "data": list(json.loads(body["messages"][1]["content"])) == ["sources"],
        }
        self.server.wrong += [name for name, true in held.items() if not true]
        self.server.answers.pop(0)(self)

    def do_GET(self):
        self.server.wrong.append("GET")

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as one:
        thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield one
        one.let_go.set()
        one.shutdown()
        thread.join()
    assert one.wrong == []
