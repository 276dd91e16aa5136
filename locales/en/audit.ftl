history-filter-button = Filter
history-about = Who did what in { $organization }. Entries can be added, never changed.
history-filter = Filter
history-person = Person
history-action = Action
history-all-actions = All actions
history-from = From (UTC)
history-to = To (UTC)
history-events = Events
history-pages = Pages of activity
history-download-matches = Download what matches as <a href="{ $csv }" download>CSV</a> or <a href="{ $json }" download>JSON</a>.
history-download = Download everything as <a href="{ $csv }" download>CSV</a> or <a href="{ $json }" download>JSON</a>.
history-nothing-matches = Nothing matches
history-on-record = On record
history-time = Time
