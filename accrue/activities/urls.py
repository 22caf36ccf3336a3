from django.urls import path

from accrue.activities.views import chat, comments, files, following, notices, tags

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
    path("records/<slug:kind>/<int:record_id>/names/", comments.names, name="names"),
    path("comments/<int:comment_id>/edit/", comments.change_comment, name="change_comment"),
    path("comments/<int:comment_id>/withdraw/", comments.withdraw, name="withdraw_comment"),
    path("records/<slug:kind>/<int:record_id>/files/", files.files, name="files"),
    path("files/<int:file_id>/", files.versions, name="file"),
    path("files/<int:file_id>/edit/", files.change_file, name="change_file"),
    path("files/<int:file_id>/version/", files.new_version, name="new_version"),
    path("files/<int:file_id>/archive/", files.archive, name="archive_file"),
    path("files/<int:file_id>/restore/", files.restore, name="restore_file"),
    path("files/<int:file_id>/<int:number>/download/", files.download, name="download"),
    path("files/<int:file_id>/<int:number>/preview/", files.preview, name="preview"),
    path("records/<slug:kind>/<int:record_id>/followers/", following.followers, name="followers"),
    path("notifications/preferences/", following.preferences, name="preferences"),
    path("notifications/no-mails/<str:token>/", following.no_mails, name="no_mails"),
    path("team-chat/", chat.channels, name="channels"),
    path("team-chat/new/", chat.new_channel, name="new_channel"),
    path("team-chat/<int:channel_id>/edit/", chat.change_channel, name="change_channel"),
    path("team-chat/<int:channel_id>/try/", chat.try_it, name="try_channel"),
    path("team-chat/<int:channel_id>/remove/", chat.remove, name="remove_channel"),
    path("notifications/", notices.notices, name="notices"),
    path("notifications/unread/", notices.unread, name="unread"),
    path("notifications/read/", notices.read, name="read"),
]
