"""The process itself as something that can come to rest: sessions, goals, promises, signatures, development, reading.

`judging` is pure. `company` and what reads it (`talks`, `goals`, `promises`, `texts`, gathered in `reading`) ask the database in
a constant number of queries; `days_off` knows when nobody is expected. `sentences` puts a case into words, `next_steps` leads to
where it is answered, `telling` owes the reminders. `coaching.actions.look_at_process` puts them together.
"""
