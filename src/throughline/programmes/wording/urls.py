from throughline.core.routes import route
from throughline.programmes.access import PLANNER, VISIBLE, member
from throughline.programmes.permissions import Duty
from throughline.programmes.wording import views

PUBLISHERS = member(*Duty.PUBLISH.roles)
_WORDS = "organisations/<slug:organisation>/words"
_PROGRAMME = "programmes/<slug:programme>"

urlpatterns = [
    route(_WORDS, views.words, name="organisation-words", access=PLANNER),
    route(_WORDS + "/new", views.word_new, name="organisation-word-new", access=PLANNER),
    route(_WORDS + "/bring-in", views.bring_in, name="organisation-words-bring-in", access=PLANNER),
    route(_WORDS + ".csv", views.words_file, name="organisation-words-csv", access=PLANNER),
    route(_WORDS + "/<ref:word>", views.word, name="organisation-word", access=PLANNER),
    route(_PROGRAMME + "/not-understood", views.not_understood, name="not-understood", access=VISIBLE),
    route(_PROGRAMME + "/manage/not-understood", views.asked, name="not-understood-list", access=PUBLISHERS),
    route(
        _PROGRAMME + "/manage/not-understood/<ref:report>",
        views.answer,
        name="not-understood-answer",
        access=PUBLISHERS,
    ),
]
