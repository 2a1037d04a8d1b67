"""The process itself as something that can come to rest: sessions, goals, promises, signatures, development, reading.

`judging` is pure, `reading` asks the database in a constant number of queries, `sentences` puts a case into words, `telling` owes
the reminders. `coaching.actions.look_at_process` puts them together.
"""
