home-add-todo = Aufgabe hinzufügen
home-offer-by = <strong>{ $giver }</strong> möchte dir { $organization } übertragen. <a href="{ $href }">Angebot ansehen</a>
home-offer = Ein Inhaber möchte dir { $organization } übertragen. <a href="{ $href }">Angebot ansehen</a>
home-first-steps = Erste Schritte
home-hide = <span class="visually-hidden">Erste Schritte </span>Ausblenden
home-step-done = (erledigt)
home-your-todos = Deine Aufgaben
home-no-todos = Keine Aufgaben für dich
home-no-todos-hint = Hier stehen Aufgaben, die du hinzufügst oder für die du zuständig bist.
home-all-todos = Alle Aufgaben
home-last-days = Letzte 14 Tage
home-recently-added = Zuletzt hinzugefügt
insights-about = Wochen beginnen am Montag, in UTC. Private Aufgaben anderer zählen nicht mit.
insights-range = Zeitraum
insights-weeks = { $weeks } Wochen
insights-chart = Aufgaben und Mitglieder pro Woche
insights-canvas = Hinzugefügte und erledigte Aufgaben sowie beigetretene Mitglieder in jeder der letzten { $weeks } Wochen; die Zahlen stehen auch in der Tabelle.
insights-caption = Hinzugefügte und erledigte Aufgaben sowie beigetretene Mitglieder pro Woche
insights-week-of = Woche ab
insights-added = Hinzugefügt
insights-done = Erledigt
insights-joined = Beigetreten
insights-together = Insgesamt
insights-as-table = Als Tabelle zeigen
search-organization = { $organization } durchsuchen
search-what = Aufgaben, Mitglieder, Seiten, Organisationen
search-nothing = Nichts gefunden
search-nothing-more = Keine Seite, keine Aufgabe, kein Mitglied und keine deiner Organisationen hat „{ $q }“ im Namen.
home-open = { $count ->
        [one] offene Aufgabe
       *[other] offene Aufgaben
    }
home-members = { $count ->
        [one] Mitglied
       *[other] Mitglieder
    }
home-pending = { $count ->
        [one] offene Einladung
       *[other] offene Einladungen
    }
home-assigned = dir zugewiesen
home-added = hat „{ $title }“ hinzugefügt
search-go-to = Gehe zu
search-results = { $count ->
        [0] Nichts gefunden
        [one] { $count } Treffer
       *[other] { $count } Treffer
    }
place-home = start übersicht
place-todos = to-dos liste todos
place-add-todo = neu anlegen erstellen to-do
place-members = leute team kollegen
place-invite = mitglied hinzufügen einladung
place-requests = freigeben
place-insights = zahlen diagramm statistik
place-activity = verlauf protokoll audit
place-settings = name logo farbe adresse
place-access = beitreten link domain einstellungen
place-account = profil passwort e-mail sitzungen sicherheit sprache
place-organizations = wechseln standard verlassen
place-create = neu anlegen
place-sign-out = ausloggen logout beenden
step-name = Gib deinen Namen an
step-name-more = Kollegen sehen ihn statt deiner Adresse.
step-invite = Lade dein Team ein
step-invite-more = Per E-Mail oder mit einem Link, den du teilst.
step-todo = Leg die erste Aufgabe an
step-todo-more = Für dich allein oder für alle hier.
step-look = Wähle Logo und Farbe
step-look-more = Daran erkennt man deine Organisation in Menüs und Einladungen.
step-owner = Bestimme einen zweiten Inhaber
step-owner-more = Damit niemand ausgesperrt ist, wenn einer von euch geht.
insights-as-chart = Als Diagramm zeigen
search-or-go = Suchen oder öffnen …
