from django.urls import path

from people.views import days, directory, entrance, me, standing, tokens

app_name = "people"
urlpatterns = [
    path("demo-login/", entrance.demo_login, name="demo_login"),
    path("me/", me.me, name="me"),
    path("me/record/", me.me_record, name="me_record"),
    path("me/tokens/", tokens.token_list, name="token_list"),
    path("me/tokens/new/", tokens.token_make, name="token_make"),
    path("me/tokens/<uuid:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("tokens/", tokens.token_all, name="token_all"),
    path("people/", directory.person_list, name="person_list"),
    path("people/holidays/", days.holiday_list, name="holiday_list"),
    path("people/holidays/<uuid:pk>/remove/", days.holiday_remove, name="holiday_remove"),
    path("people/<uuid:pk>/absences/", days.absence_note, name="absence_note"),
    path("people/<uuid:pk>/absences/<uuid:absence>/take-back/", days.absence_take_back, name="absence_take_back"),
    path("people/<uuid:pk>/", directory.person_detail, name="person_detail"),
    path("people/<uuid:pk>/manager/", standing.manager_change, name="manager_change"),
    path("people/<uuid:pk>/roles/", standing.role_give, name="role_give"),
    path("people/<uuid:pk>/roles/<uuid:grant>/end/", standing.role_end, name="role_end"),
    path("people/<uuid:pk>/delegations/", standing.delegation_begin, name="delegation_begin"),
    path("people/<uuid:pk>/delegations/<uuid:delegation>/end/", standing.delegation_end, name="delegation_end"),
]
