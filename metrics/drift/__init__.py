"""Drift: has a weekly metric left its course? Arithmetic only: numbers in, numbers out; no clock, no
database.

Three questions, never mixed: is it on the plan's pace (the target detector), has it changed from its own
earlier level (the baseline detector), will it get there (the forecast). Each week is scored as a normal
surprise given what could be expected of it (exposure): mid-p scores of a negative binomial or binomial,
sequential ranks for the rest. A one-sided CUSUM (Page 1954), C = max(0, C - z - k) with k = .5, adds up
small shortfalls and alerts above h; h is set by the run length between false alarms that we promise, 104
weeks unless chosen otherwise. Run lengths are calculated and agree with Lucas & Crosier 1982, Vance 1986,
Waldmann 1986, Lucas & Saccucci 1990, Crowder 1987, Champ & Woodall 1987 and Lucas 1985. Self-starting after
Hawkins 1987; the scheme of scores, team index and publishing the false share after Grigg, Spiegelhalter &
Jones 2009 (JRSS A 172:49-66).

Arrays are (series x weeks) of float64, NaN = no data, and nothing looks ahead. Start at `verdict.verdicts`.
"""
