"""Which agreement counts in a week. Two can overlap after an amendment: the earlier one holds until it ends. Pure."""


def in_force(targets, monday):
    """The target of one metric of one person that holds in the week of `monday`, or None.

    One with an agreed range comes before one with only a total; of two versions, the one that ended first was in force.
    """
    holding = [target for target in targets if target.starts_on <= monday <= target.ends_on]
    return min(holding, key=_rank, default=None)


def _rank(target):
    has_range = target.low is not None or target.high is not None
    return (not has_range, target.ends_on, target.starts_on, str(target.goal_id), str(target.agreement_id))
