from django.urls import path

from accrue.activities.views import comments, notices, tags

app_name = "activities"
urlpatterns = [
    path("tags/", tags.tags, name="tags"),
    path("tags/choices/", tags.tag_choices, name="tag_choices"),
    path("tags/<int:tag_id>/edit/", tags.change_tag, name="change_tag"),
    path("tags/<int:tag_id>/merge/", tags.merge_tag, name="merge_tag"),
    path("tags/<int:tag_id>/delete/", tags.remove_tag, name="delete_tag"),
    path("records/<slug:kind>/<int:record_id>/tags/", tags.record_tags, name="record_tags"),
    path("records/<slug:kind>/<int:record_id>/tags/add/", tags.tag_record, name="tag_record"),
    path("records/<slug:kind>/<int:record_id>/tags/remove/", tags.untag_record, name="untag_record"),
    path("records/<slug:kind>/<int:record_id>/comments/", comments.comments, name="comments"),
    path("comments/<int:comment_id>/edit/", comments.change_comment, name="change_comment"),
    path("comments/<int:comment_id>/withdraw/", comments.withdraw, name="withdraw_comment"),
    path("notifications/", notices.notices, name="notices"),
    path("notifications/unread/", notices.unread, name="unread"),
    path("notifications/read/", notices.read, name="read"),
]
