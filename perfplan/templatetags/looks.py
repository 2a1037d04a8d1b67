"""How the template pack perfplan_forms draws a field: which look its choices have, and native pickers for dates."""

import copy

from django import forms, template

register = template.Library()

NATIVE = {  # what a browser calls its own picker, and the form of value that it wants
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}
LOOKS = {"cards": "kinds", "list": "opts", "fit": "seg fit", "chips": "chips", "seg": "seg"}
MOST_SEGMENTS, LONGEST_SEGMENTS = 5, 60  # choices, and letters in all of them together


@register.filter
def drawn(field):
    """The widget of a bound field; one for a day or time that would be a text box becomes the browser's picker."""
    widget = field.field.widget
    kind = NATIVE.get(type(widget))
    if not kind or widget.input_type != "text":
        return field.as_widget()
    widget = copy.copy(widget)
    widget.input_type, widget.format = kind
    return field.as_widget(widget)


@register.filter
def look(field):
    """The class of the box around a field's choices: as its widget asks for, or what fits their number and length."""
    widget = field.field.widget
    asked = [LOOKS[word] for word in widget.attrs.get("class", "").split() if word in LOOKS]
    if asked:
        return asked[0]
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "chips"
    labels = [str(label) for _value, label in widget.choices]
    return "seg" if len(labels) <= MOST_SEGMENTS and sum(map(len, labels)) <= LONGEST_SEGMENTS else "opts"
