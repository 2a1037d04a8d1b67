"""Rows out of and into the database by binary COPY, as numpy columns: nothing per row in Python."""

import io
import uuid

import numpy as np
from django.db import connection

HEAD = 19  # bytes before the first row: signature, flags, length of the extension
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
EPOCH = 730120  # the ordinal of 1 January 2000, from which the server counts days
TYPES = {"uuid": "V16", "float8": ">f8", "int4": ">i4", "int2": ">i2", "date": ">i4", "bool": "?"}


def _row(columns):
    """The layout of one row: the number of columns, and each with its length before it."""
    parts = [("", ">i2")]
    for name, kind in columns.items():
        parts += [(f"{name} bytes", ">i4"), (name, TYPES[kind])]
    return np.dtype([(name or "columns", kind) for name, kind in parts])


def _out(sql, arguments):
    buffer = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({cursor.mogrify(sql, arguments).decode()}) TO STDOUT (FORMAT binary)", buffer)
    return buffer.getbuffer()


def columns_of(sql, arguments, columns):
    """{name: array} of a query whose columns are never null and of these types: uuid (bytes), float8, int4, int2, date, bool."""
    raw, layout = _out(sql, arguments), _row(columns)
    rows = np.frombuffer(raw, layout, (len(raw) - HEAD - 2) // layout.itemsize, HEAD)
    return {
        name: rows[name] if TYPES[kind][0] == "V" else rows[name].astype(TYPES[kind].lstrip(">"))
        for name, kind in columns.items()
    }


def arrays_of(sql, arguments, kinds):
    """For each row of a query its first column, a uuid (16 bytes), and the arrays after it, of int4 or float8 without nulls."""
    raw, place, layouts = _out(sql, arguments), HEAD, [np.dtype([("bytes", ">i4"), ("value", TYPES[kind])]) for kind in kinds]
    end = len(raw) - 2
    while place < end:
        place += 6
        key = bytes(raw[place : place + 16])
        place += 16
        arrays = []
        for layout in layouts:
            length = int.from_bytes(raw[place : place + 4], "big")
            arrays.append(np.frombuffer(raw, layout, (length - 20) // layout.itemsize, place + 24)["value"])
            place += 4 + length
        yield key, arrays


def send(table, columns, values):
    """COPY columns into a table. `columns`: {name: type}; `values`: {name: array}, of uuids an array of 16 bytes each."""
    layout = _row(columns)
    rows = np.zeros(len(next(iter(values.values()))), layout)
    rows["columns"] = len(columns)
    for name, kind in columns.items():
        rows[f"{name} bytes"] = np.dtype(TYPES[kind]).itemsize
        rows[name] = values[name]
    body = io.BytesIO(SIGNATURE + rows.tobytes() + b"\xff\xff")
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)", body)


def sortable(array):
    """Such an array as strings of bytes, which can be compared and sorted."""
    return np.ascontiguousarray(array).view("S16")


def bytes_of(ids):
    """Ids as an array of 16 bytes each."""
    return np.frombuffer(b"".join(pk.bytes for pk in ids), "V16")


def ids_of(array):
    """The ids of such an array."""
    return [uuid.UUID(bytes=bytes(one)) for one in array.tolist()]
