"""The description of the API as people read it: an OpenAPI document as lists of calls and shapes. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FORMATS = {
    "uuid": gettext_lazy("id"),
    "date": gettext_lazy("day, 2026-03-02"),
    "date-time": gettext_lazy("moment, 2026-03-02T09:00:00Z"),
}
TYPES = {
    "string": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "boolean": gettext_lazy("true or false"),
    "object": gettext_lazy("object"),
    "null": gettext_lazy("null"),
}


@dataclass(frozen=True)
class Field:
    """One field of a shape, or one parameter of a call."""

    name: str
    kind: str
    is_required: bool
    words: str
    shape: str = ""  # the name of the shape that its values have
    place: str = ""  # of a parameter: path, query or header


@dataclass(frozen=True)
class Call:
    """One operation: what it is asked with, and what it answers."""

    method: str
    path: str
    anchor: str
    title: str
    words: str
    parameters: list
    body: str
    answer: str
    fails: list


@dataclass(frozen=True)
class Shape:
    """One shape of what is sent or answered."""

    name: str
    words: str
    fields: list


@dataclass(frozen=True)
class Outline:
    """The whole: groups of calls, and the shapes that they name."""

    title: str
    version: str
    groups: list
    shapes: list


def outline_of(schema):
    """The outline of an OpenAPI document."""
    groups = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_call(method, path, operation))
    shapes = [_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items())]
    return Outline(schema["info"]["title"], schema["info"]["version"], list(groups.items()), shapes)


def _call(method, path, operation):
    answers = operation["responses"]
    return Call(
        method=method.upper(),
        path=path,
        anchor=operation["operationId"],
        title=operation["summary"],
        words=operation.get("description", ""),
        parameters=[_parameter(one) for one in operation.get("parameters", [])],
        body=_shape_in(operation["requestBody"]["content"]) if "requestBody" in operation else "",
        answer=_shape_in(answers[200]["content"]),
        fails=[(status, said["description"]) for status, said in sorted(answers.items()) if status >= 400],
    )


def _parameter(one):
    kind, _shape_name = kind_of(one["schema"])
    return Field(one["name"], kind, one["required"], one.get("description", ""), place=one["in"])


def _shape_in(content):
    [media] = content.values()
    return _name(media["schema"])


def _name(schema):
    return schema.get("$ref", "").rpartition("/")[2]


def _shape(name, shape):
    needed = shape.get("required", [])
    fields = [_field(key, one, key in needed) for key, one in shape.get("properties", {}).items()]
    return Shape(name, shape.get("description", ""), fields)


def _field(name, schema, is_required):
    kind, shape = kind_of(schema)
    return Field(name, kind, is_required, schema.get("description", ""), shape)


def kind_of(schema):
    """A schema's values in words, and the name of their shape if they have one."""
    if "$ref" in schema:
        return _name(schema), _name(schema)
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"]), ""
    if "anyOf" in schema:
        kinds = [kind_of(one) for one in schema["anyOf"]]
        words = list(dict.fromkeys(words for words, _shape_name in kinds))
        return _(" or ").join(words), next((name for _words, name in kinds if name), "")
    if schema.get("type") == "array":
        words, shape = kind_of(schema["items"])
        return _("list of %(what)s") % {"what": words}, shape
    return str(FORMATS.get(schema.get("format"), TYPES.get(schema.get("type"), _("anything")))), ""
