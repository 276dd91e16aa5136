todos-filter = Filter
todos-search = Search titles and notes
todos-order = Order
todos-newest-first = Newest first
todos-due-first = Due first
todos-show = Show
todos-visible = Visible to everyone in { $organization }
todos-reopen = Reopen: { $title }
todos-mark-done = Mark as done: { $title }
todos-done = Done
todos-open = Open
todos-overdue = Overdue
todos-due = Due <time datetime="{ $due_on }">{ $day }</time>
todos-for = For { $assignee }
todos-shared = Shared
todos-only-you = Only you
todos-by = By { $author }
todos-added = Added { $time }
todos-more-about = More about: { $title }
todos-more = More about
todos-stop-sharing = Stop sharing
todos-share = Share with everyone
todos-delete-more = Delete…
todos-no-undo = This can’t be undone.
todos-delete-permanently = Delete permanently
todos-select = Select: { $title }
todos-days = { $created } added and { $completed } done in the last { $days } days
todos-days-added = { $created } added
todos-days-done = { $completed } done
todos-heading = To-dos
todos-add = Add a to-do
todos-add-details = Add details
todos-mark-selected = Mark selected as done
todos-none-so-far = Nothing found so far
todos-search-rest = No to-dos here contain “{ $q }”. <a href="{ $href }">Search the rest</a>
todos-none-found = Nothing found
todos-none-filtered = No title or note with this filter contains “{ $q }”. <a href="{ $href }">Show all to-dos</a>
todos-none-contains = No title or note contains “{ $q }”. <a href="{ $href }">Show all to-dos</a>
todos-no-more = No more to-dos
todos-end = This is the end of the list. <a href="{ $href }">Back to its beginning</a>
todos-none-yet = No to-dos yet
todos-add-first = Add your first one above. It’s private until you share it.
todos-none-match = No to-dos match
todos-show-all = Show all to-dos
todos-first-page = First page
todos-next-page = More
todos-pages = Pages of to-dos
todos-all = All to-dos
todos-about = About this to-do
todos-done-at = Done { $time }.
todos-no-notes = No notes.
todos-history = History
todos-nothing-older = Nothing older.
todos-no-changes = No changes yet.
todos-private-history = History starts when a to-do is shared. Private to-dos have none.
todos-history-pages = Pages of the history
todos-title = Title
todos-notes = Notes
todos-due-date = Due date (optional)
todos-assignee = Assignee (optional)
todos-assignee-hint = A member’s email address. A private to-do can only be assigned to its author.
todos-you = you
todos-too-many-selected = Select at most a hundred to-dos.
todos-select-first = Select to-dos first.
todos-none-changed = Nothing changed: these are already done or deleted.
todos-now-done = { $count ->
        [one] { $count } to-do done.
       *[other] { $count } to-dos done.
    }
todos-done-and-others = { $done } { $others }
todos-others-done = { $count ->
        [one] One other was done or gone already.
       *[other] { $count } others were done or gone already.
    }
todos-edit = Edit the to-do
todos-back-to-one = Back to the to-do
todos-new = New to-do
todos-back = Back to the to-dos
filter-all = All
filter-mine = Mine
filter-for-me = For me
todos-toast-done = Done: { $title }
todos-toast-open = Open again: { $title }
todos-toast-deleted = Deleted: { $title }
