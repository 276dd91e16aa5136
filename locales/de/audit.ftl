history-filter-button = Filtern
history-about = Wer was in { $organization } getan hat. Einträge kommen dazu und ändern sich nie.
history-filter = Filter
history-person = Person
history-action = Aktion
history-all-actions = Alle Aktionen
history-from = Von (UTC)
history-to = Bis (UTC)
history-events = Ereignisse
history-pages = Seiten der Aktivität
history-download-matches = Treffer als <a href="{ $csv }" download>CSV</a> oder <a href="{ $json }" download>JSON</a> herunterladen.
history-download = Alles als <a href="{ $csv }" download>CSV</a> oder <a href="{ $json }" download>JSON</a> herunterladen.
history-nothing-matches = Nichts passt
history-on-record = Aufgezeichnet
history-time = Zeit
