settings-general = Allgemein
transfer-question = Inhaber von { $organization } werden?
transfer-offer = Angebot
transfer-wants-by = <strong>{ $giver }</strong> möchte dir diese Organisation übertragen.
transfer-wants = Ein Inhaber möchte dir diese Organisation übertragen.
transfer-you-become = Du wirst Inhaber, mit allen Rechten, auch für Einstellungen und Löschung.
transfer-becomes-by = { $giver } wird Admin.
transfer-becomes = Der Inhaber, der dich fragt, wird Admin.
transfer-until = Du kannst bis { $time } annehmen.
transfer-accepting = Annehmen …
transfer-accept = Inhaber werden
transfer-decline = Ablehnen
transfer-ended = Dieses Angebot ist beendet
transfer-ended-more = Es wurde schon angenommen, abgelehnt oder zurückgezogen, ist älter als sieben Tage, oder wer es gemacht hat, ist nicht mehr Inhaber. Deine Rolle ändert sich dadurch nicht.
transfer-home = Zur Startseite
transfer-organization = { $organization } übertragen
transfer-waiting = Wartet auf Antwort
transfer-can-accept-named = <strong>{ $name }</strong> ({ $email }) kann bis { $time } annehmen.
transfer-can-accept = <strong>{ $email }</strong> kann bis { $time } annehmen.
transfer-until-then = Bis dahin ändert sich nichts. Das Angebot endet von selbst, wenn jemand von euch die Organisation verlässt oder entfernt wird.
transfer-canceling = Zurückziehen …
transfer-cancel = Angebot zurückziehen
transfer-what = Was passiert
transfer-what-email = Das Mitglied bekommt eine E-Mail und hat sieben Tage, um anzunehmen.
transfer-what-roles = Mit der Annahme wird es Inhaber, und du wirst Admin.
transfer-what-others = Andere Inhaber bleiben Inhaber.
transfer-ownership = Inhaberschaft übertragen
transfer-email = E-Mail-Adresse des Mitglieds
transfer-email-hint = Jemand, der schon Mitglied ist und nicht Inhaber.
transfer-send = Angebot senden
transfer-nobody = Kein Mitglied zum Übertragen
transfer-nobody-more = Du kannst sie einem Mitglied übertragen, das nicht Inhaber ist. Lade zuerst jemanden auf der <a href="{ $organization }/members">Mitgliederseite</a> ein.
settings-leave = Verlassen
settings-leave-more = Du verlierst sofort den Zugang, und deine privaten Aufgaben werden gelöscht. Geteilte Aufgaben bleiben. Eine Organisation hat immer mindestens einen Inhaber.
settings-leave-organization = { $organization } verlassen
settings-transfer-more = Ein anderes Mitglied wird an deiner Stelle Inhaber, sobald es annimmt. Um deine Rolle zu behalten, mach es stattdessen auf der <a href="{ $organization }/members">Mitgliederseite</a> zum Inhaber.
settings-delete = Organisation löschen
settings-delete-more = Alle verlieren sofort den Zugang. Inhaber können sie 30 Tage lang wiederherstellen; dann werden alle Daten gelöscht.
settings-delete-organization = { $organization } löschen
deletion-members = { $count ->
        [one] Du verlierst sofort den Zugang.
       *[other] { $count } Mitglieder verlieren sofort den Zugang, auch du. Wir benachrichtigen sie per E-Mail.
    }
deletion-invitations = { $count ->
        [one] Die offene Einladung gilt nicht mehr.
       *[other] { $count } offene Einladungen gelten nicht mehr.
    }
deletion-todos = { $count ->
        [one] Eine Aufgabe verschwindet
       *[other] { $count } Aufgaben verschwinden
    }, mit dem ganzen Verlauf der Organisation.
deletion-history = Der ganze Verlauf der Organisation verschwindet.
deletion-until = Bis <strong>{ $time }</strong> können ihre Inhaber sie wiederherstellen, in ihrer Liste der Organisationen oder mit einem Link, den wir senden.
deletion-after = Danach wird alles darin endgültig gelöscht. Ihre URL bekommt nie jemand anders.
deletion-type-to-confirm = Gib zur Bestätigung { $organization } ein
deletion-delete = Organisation löschen
settings-organization-name = Name der Organisation
settings-name-hint = Mitglieder und Eingeladene sehen ihn.
settings-save-name = Namen speichern
settings-url = URL
settings-url-hint = Kleinbuchstaben, Ziffern und Bindestriche.
settings-available = <strong>{ $slug }</strong> ist frei · <button class="button small" type="button" hidden data-suggestion="{ $slug }">Übernehmen</button>
settings-url-links = Links und Lesezeichen zur alten URL leiten Mitglieder zur neuen weiter.
settings-url-stays = Die alte URL bleibt deine: Keine andere Organisation kann sie bekommen.
settings-url-programs = Programme, die die API aufrufen, müssen der Weiterleitung folgen oder die neue URL verwenden.
settings-url-changes = Du kannst die URL { $times }-mal am Tag ändern.
settings-changing = Ändern …
settings-change-url = URL ändern
settings-look = Logo und Farbe
settings-look-about = Erscheint in Menüs, Listen und Einladungen. Wer die URL des Logos hat, kann es sehen.
settings-logo = Logo
settings-logo-hint = PNG, JPEG oder WebP, höchstens 1 MB. Wird auf 256 Pixel skaliert.
settings-replace-logo = Logo ersetzen
settings-upload-logo = Logo hochladen
settings-remove-logo = Logo entfernen
settings-color = Farbe
settings-automatic = Automatisch
settings-color-number = Farbe { $number }
settings-save-color = Farbe speichern
settings-export = Export
settings-export-about = Eine ZIP-Datei mit Mitgliedern, Einladungen, Aufgaben und Verlauf, als JSON und als CSV für Tabellen, und dem Logo. Was andere Mitglieder privat halten, ist nicht dabei.
settings-export-organization = { $organization } exportieren
settings-identifier = Kennung
settings-identifier-hint = Sie ändert sich nie. In der Aktivität steht sie für die Organisation.
