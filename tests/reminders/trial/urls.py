from django.urls import include, path

urlpatterns = [path("", include("reminders.urls"))]
