home-add-todo = Aufgabe hinzufügen
home-offer-by = <strong>{ $giver }</strong> möchte dir { $organization } übertragen. <a href="{ $href }">Angebot ansehen</a>
home-offer = Ein Inhaber möchte dir { $organization } übertragen. <a href="{ $href }">Angebot ansehen</a>
home-first-steps = Erste Schritte
home-hide = <span class="visually-hidden">Erste Schritte </span>ausblenden
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
