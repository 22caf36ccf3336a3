from django.urls import URLPattern, path

from accrue.quality.views import health, merging, queue, rules, scanning

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("duplicates/", queue.queue, {"kind": "person"}, name="duplicates"),
    path("duplicates/companies/", queue.queue, {"kind": "company"}, name="company_duplicates"),
    path("duplicates/scan/", scanning.scan, name="scan"),
    path("duplicates/rules/", scanning.thresholds, name="thresholds"),
    path("duplicates/<int:pair_id>/", queue.pair, name="pair"),
    path("duplicates/<int:pair_id>/apart/", queue.keep_apart, name="keep_apart"),
    path("duplicates/<int:pair_id>/reopen/", queue.reopen, name="reopen"),
    path("merges/", merging.people_merges, name="merges"),
    path("merges/companies/", merging.company_merges, name="company_merges"),
    path("merges/<int:merge_id>/undo/", merging.undo, name="undo_merge"),
    *(
        route
        for kind, plural in (("person", "people"), ("company", "companies"))
        for route in (
            path(f"{plural}/merge/", merging.selected, {"kind": kind}, name=f"merge_{kind}_selected"),
            path(
                f"{plural}/<int:keep_id>/merges/",
                merging.merges_into,
                {"kind": kind},
                name=f"merges_into_{kind}",
            ),
            path(f"{plural}/<int:keep_id>/merge/", merging.choose, {"kind": kind}, name=f"merge_{kind}_with"),
            path(
                f"{plural}/<int:keep_id>/merge/<int:away_id>/",
                merging.merge,
                {"kind": kind},
                name=f"merge_{kind}",
            ),
        )
    ),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.new_rule, name="new_rule"),
    path("rules/<int:rule_id>/", rules.rule, name="rule"),
    path("rules/<int:rule_id>/edit/", rules.edit_rule, name="edit_rule"),
    path("rules/<int:rule_id>/switch/", rules.switch_rule, name="switch_rule"),
    path("rules/<int:rule_id>/delete/", rules.delete_rule, name="delete_rule"),
    path("quality/", health.health_page, name="health_people"),
    path("quality/<slug:kind>/", health.health_page, name="health"),
    path("quality/<slug:kind>/look/", health.look, name="look"),
    path("quality/<slug:kind>/weights/", health.weights, name="weights"),
    path("quality/problems/<int:problem_id>/standardise/", health.mend, name="mend"),
    path("quality/mendings/<int:mending_id>/", health.mending_page, name="mending"),
    path("quality/mendings/<int:mending_id>/undo/", health.undo, name="undo_mending"),
]
