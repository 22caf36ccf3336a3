from django.urls import URLPattern, path

from accrue.roi.views import costs, people, programme, published, statements

app_name = "roi"
urlpatterns: list[URLPattern] = [
    path("roi/", statements.home, name="home"),
    path("roi/draw/", statements.draw, name="draw"),
    path("roi/work/<int:pk>/", statements.drawing, name="drawing"),
    path("roi/statements/", statements.statement_list, name="statements"),
    path("roi/statements/<int:number>/", statements.statement, name="statement"),
    path("roi/statements/<int:number>/approve/", statements.approve, name="approve"),
    path("roi/statements/<int:number>/pdf/", published.pdf, name="pdf"),
    path("roi/statements/<int:number>/links/", published.links, name="links"),
    path("roi/statements/<int:number>/publish/", published.publish, name="publish"),
    path("roi/statements/<int:number>/changed/<int:index>/", statements.tab, name="tab"),
    path("roi/statements/<int:number>/lines/<int:index>/", statements.line, name="statement_line"),
    path(
        "roi/statements/<int:number>/lines/<int:index>/records/", statements.line_records, name="line_records"
    ),
    path("roi/statements/<int:number>/costs/<slug:category>/", statements.cost_line, name="statement_cost"),
    path(
        "roi/statements/<int:number>/costs/<slug:category>/records/",
        statements.cost_records,
        name="cost_records",
    ),
    path("roi/statements/<int:number>/figures/<slug:key>/", statements.figure, name="statement_figure"),
    path("roi/compare/", statements.choose_comparison, name="choose_comparison"),
    path("roi/compare/<int:before>/<int:after>/", statements.comparison, name="comparison"),
    path("roi/links/<int:pk>/revoke/", published.revoke, name="revoke"),
    path("roi/costs/", costs.ledger, name="costs"),
    path("roi/costs/new/", costs.new_cost, name="new_cost"),
    path("roi/costs/budget/", costs.budget, name="budget"),
    path("roi/costs/<int:pk>/", costs.cost, name="cost"),
    path("roi/costs/<int:pk>/edit/", costs.edit_cost, name="edit_cost"),
    path("roi/costs/<int:pk>/approve/", costs.approve, name="approve_cost"),
    path("roi/costs/<int:pk>/withdraw/", costs.withdraw, name="withdraw_cost"),
    path("roi/costs/<int:pk>/attach/", costs.attach, name="attach"),
    path("roi/costs/<int:pk>/files/<int:number>/", costs.attachment, name="attachment"),
    path("roi/benefits/", programme.benefits, name="benefits"),
    path("roi/benefits/new/", programme.new_benefit, name="new_benefit"),
    path("roi/benefits/<int:pk>/withdraw/", programme.withdraw, name="withdraw_benefit"),
    path("roi/goals/", programme.goals, name="goals"),
    path("roi/goals/new/", programme.new_goal, name="new_goal"),
    path("roi/goals/<int:pk>/drop/", programme.drop, name="drop_goal"),
    path("roi/baselines/", programme.baselines, name="baselines"),
    path("roi/baselines/new/", programme.new_baseline, name="new_baseline"),
    path("roi/programme/", programme.settings, name="programme"),
    path("roi/experiments/<int:pk>/", statements.experiment_panel, name="experiment_panel"),
    path("roi/people/<int:pk>/", people.value_panel, name="person_value"),
    path("published/<str:token>/", published.published, name="published"),
]
