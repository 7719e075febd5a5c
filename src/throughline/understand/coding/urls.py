from throughline.core.routes import route
from throughline.understand.coding.access import CODERS, READERS
from throughline.understand.coding.views import agreeing, codebooks, exchange, suggestions, words

_CODING = "programmes/<slug:programme>/coding"
_BOOK = _CODING + "/codebook"
_CODE = _BOOK + "/<ref:code>"

urlpatterns = [
    route(_CODING, words.overview, name="coding", access=READERS),
    route(_CODING + "/next", words.following, name="coding-next", access=CODERS),
    route(_CODING + "/words/<ref:contribution>", words.words, name="coding-words", access=CODERS),
    route(_CODING + "/suggestions", suggestions.suggestions, name="coding-suggestions", access=CODERS),
    route(_CODING + "/suggestions/ask", suggestions.ask, name="coding-suggestions-ask", access=CODERS),
    route(_CODING + "/agreement", agreeing.agreement, name="coding-agreement", access=READERS),
    route(_CODING + "/progress", agreeing.progress, name="coding-progress", access=READERS),
    route(_CODING + "/matrix", agreeing.matrix, name="coding-matrix", access=READERS),
    route(_CODING + "/figures", agreeing.ask, name="coding-figures-ask", access=CODERS),
    route(_CODING + "/disagreements", agreeing.disagreements, name="coding-disagreements", access=CODERS),
    route(_CODING + "/disagreements/<ref:contribution>", agreeing.settle, name="coding-settle", access=CODERS),
    route(_CODING + "/take-out", exchange.take_out, name="coding-take-out", access=READERS),
    route(_CODING + "/bring-in", exchange.bring_in, name="coding-bring-in", access=CODERS),
    route(_CODING + "/memos", words.memos, name="memos", access=CODERS),
    route(_BOOK, codebooks.codebook, name="codebook", access=READERS),
    route(_BOOK + "/start", codebooks.start, name="codebook-start", access=CODERS),
    route(_BOOK + "/new", codebooks.new, name="code-new", access=CODERS),
    route(_CODE, codebooks.code, name="code", access=READERS),
    route(_CODE + "/change", codebooks.change, name="code-change", access=CODERS),
    route(_CODE + "/use", codebooks.use, name="code-use", access=CODERS),
]
