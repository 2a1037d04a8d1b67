"""Which of the versions that both signed applies on a day: pure. A text signed today may be in force from a later day."""


def in_force_on(versions, day):
    """The version whose words apply on that day: the last signed of those whose first day has come; None before the first.

    `versions`: anything with `number` and `effective_on`, in any order.
    """
    begun = [version for version in versions if version.effective_on <= day]
    return max(begun, key=lambda version: version.number, default=None)


def standing(version, versions, day):
    """How a version stands that day: "in_force", "to_come" (both signed it, its first day is ahead) or "replaced"."""
    if version == in_force_on(versions, day):
        return "in_force"
    later = [other for other in versions if other.number > version.number]
    is_ahead = version.effective_on > day and not any(other.effective_on <= version.effective_on for other in later)
    return "to_come" if is_ahead else "replaced"
