account-yours = Dein Konto
account-activity = Kontoaktivität
account-activity-about = Die letzten 12 Monate. Etwas kommt dir unbekannt vor? <a href="/account/security">Ändere dein Passwort</a>, um alle anderen Geräte abzumelden.
account-activity-pages = Seiten der Aktivität
account-no-activity = Hier keine Aktivität
account-see-newest = Neueste ansehen
account-closing = Dein Konto wird gelöscht
account-closing-more = Du hast uns gebeten, <strong class="breakable">{ $email }</strong> zu löschen. Das geschieht am { $time }. Bis dahin bleiben deine Daten erhalten, und dein Konto ist gesperrt.
account-opening = Öffnen …
account-keep = Konto behalten
account-delete-yours = Dein Konto löschen
account-export-yours = Deine Daten exportieren
account-export-about = Eine Datei mit deinem Profil, deinen Organisationen, Aufgaben, Sitzungen und deiner Aktivität.
account-export = Daten exportieren
account-undecided = Entscheide zuerst über deine Organisationen
account-only-owner = { $count ->
        [one] Du bist der einzige Inhaber einer Organisation
       *[other] Du bist der einzige Inhaber von Organisationen
    } mit weiteren Mitgliedern. Bevor du dein Konto löschen kannst, mach ein anderes Mitglied zum Inhaber oder lösche die Organisation.
account-others = { $count ->
        [one] { $count } weiteres Mitglied
       *[other] { $count } weitere Mitglieder
    }
account-add-owner = Inhaber hinzufügen<span class="visually-hidden">: { $name }</span>
account-transfer = Übertragen<span class="visually-hidden">: { $name }</span>
account-delete-organization = Löschen<span class="visually-hidden">: { $name }</span>
account-delete = Konto löschen
account-alone = <strong>{ $name }</strong> hat keine weiteren Mitglieder und wird sofort gelöscht, mit allem darin.
account-signed-out-at-once = Du wirst sofort auf allen Geräten abgemeldet.
account-change-mind = Du hast 7 Tage, um es dir anders zu überlegen: Melde dich an, um abzubrechen.
account-change-mind-restore = Dann kannst du auch { $count ->
        [one] die Organisation
       *[other] die Organisationen
    } wiederherstellen.
account-deleted-after = Danach werden dein Konto und deine privaten Daten endgültig gelöscht.
account-hosted-record = Der Anmeldedienst dieser Seite hat eigene Daten über dich; die Betreiber dieser Seite können sie dort löschen.
account-type-to-confirm = Gib zur Bestätigung { $email } ein
account-delete-mine = { $count ->
        [0] Mein Konto löschen
        [one] Mein Konto und die Organisation löschen
       *[other] Mein Konto und { $count } Organisationen löschen
    }
account-change-email = E-Mail-Adresse ändern
account-code-sent = Wir haben einen sechsstelligen Code an <strong class="breakable">{ $new }</strong> gesendet. Bis du ihn eingibst, bleibt <strong class="breakable">{ $old }</strong> deine E-Mail-Adresse.
account-confirm-new = Neue Adresse bestätigen
account-new-code = Neuen Code senden
account-development-mail = Während der Entwicklung liegt die E-Mail im <a href="/dev/mailbox?to={ $email }" target="_blank">Postfach</a>.
account-current-email = Aktuelle E-Mail-Adresse
account-new-email = Neue E-Mail-Adresse
account-code-hint = Wir senden einen Code dorthin, der zeigt, dass sie dir gehört, und benachrichtigen beide Adressen.
account-link-hint = Der Anmeldedienst sendet einen Link, der sie bestätigt.
account-email-link = Link zusenden
account-email-code = Code zusenden
account-undo-hint = 7 Tage lang macht ein Link in der E-Mail an deine alte Adresse die Änderung rückgängig.
account-choose-password = Passwort wählen
account-dropped = Deine E-Mail-Adresse ist bestätigt, und du bist angemeldet. Das Passwort von der Registrierung haben wir nicht behalten: Es wurde in einem anderen Browser eingegeben, und nur du weißt, ob du das warst.
account-password-set = Wir senden dir eine E-Mail, dass ein Passwort festgelegt wurde.
account-save-password = Passwort speichern
account-skip = <a href="{ $href }">Überspringen</a>: Du kannst dich mit einem Code oder Link per E-Mail anmelden.
account-default-opens = Deine Standardorganisation öffnet sich, wenn du dich anmeldest.
account-last-used = zuletzt verwendet: { $time }
account-make-default = Als Standard<span class="visually-hidden">: { $name }</span>
account-leave = Verlassen …<span class="visually-hidden">: { $name }</span>
account-organization-pages = Seiten mit Organisationen
account-none-yet = Du bist noch in keiner Organisation
account-how-to-join = <a href="/auth/no-organization">Sieh nach, wie du einer beitrittst</a>, oder erstelle deine eigene.
account-suspended = Gesperrt
account-suspended-about = Diese kannst du erst wieder öffnen, wenn ein Inhaber oder Admin dich entsperrt. Deine Aufgaben dort bleiben erhalten.
account-requests = Deine Beitrittsanfragen
account-deleted = Gelöschte Organisationen
account-erased-on = Endgültig gelöscht am { $time }
account-restore = Wiederherstellen<span class="visually-hidden">: { $name }</span>
account-used-last = zuletzt verwendet
account-your-name = Dein Name
account-name-hint = Mitglieder deiner Organisationen sehen ihn.
account-save-name = Namen speichern
account-profile-picture = Profilbild
account-picture = Bild
account-picture-about = Mitglieder deiner Organisationen sehen es neben deinem Namen. Ohne Bild sehen sie deine Initialen.
account-picture-hint = PNG, JPEG oder WebP, höchstens 1 MB. Wird quadratisch zugeschnitten.
account-save-picture = Bild speichern
account-remove-picture = Bild entfernen
account-seven-days = Du hast 7 Tage, um es dir anders zu überlegen.
account-delete-more = Konto löschen …
account-no-password = Du hast kein Passwort. Wir senden dir einen Code, mit dem du eines festlegst.
account-set-password = Passwort festlegen
account-current-password = Aktuelles Passwort
account-new-password = Neues Passwort
account-password-changes = Alle anderen Geräte werden abgemeldet, und wir senden dir eine E-Mail über die Änderung. <a href="/auth/forgot-password?email={ $email }">Passwort vergessen?</a>
account-change-password = Passwort ändern
account-methods = Anmeldemethoden
account-methods-unproven = Bestätige, dass du es bist, um sie zu sehen und zu ändern.
account-confirm-you = Identität bestätigen
account-methods-unavailable = Sie lassen sich gerade nicht anzeigen. <a href="/account/security">Erneut versuchen</a>
account-remove-method = Entfernen<span class="visually-hidden">: { $label }</span>
account-only-method = Deine einzige Methode neben E-Mail
account-email-method = Code per E-Mail
account-to-email = an { $email }
account-always-on = Immer an
account-opening-provider = { $provider } wird geöffnet …
account-add-provider = { $provider } hinzufügen
account-provider-hint = Auch dein Konto dort muss { $email } verwenden.
account-devices = Geräte
account-sign-out-others = Alle anderen Geräte abmelden
account-this-device = Dieses Gerät
account-session-used = zuletzt verwendet: { $seen } · angemeldet: { $created }
account-sign-out-device = Abmelden<span class="visually-hidden">: Gerät { $number }, { $device }</span>
account-see-activity = Gesamte Aktivität
account-no-activity-yet = Noch keine Aktivität.
account-invited = Du bist eingeladen
account-access-suspended = Dein Zugang ist gesperrt
account-create-or-join = Organisation erstellen oder beitreten
account-suspended-by = Ein Admin von <strong>{ $name }</strong> hat deinen Zugang gesperrt. Bitte dort einen Inhaber oder Admin, dich zu entsperren; deine Aufgaben bleiben erhalten. Oder <a href="{ $href }">verlasse { $name }</a>.
account-your-invitations = Deine Einladungen
account-create-own = Eigene Organisation erstellen
account-signed-in-as = Du bist als <strong>{ $email }</strong> angemeldet.
account-signed-in-without = Du bist als <strong>{ $email }</strong> angemeldet und noch in keiner Organisation.
account-join-existing = Einer Organisation beitreten
account-ask-for-invitation = Bitte dort einen Inhaber oder Admin, { $email } einzuladen. Die Einladung kommt per E-Mail und erscheint auch hier.
account-have-link = Hast du einen Link?
account-have-link-hint = Füge den Link aus der E-Mail oder Nachricht ein.
account-open-link = Link öffnen
account-step-one = Schritt 1 von 2
account-register-intro = Du wirst Inhaber und kannst gleich Leute einladen.
account-organization-name = Name der Organisation
account-url = URL
account-url-hint = Kleinbuchstaben, Ziffern und Bindestriche.
account-available = <strong>{ $slug }</strong> ist frei · <button class="button small" type="button" hidden data-suggestion="{ $slug }">Übernehmen</button>
account-use-suggestion = Übernehmen:
account-back-to-organizations = Zurück zu deinen Organisationen
account-join-instead = Stattdessen einer Organisation beitreten
account-choose-organization = Organisation wählen
account-search-yours = Deine Organisationen durchsuchen
account-search-by = Nach Name oder Adresse suchen
account-organizations-found = { $count ->
        [one] { $count } Organisation
       *[other] { $count } Organisationen
    } gefunden
account-organizations = { $count ->
        [one] { $count } Organisation
       *[other] { $count } Organisationen
    }
account-page-of = {""}, Seite { $page } von { $pages }
account-show-all = <a href="/auth/select-tenant">Alle zeigen</a>
account-none-matches = Keine deiner Organisationen passt
account-check-spelling = Prüfe die Schreibweise oder suche nach einem Teil des Namens.
account-how-to-join-one = <a href="/auth/no-organization">Sieh nach, wie du einer beitrittst</a>.
account-create-another = Weitere Organisation erstellen
account-restore-name = { $name } wiederherstellen
account-restore-title = Wiederherstellen
account-restore-when = Ein Inhaber hat diese Organisation am { $deleted } gelöscht. Am { $erased } wird alles darin endgültig gelöscht.
account-restore-what = Wenn du sie wiederherstellst, steht sie allen Mitgliedern wieder offen, mit allem, was darin war. Wir benachrichtigen sie per E-Mail.
account-restoring = Wiederherstellen …
account-restore-organization = Organisation wiederherstellen
account-leave-question = { $name } verlassen?
account-leave-suspended = Dein Zugang ist schon gesperrt. Jetzt endet auch deine Mitgliedschaft.
account-leave-todos = Deine privaten Aufgaben dort werden gelöscht. Geteilte bleiben bei { $name }.
account-leave-for-good = Danach kann dich niemand entsperren. Um zurückzukommen, brauchst du eine neue Einladung.
account-leaving = Verlassen …
account-leave-name = { $name } verlassen
account-stay = Bleiben
event-sign-in-refused = Anmeldung abgewiesen
event-codes-refused = Zu viele falsche Codes; vorerst werden keine mehr angenommen
event-signed-out = Abgemeldet
event-session-revoked = Anderes Gerät abgemeldet
event-others-revoked = Überall sonst abgemeldet
event-password-changed = Passwort geändert
event-password-reset = Neues Passwort mit einem Code per E-Mail festgelegt
event-email-undone = Änderung der E-Mail-Adresse rückgängig gemacht
event-deletion-asked = Löschung des Kontos beantragt
event-deletion-canceled = Konto behalten
event-provider-changed = Vom früheren Anmeldedienst übernommen
event-data-exported = Kopie der Daten heruntergeladen
event-signed-in = { $method ->
        [password] Mit Passwort angemeldet
        [code] Mit einem Code per E-Mail angemeldet
        [another_service] Über einen anderen Dienst angemeldet
       *[unknown] Angemeldet
    }
event-confirmed = { $method ->
        [password] Mit Passwort bestätigt, dass du es bist
        [code] Mit einem Code per E-Mail bestätigt, dass du es bist
        [another_service] Über einen anderen Dienst bestätigt, dass du es bist
       *[unknown] Bestätigt, dass du es bist
    }
event-not-confirmed = { $method ->
        [password] Bestätigung mit Passwort fehlgeschlagen
        [code] Bestätigung mit einem Code per E-Mail fehlgeschlagen
        [another_service] Bestätigung über einen anderen Dienst fehlgeschlagen
       *[unknown] Bestätigung fehlgeschlagen
    }
event-email-asked = Änderung der Adresse in { $email } beantragt
event-email-changed = Adresse in { $email } geändert
event-method-linked = Anmeldemethode hinzugefügt: { $name }
event-method-unlinked = Anmeldemethode entfernt: { $name }
account-language = Sprache
account-language-hint = Für Seiten und für E-Mails an dich.
account-language-browser = Wie im Browser
account-save-language = Sprache speichern
