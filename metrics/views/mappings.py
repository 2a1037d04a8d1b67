"""Pages of remembered mappings: how the files of one source are read, and what its stages mean."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics import actions, rules
from metrics.forms import MappingForm
from metrics.models import ImportMapping


@require_safe
def mapping_list(request):
    """The mappings that one's files may be read by."""
    rules.can_import(request.user).enforce()
    context = {"mappings": ImportMapping.objects.visible_to(request.user).for_list(), "can_derive": rules.can_map(request.user)}
    return render(request, "metrics/mapping_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mapping_edit(request, pk):
    """Change what the stages of a mapping mean; the weekly metrics are then computed again."""
    me = request.user
    mapping = get_object_or_404(ImportMapping.objects.visible_to(me), pk=pk)
    verdict = rules.can_change_mapping(me, mapping)
    form = MappingForm(request.POST if request.method == "POST" else None, instance=mapping)
    if request.method == "POST" and form.is_valid():
        moved, stay = actions.change_mapping(
            mapping, by=me, name=form.cleaned_data["name"], stages=form.stages(), owners=mapping.owners
        )
        messages.success(request, _saved(moved, stay))
        return redirect(mapping)
    context = {"mapping": mapping, "form": form if verdict else None, "reason": verdict.reason}
    return render(request, "metrics/mapping_edit.html", context, status=422 if form.errors else 200)


def _saved(moved, stay):
    said = [_("Mapping saved")]
    if moved:
        said.append(_("%(count)s opportunities stand elsewhere now, and the weekly numbers follow") % {"count": moved})
    if stay:
        said.append(_("%(count)s have no day on which they closed and stay open") % {"count": stay})
    return ". ".join(said)


@require_POST
def derive_again(request):
    """Compute all weekly metrics of the CRM again."""
    _moved, changed = actions.derive_again(by=request.user)
    messages.success(request, _("Computed again: %(count)s values changed") % {"count": changed})
    return redirect("metrics:mapping_list")
