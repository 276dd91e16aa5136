waiting-invited-by = { $inviter } hat dich eingeladen, als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
waiting-invited = Ein Mitglied hat dich eingeladen, als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
waiting-accept = Annehmen<span class="visually-hidden">: Einladung zu { $organization }</span>
waiting-decline = Ablehnen<span class="visually-hidden">: Einladung zu { $organization }</span>
waiting-as = Als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
waiting-all = Alle { $count } Einladungen
join-closed = Dieser Link funktioniert nicht mehr
join-closed-more = Er wurde ausgeschaltet, ist abgelaufen oder aufgebraucht. Bitte die Person, die ihn geteilt hat, um einen neuen.
join-in = Du bist in { $organization }
join-already = Du bist schon Mitglied.
join-open = { $organization } öffnen
join-removed = Mit diesem Link kannst du nicht beitreten
join-removed-more = Ein Admin hat dich aus { $organization } entfernt, oder du bist während einer Sperre ausgetreten. Du kannst anfragen, ob du zurückkommen darfst; ein Admin entscheidet.
join-ask-back = Rückkehr anfragen
join-asked = Du hast angefragt, { $organization } beizutreten
join-asked-more = Ein Admin entscheidet. Die Antwort senden wir an <strong>{ $email }</strong>.
join-see-requests = Deine Anfragen ansehen oder zurückziehen
join-suspended = Dein Zugang ist gesperrt
join-suspended-more = Du bist Mitglied von { $organization }, und ein Admin hat deinen Zugang gesperrt. Bitte dort einen Admin, dich zu entsperren.
join-full = Kein Platz in { $organization }
join-full-more = { $organization } hat so viele Mitglieder, wie möglich sind. Bitte dort einen Admin, Platz zu machen; dann kannst du mit diesem Link beitreten.
join-organization = { $organization } beitreten
join-unproven = Bestätige zuerst <strong>{ $email }</strong>. Dann kannst du mit diesem Link beitreten.
join-confirm-email = E-Mail-Adresse bestätigen
join-other-domain = Dieser Link gilt nur für bestimmte E-Mail-Adressen, und <strong>{ $email }</strong> gehört nicht dazu. Verwende deine Adresse bei { $organization } oder bitte dort einen Admin um eine Einladung.
join-switch-account = Konto wechseln
join-ask-organization = Beitritt zu { $organization } anfragen
join-ask-more = Mit diesem Link kannst du anfragen. Ein Admin entscheidet und sieht deinen Namen und deine E-Mail-Adresse.
join-ask = Beitritt anfragen
join-ask-as = Du fragst als { $email } an. <a href="/dashboard">Nicht jetzt</a>
join-by-link = Mit diesem Link kannst du als Mitglied beitreten.
join-as = Du trittst als { $email } bei. <a href="/dashboard">Nicht jetzt</a>
join-visitor-ask = Mit diesem Link kannst du den Beitritt anfragen. Melde dich zuerst an; danach bist du wieder hier.
join-visitor = Mit diesem Link kannst du als Mitglied beitreten. Melde dich zuerst an; danach bist du wieder hier.
join-create-account = Konto erstellen
invitation-a-member = Ein Mitglied
invitation-intro = <strong>{ $inviter }</strong>{ $address } hat dich eingeladen, als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    } beizutreten. Die Einladung ging an <strong>{ $email }</strong> und gilt bis { $time }.
invitation-wrong-account = Du bist als <strong>{ $own }</strong> angemeldet, die Einladung ist aber für <strong>{ $email }</strong>. Sie bleibt offen, während du wechselst.
invitation-unproven = Bestätige zuerst <strong>{ $email }</strong> mit einem Code, den wir dorthin senden. Dann kannst du beitreten.
join-email-code = Code zusenden
invitation-accept = Einladung annehmen
invitation-join-as = Du trittst als { $email } bei.
join-email = E-Mail-Adresse
invitation-confirmed = Der Link in der E-Mail hat sie bestätigt.
join-your-name = Dein Name
invitation-create-and-join = Konto erstellen und beitreten
invitation-have-account = Du hast schon ein Konto? <a href="/auth/login?mode=sign-in&amp;email={ $email }&amp;return_to={ $here }">Anmelden</a>
invitation-sign-in = Zum Beitreten anmelden
invitation-has-account = Zu { $email } gibt es schon ein Konto.
invitation-use-invited = Verwende die eingeladene Adresse.
invitation-decline = Einladung ablehnen
invitation-expired = Diese Einladung ist abgelaufen
invitation-used = Diese Einladung wurde schon verwendet
invitation-declined = Diese Einladung wurde abgelehnt
invitation-full = { $organization } ist voll
invitation-too-many-owned = Du bist Inhaber vieler Organisationen
invitation-canceled = Diese Einladung wurde zurückgezogen
invitation-expired-by = Sie ist abgelaufen: { $time }. Bitte { $inviter } bei { $organization } um eine neue.
invitation-expired-more = Sie ist abgelaufen: { $time }. Bitte die Person, die dich zu { $organization } eingeladen hat, um eine neue.
invitation-used-more = Eine Einladung gilt einmal. Hast du sie angenommen, findest du { $organization } unter deinen Organisationen.
invitation-declined-by = { $inviter } weiß Bescheid. Hast du es dir anders überlegt, bitte um eine neue Einladung zu { $organization }.
invitation-declined-more = Wer dich eingeladen hat, weiß Bescheid. Hast du es dir anders überlegt, bitte um eine neue Einladung zu { $organization }.
invitation-full-more = Für ein weiteres Mitglied ist kein Platz. Wende dich an einen Admin; die Einladung gilt bis { $time }.
invitation-too-many-more = Mehr Organisationen kann eine Person nicht haben. Lösche oder übertrage eine und folge dem Link noch einmal.
invitation-canceled-more = Sie wurde zurückgezogen, oder wer sie gesendet hat, kann niemanden mehr zu { $organization } einladen. Bitte um eine neue, falls das ein Versehen ist.
invitation-sign-in-first = Um zu antworten, melde dich mit der eingeladenen Adresse an.
