"""The templates of the demo company: what its leader and HR offer for each role."""

from metrics.models import Metric
from perfplan.demo.clock import on
from plans import actions
from plans.first_templates import first_templates


def offer(leader, hr, day):
    """Write the templates and put them on offer; HR begins one more, which is not finished. Answers the executive's."""
    with on(day, 8):
        wanted = list(first_templates(Metric.objects.values_list("key", flat=True)))
        made = [actions.make_template(by=leader, **one) for one in wanted]
        for template in made:
            actions.publish_template(template, by=leader)
        half_written = {"goals": wanted[-1]["body"]["goals"][2:], "topics": ["How you are", "What you would do differently"]}
        actions.make_template(
            by=hr, name="Back from a long leave", role="Account executive", kind="ramp",
            about="For the first weeks after a leave. Still being talked about.", body=half_written,
        )  # fmt: skip
    return made[0]
