access-about = Wie Leute { $organization } ohne Einladung beitreten.
access-see-requests = { $count ->
        [one] { $count } Anfrage ansehen
       *[other] { $count } Anfragen ansehen
    }
access-links = Beitrittslinks
access-link-made = Erstellt am { $time }
access-manage-link = Verwalten<span class="visually-hidden">: Link { $label }</span>
access-manage-link-made = Verwalten<span class="visually-hidden">: Link vom { $time }</span>
access-no-links = Keine Beitrittslinks
access-no-links-more = Mit einem Beitrittslink kann man ohne Einladung Mitglied werden. Erstelle einen und teile ihn mit deinem Team.
access-new-link = Neuer Link
access-link-about = Leute treten als Mitglieder bei. Du kannst den Link jederzeit ausschalten.
access-create-link = Link erstellen
access-max-links = Eine Organisation hat höchstens { $max } Links. Lösche einen, um einen neuen zu erstellen.
access-domains = Domains
access-offers-nothing = Bietet noch nichts an
access-can-join = Leute können beitreten
access-can-ask = Leute können anfragen
access-prove-again-by = erneut nachweisen bis { $time }
access-prove-again = Erneut nachweisen<span class="visually-hidden">: { $domain }</span>
access-manage-domain = Verwalten<span class="visually-hidden">: { $domain }</span>
access-prove = Nachweisen<span class="visually-hidden">: { $domain }</span>
access-no-domains = Keine Domains
access-no-domains-more = Weise nach, dass eine Domain dir gehört, und alle mit einer Adresse dort finden { $organization } nach der Anmeldung.
access-new-domain = Neue Domain
access-domain = Domain
access-domain-hint = Was in deinen Adressen auf das @ folgt, etwa example.com.
access-add-domain = Domain hinzufügen
access-max-domains = Eine Organisation hat höchstens { $max } Domains. Entferne eine, um eine weitere hinzuzufügen.
access-on = An
access-off = Aus
access-expired = Abgelaufen
access-used-up = Aufgebraucht
access-asked-of = { $uses } von { $max ->
        [one] { $max } Person angefragt
       *[other] { $max } Personen angefragt
    }
access-asked = { $uses ->
        [one] { $uses } Person hat angefragt
       *[other] { $uses } Personen haben angefragt
    }
access-joined-of = { $uses } von { $max ->
        [one] { $max } Person beigetreten
       *[other] { $max } Personen beigetreten
    }
access-joined = { $uses ->
        [one] { $uses } Person ist beigetreten
       *[other] { $uses } Personen sind beigetreten
    }
access-needs-approval = mit Freigabe
access-ended = beendet { $time }
access-until = bis { $time }
access-only = nur { $domain }
access-label = Bezeichnung (optional)
access-label-hint = Für Admins, etwa „Freie Mitarbeit“. Wer dem Link folgt, sieht sie nicht.
access-approval = Freigabe verlangen
access-approval-hint = Leute fragen an, und ein Admin entscheidet.
access-last-day = Letzter Tag (optional)
access-last-day-hint = Der Link gilt bis zum Ende dieses Tages in UTC.
access-number = Anzahl Personen (optional)
access-number-hint = Nach so vielen Personen endet der Link. Jede zählt einmal, auch wenn sie geht und wiederkommt.
access-email-domains = E-Mail-Domains (optional)
access-email-domains-hint = Nur mit Adressen dieser Domains kann man beitreten, etwa example.com. Trenne mehrere durch Kommas.
access-copy-link = Kopieren<span class="visually-hidden">: Link</span>
access-asked-on = Angefragt am { $time }. Ein Admin entscheidet.
access-withdrawing = Zurückziehen …
access-withdraw = Zurückziehen<span class="visually-hidden">: Anfrage an { $organization }</span>
access-offers-for = Für { $email }
access-domain-join = Mit deiner Domain kannst du beitreten.
access-domain-ask = Mit deiner Domain kannst du anfragen.
access-join-offer = Beitreten<span class="visually-hidden">: { $organization }</span>
access-ask-offer = Anfragen<span class="visually-hidden">: { $organization }</span>
access-proven = Nachgewiesen
access-record-gone = Eintrag fehlt
access-lapsed = Nachweis abgelaufen
access-taken-over = Übernommen
access-not-proven = Nicht nachgewiesen
access-offer-legend = Leute mit einer Adresse dort
access-offer-ask = Können anfragen
access-offer-ask-hint = Ein Admin entscheidet.
access-offer-join = Können beitreten
access-offer-join-hint = Sie werden Mitglied, wenn sie möchten.
access-back = ← Zugang
access-join-link = Beitrittslink
access-turning-on = Einschalten …
access-turn-on = Einschalten
access-turning-off = Ausschalten …
access-turn-off = Ausschalten
access-share-it = Teilen
access-link-off = Dieser Link ist aus, also kommt mit ihm niemand hinein.
access-link-expired = Dieser Link ist abgelaufen. Wähle einen späteren letzten Tag, um ihn wieder zu verwenden.
access-link-used-up = Dieser Link hat seine Anzahl Personen erreicht. Erhöhe sie, um mehr hineinzulassen.
access-link-can-ask = Wer diesen Link öffnet, kann anfragen, { $organization } als Mitglied beizutreten
access-link-can-join = Wer diesen Link öffnet, kann { $organization } als Mitglied beitreten
access-link-with-address = {", mit einer Adresse von "}
access-link-or = {" oder "}
access-old-secret = Diese Adresse entstand mit einem anderen Server-Geheimnis und kann nicht mehr gezeigt werden. Sie gilt noch. Erstelle eine neue, um sie wieder zu teilen.
access-qr-code = Die Adresse als QR-Code
access-download-qr = QR-Code herunterladen
access-who = Wer ihn verwenden kann
access-replace-or-delete = Ersetzen oder löschen
access-replace-about = Mit einer neuen URL gilt die jetzige nicht mehr, auch nicht in gedruckten QR-Codes. Wer beigetreten ist, bleibt in jedem Fall Mitglied.
access-new-url = Neue URL …
access-replace-url = URL ersetzen
access-delete-more = Löschen …
access-delete-link = Link löschen
access-requests = Beitrittsanfragen
access-requests-about = Leute, die { $organization } beitreten möchten. Wir senden ihnen deine Antwort per E-Mail.
access-requests-label = Anfragen
access-by-link = Beitrittslink
access-by-domain = E-Mail-Domain
access-role-of = Rolle von { $name }
access-approving = Freigeben …
access-approve = Freigeben<span class="visually-hidden">: { $name }</span>
access-decline = Ablehnen<span class="visually-hidden">: { $name }</span>
access-later-requests = Spätere Anfragen
access-request-pages = Seiten mit Anfragen
access-no-requests = Keine Anfragen
access-no-requests-more = Anfragen kommen über Beitrittslinks mit Freigabe: siehe <a href="/o/{ $slug }/settings/access">Zugang</a>.
access-proven-dns = Am { $time } durch einen DNS-Eintrag nachgewiesen.
access-proven-code = Am { $time } durch einen Code an ein Postfach dort nachgewiesen.
access-state-record = Der DNS-Eintrag fehlte am { $time }, daher wird niemandem mehr der Beitritt angeboten. Veröffentliche ihn wieder und prüfe dann.
access-state-lapsed = Der Nachweis durch einen Code endete am { $time }, daher wird niemandem mehr der Beitritt angeboten. Weise die Domain erneut nach.
access-state-displaced = Eine andere Organisation hat diese Domain am { $time } durch einen DNS-Eintrag nachgewiesen, der mehr zählt als ein Code. Niemandem wird mehr angeboten, { $organization } über sie beizutreten.
access-state-unproven = Weise nach, dass die Domain zu { $organization } gehört. Bis dahin wird niemandem der Beitritt angeboten.
access-due = Weise die Domain bis { $time } erneut nach, sonst wird über sie niemandem mehr der Beitritt angeboten. Das Mitglied, das den letzten Code eingegeben hat, ist nicht mehr da, oder ein Jahr ist um. Ein DNS-Eintrag läuft nicht ab.
access-how = So funktioniert es
access-how-more = Alle mit einer bestätigten Adresse bei <strong>{ $domain }</strong> sehen { $organization } unter ihren Organisationen, mit einer Schaltfläche { $offer ->
        [join] zum Beitreten
       *[ask] zum Anfragen
    }. Ohne sie zu drücken, tritt niemand bei. Adressen von Subdomains zählen nicht.
access-dns-hint = Wir sehen den DNS-Eintrag jeden Tag nach. Fehlt er, endet das Angebot, und die Admins bekommen eine E-Mail.
access-code-hint = Ein Nachweis durch einen Code gilt bis { $time }, oder noch 14 Tage, wenn das Mitglied, das ihn eingegeben hat, nicht mehr da ist. Vorher bekommen die Admins eine E-Mail.
access-dns-for-good = Dauerhaft durch einen DNS-Eintrag nachweisen
access-by-dns = Durch einen DNS-Eintrag
access-dns-about = Füge diesen TXT-Eintrag dort hinzu, wo das DNS der Domain verwaltet wird. Lass ihn stehen: Wir sehen ihn jeden Tag nach.
access-dns-type = Typ
access-dns-value = Wert
access-copy-name = Kopieren<span class="visually-hidden">: Name</span>
access-copy-value = Kopieren<span class="visually-hidden">: Wert</span>
access-check-record = Eintrag prüfen
access-by-code-year = Oder für ein weiteres Jahr durch einen Code
access-by-code = Oder durch einen Code
access-code-sent = Wir haben einen sechsstelligen Code an <strong>{ $email }</strong> gesendet. Er gilt 15 Minuten.
access-prove-domain = Domain nachweisen
access-send-another-to = Neuen Code senden an
access-send-to = Code senden an
access-send-code = Code senden
access-people-can = Was Leute tun können
access-remove-domain = Domain entfernen
access-remove-hint = Sie wird niemandem mehr angeboten. Wer beigetreten ist, bleibt Mitglied.
access-remove-name = { $name } entfernen
access-approved = { $name } ist als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    } beigetreten. Wir haben eine E-Mail gesendet.
