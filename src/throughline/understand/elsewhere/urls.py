from throughline.core.routes import route
from throughline.programmes.access import member
from throughline.programmes.permissions import Duty
from throughline.understand.elsewhere import views

TEAM = member(*Duty.LOOK_UP.roles)
_HERE = "programmes/<slug:programme>/elsewhere"

urlpatterns = [
    route(_HERE, views.everything, name="elsewhere", access=TEAM),
    route(_HERE + "/notes/new", views.note, name="elsewhere-note-new", access=TEAM),
    route(_HERE + "/notes/bring-in", views.bring_in_notes, name="elsewhere-notes-bring-in", access=TEAM),
    route(_HERE + "/notes/<ref:note>", views.note, name="elsewhere-note", access=TEAM),
    route(_HERE + "/numbers/bring-in", views.bring_in_numbers, name="elsewhere-numbers-bring-in", access=TEAM),
    route(_HERE + "/numbers/<ref:numbers>", views.numbers, name="elsewhere-numbers", access=TEAM),
    route(_HERE + "/incoming/<ref:incoming>", views.incoming, name="elsewhere-incoming", access=TEAM),
    route(_HERE + "/export", views.export, name="elsewhere-export", access=member(*Duty.EXPORT.roles)),
]
