todos-filter = Filter
todos-search = Titel und Notizen durchsuchen
todos-order = Reihenfolge
todos-newest-first = Neueste zuerst
todos-due-first = Fällige zuerst
todos-show = Anzeigen
todos-visible = Sichtbar für alle in { $organization }
todos-reopen = Wieder öffnen: { $title }
todos-mark-done = Als erledigt markieren: { $title }
todos-done = Erledigt
todos-open = Offen
todos-overdue = Überfällig
todos-due = Fällig <time datetime="{ $due_on }">{ $day }</time>
todos-for = Für { $assignee }
todos-shared = Geteilt
todos-only-you = Nur für dich
todos-by = Von { $author }
todos-added = Hinzugefügt am { $time }
todos-more-about = Mehr zu: { $title }
todos-more = Mehr zu
todos-stop-sharing = Nicht mehr teilen
todos-share = Mit allen teilen
todos-delete-more = Löschen …
todos-no-undo = Das lässt sich nicht rückgängig machen.
todos-delete-permanently = Endgültig löschen
todos-select = Auswählen: { $title }
todos-days = { $created } hinzugefügt und { $completed } erledigt in den letzten { $days } Tagen
todos-days-added = { $created } hinzugefügt
todos-days-done = { $completed } erledigt
todos-heading = Aufgaben
todos-add = Aufgabe hinzufügen
todos-add-details = Details hinzufügen
todos-mark-selected = Ausgewählte erledigen
todos-none-so-far = Bisher nichts gefunden
todos-search-rest = Hier enthält keine Aufgabe „{ $q }“. <a href="{ $href }">Im Rest suchen</a>
todos-none-found = Nichts gefunden
todos-none-filtered = Kein Titel und keine Notiz mit diesem Filter enthält „{ $q }“. <a href="{ $href }">Alle Aufgaben zeigen</a>
todos-none-contains = Kein Titel und keine Notiz enthält „{ $q }“. <a href="{ $href }">Alle Aufgaben zeigen</a>
todos-no-more = Keine weiteren Aufgaben
todos-end = Hier endet die Liste. <a href="{ $href }">Zum Anfang</a>
todos-none-yet = Noch keine Aufgaben
todos-add-first = Füge oben deine erste hinzu. Sie ist privat, bis du sie teilst.
todos-none-match = Keine passenden Aufgaben
todos-show-all = Alle Aufgaben zeigen
todos-first-page = Erste Seite
todos-next-page = Mehr
todos-pages = Seiten mit Aufgaben
todos-all = Alle Aufgaben
todos-about = Zu dieser Aufgabe
todos-done-at = Erledigt: { $time }.
todos-no-notes = Keine Notizen.
todos-history = Verlauf
todos-nothing-older = Nichts Älteres.
todos-no-changes = Noch keine Änderungen.
todos-private-history = Der Verlauf beginnt, wenn eine Aufgabe geteilt wird. Private Aufgaben haben keinen.
todos-history-pages = Seiten des Verlaufs
todos-title = Titel
todos-notes = Notizen
todos-due-date = Fällig am (optional)
todos-assignee = Zuständig (optional)
todos-assignee-hint = Die E-Mail-Adresse eines Mitglieds. Für eine private Aufgabe kann nur zuständig sein, wer sie angelegt hat.
todos-you = dich
todos-too-many-selected = Wähle höchstens hundert Aufgaben aus.
todos-select-first = Wähle zuerst Aufgaben aus.
todos-none-changed = Nichts geändert: Diese sind schon erledigt oder gelöscht.
todos-now-done = { $count ->
        [one] { $count } Aufgabe erledigt.
       *[other] { $count } Aufgaben erledigt.
    }
todos-done-and-others = { $done } { $others }
todos-others-done = { $count ->
        [one] Eine weitere war schon erledigt oder gelöscht.
       *[other] { $count } weitere waren schon erledigt oder gelöscht.
    }
todos-edit = Aufgabe bearbeiten
todos-back-to-one = Zurück zur Aufgabe
todos-new = Neue Aufgabe
todos-back = Zurück zu den Aufgaben
filter-all = Alle
filter-mine = Meine
filter-for-me = Für mich
todos-toast-done = Erledigt: { $title }
todos-toast-open = Wieder offen: { $title }
todos-toast-deleted = Gelöscht: { $title }
