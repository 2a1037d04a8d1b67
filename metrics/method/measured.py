"""Measured on 20,000 simulated series: false alarms a year for each metric, and how soon falls are told.

Made by `python -m benchmarks.rules_of_thumb 20000 --write`; not to be edited by hand. `found`: share of falls of one sigma
told within 4 and 8 weeks. `half`: weeks after which half of the falls of 0.5, 1.0, 2.0 sigma have been told, None: not in a year.
"""

SERIES, MEAN = 20000, 5.0
MEASURED = {
    "below_target": {"false_a_year": 12.83, "found": (1.0, 1.0), "half": (1, 1, 1)},
    "below_80": {"false_a_year": 10.12, "found": (0.99, 1.0), "half": (2, 1, 1)},
    "average_90": {"false_a_year": 5.16, "found": (0.98, 1.0), "half": (2, 2, 1)},
    "average_80": {"false_a_year": 3.52, "found": (0.94, 1.0), "half": (3, 2, 1)},
    "three_in_a_row": {"false_a_year": 2.48, "found": (0.78, 0.97), "half": (5, 3, 3)},
    "quarter_80": {"false_a_year": 2.27, "found": (0.64, 0.93), "half": (6, 3, 2)},
    "western_electric": {"false_a_year": 0.82, "found": (0.33, 0.69), "half": (16, 6, 3)},
    "making_data_count": {"false_a_year": 0.77, "found": (0.27, 0.65), "half": (16, 7, 3)},
    "three_sigma": {"false_a_year": 0.22, "found": (0.07, 0.1), "half": (None, None, None)},
    "target_52": {"false_a_year": 0.87, "found": (0.63, 0.92), "half": (9, 4, 2)},
    "baseline_52": {"false_a_year": 0.84, "found": (0.59, 0.88), "half": (10, 4, 2)},
    "target_104": {"false_a_year": 0.44, "found": (0.49, 0.86), "half": (13, 5, 2)},
    "baseline_104": {"false_a_year": 0.42, "found": (0.44, 0.8), "half": (15, 5, 2)},
}
