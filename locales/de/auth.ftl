auth-street = Eine Straße.<br>Jedes Haus sein eigener Schlüssel.
auth-invited-sign-up = Du bist zu <strong>{ $organization }</strong> eingeladen. Erstelle ein Konto mit der Adresse, die die Einladung bekommen hat.
auth-invited-sign-in = Du bist zu <strong>{ $organization }</strong> eingeladen. Melde dich mit der Adresse an, die die Einladung bekommen hat.
auth-create-yours = Konto erstellen
auth-forgot-code = Passwort vergessen? <a href="/auth/forgot-password?email={ $email }">Code zusenden</a>, um ein neues festzulegen.
auth-name-optional = Dein Name (optional)
auth-creating-account = Konto wird erstellt …
auth-create-account = Konto erstellen
auth-email-link = Anmeldelink zusenden
auth-have-account = Du hast schon ein Konto? <a href="{ $href }">Anmelden</a>
auth-new-here = Neu hier? <a href="{ $href }">Konto erstellen</a>
auth-forgot = Passwort vergessen?
auth-check-email = Prüfe deine E-Mails
auth-code-sent-script = Wir haben <strong data-code-email></strong> eine E-Mail gesendet. Gib den sechsstelligen Code daraus ein, um deine Adresse zu bestätigen.
auth-new-code = Neuen Code senden
auth-development-mail-script = Während der Entwicklung liegt die E-Mail im <a href="/dev/mailbox" target="_blank" data-mailbox>Postfach</a>.
auth-another-address = Andere Adresse verwenden
auth-open-there = Du bist hier abgemeldet. Der Anmeldedienst hat nicht geantwortet, deine Sitzung dort ist also vielleicht noch offen.
auth-open-unread = Wir konnten die Sitzung deines Browsers nicht lesen und deshalb nicht beenden. Dieser Browser hat sie vergessen. War es deine, melde dich an und melde unter Konto, Sicherheit alle anderen Geräte ab.
auth-signed-in-as = Du bist auf diesem Gerät als { $email } angemeldet. Deine anderen Geräte bleiben angemeldet.
auth-stay = Angemeldet bleiben
auth-not-signed-in = Du bist nicht angemeldet.
auth-code-sent = Um <strong>{ $email }</strong> zu bestätigen, gib den sechsstelligen Code aus unserer E-Mail ein.
auth-enter-code = Gib den sechsstelligen Code aus unserer E-Mail an <strong>{ $email }</strong> ein.
auth-enter-email-code = Gib deine E-Mail-Adresse und den sechsstelligen Code ein, den wir dir gesendet haben.
auth-not-received = Nichts bekommen?
auth-possible-after-noscript = <noscript> (möglich in { $seconds } Sekunden)</noscript>
auth-newest-code = Nur der neueste Code gilt. Falsche Adresse? <a href="/auth/login?mode=sign-up">Andere verwenden</a>.
auth-development-mail = Während der Entwicklung liegt die E-Mail im <a href="{ $href }" target="_blank">Postfach</a>.
auth-confirm-yours = Bestätige deine E-Mail-Adresse
auth-verify-link = Dieser Link ging an <strong>{ $email }</strong>. Bestätige mit der Schaltfläche deine Adresse.
auth-confirming = Bestätigen …
auth-confirm-email = E-Mail-Adresse bestätigen
auth-not-created = Du hast hier kein Konto erstellt? Schließ diese Seite, es passiert nichts.
auth-verify-link-over = Links gelten einmal und eine Stunde lang. Ein neuerer ersetzt sie. Ist deine Adresse schon bestätigt, melde dich an. Wenn nicht, bekommst du beim Anmelden einen Code.
auth-choose-new = Neues Passwort wählen
auth-reset-for = Für das Konto von <strong>{ $email }</strong>. Alle angemeldeten Geräte werden abgemeldet.
auth-new-password = Neues Passwort
auth-save-password = Passwort speichern
auth-reset-link-over = Links gelten einmal und eine Stunde lang. Ein neuerer ersetzt sie.
auth-send-new-link = Neuen Link senden
auth-back = Zurück zur Anmeldung
auth-email = E-Mail-Adresse
auth-no-code = Kein Code? <a href="/auth/forgot-password">Code anfordern</a>
auth-set-new = Neues Passwort festlegen
auth-reset-sent = Wenn es zu <strong>{ $email }</strong> ein Konto gibt, haben wir einen sechsstelligen Code dorthin gesendet.
auth-enter-the-code = Code eingeben
auth-another-code = Nichts bekommen? Sieh im Spam-Ordner nach oder <a href="/auth/forgot-password?email={ $email }">fordere einen neuen Code an</a>.
auth-reset-intro = Wir senden dir einen sechsstelligen Code, mit dem du ein neues Passwort festlegst.
auth-email-code = Code zusenden
auth-link-signs-in = Dieser Link meldet dich als <strong>{ $email }</strong> an.
auth-link-device = Angefordert auf { $device }.
auth-link-not-asked = Du hast diesen Link nicht angefordert? Schließ diese Seite, es passiert nichts.
auth-link-over = Links gelten einmal und 10 Minuten lang. Ein neuerer ersetzt sie.
auth-another-way = Anders anmelden
auth-link-sent = Wir haben einen Link an <strong>{ $email }</strong> gesendet. Öffne ihn auf diesem Gerät und melde dich dort mit der Schaltfläche an. Er gilt einmal, für wenige Minuten. Auf einem anderen Gerät geöffnet? Dann bist du dort angemeldet und kannst diese Seite schließen.
auth-another-link = Nichts bekommen? Sieh im Spam-Ordner nach oder <a href="{ $href }">fordere einen neuen Link an</a>. Nur der neueste gilt.
auth-by-email = Per E-Mail anmelden
auth-link-intro = Wir senden dir einen Link, der dich ohne Passwort anmeldet. Neu hier? Er erstellt dein Konto.
auth-completing = Anmeldung wird abgeschlossen
auth-not-completed = Die Anmeldung konnte nicht abgeschlossen werden. Melde dich erneut an.
auth-signing-you-in = Du wirst angemeldet …
auth-needs-script = Dieser Schritt braucht JavaScript, das in diesem Browser ausgeschaltet ist.
auth-too-long = Dauert es zu lange? <a href="/auth/login">Erneut anmelden</a>
auth-continue-with = Weiter mit { $provider }
auth-opening = { $provider } wird geöffnet …
auth-open-provider = { $provider } öffnen
auth-last-used = Zuletzt verwendet
auth-confirm-you = Bestätige, dass du es bist
auth-confirm-by-code = Du bist als <strong class="breakable">{ $email }</strong> angemeldet. Gib zum Fortfahren den Code ein, den wir dir gesendet haben. Wir fragen 10 Minuten lang nicht noch einmal.
auth-confirm-by-password = Du bist als <strong class="breakable">{ $email }</strong> angemeldet. Gib zum Fortfahren dein Passwort ein. Wir fragen 10 Minuten lang nicht noch einmal.
auth-code-from-email = Sechsstelliger Code aus der E-Mail
auth-use-password = Passwort verwenden
auth-undo = Änderung der E-Mail-Adresse rückgängig machen
auth-undo-intro = Dein Konto bekommt diese E-Mail-Adresse zurück, und alle Geräte werden abgemeldet. Auch das Passwort und verknüpfte Anmeldungen werden entfernt, denn jemand anders könnte sie hinzugefügt haben. Wir senden dir einen Link, mit dem du ein neues Passwort festlegst.
auth-undoing = Rückgängig machen …
auth-undo-change = Rückgängig machen
auth-other-account = Beim anderen Konto anmelden
auth-was-you = Hast du sie selbst geändert? Schließ diese Seite, es passiert nichts.
auth-undo-over = Dieser Link wurde schon benutzt, oder seine 7 Tage sind vorbei. Hat jemand anders deine Adresse geändert, wende dich an die Betreiber dieser Seite.
landing-street = Eine Straße.<br>Jedes Haus sein eigener Schlüssel.
landing-intro = Tenantry hält Organisationen nebeneinander und getrennt: jede mit eigenen Leuten, eigenen Daten und eigener URL.
landing-create = Konto erstellen
landing-self-serve = Selbst registrieren
landing-self-serve-more = Erstelle in einer Minute eine Organisation. Deine Kollegen kommen per Einladung oder Link dazu, mit der Rolle, die du ihnen gibst.
landing-one-account = Ein Konto, viele Organisationen
landing-one-account-more = Melde dich einmal an und wechsle mit einem Klick. Jede Organisation hat ihre eigene URL, zwei Tabs können also an zwei Orten sein.
landing-isolated = Von Grund auf getrennt
landing-isolated-more = Anwendung und Datenbank halten Organisationen jeweils getrennt, sodass niemand Daten einer anderen sieht.
