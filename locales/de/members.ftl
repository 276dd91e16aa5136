members-you = Du
members-suspended = Gesperrt
members-search-label = Mitglieder nach Name oder Adresse durchsuchen
members-name-or-address = Name oder Adresse
members-show = Anzeigen
members-everyone = Alle
members-owners = Inhaber
members-admins = Admins
members-range = { $first }–{ $last } von { $total }
members-range-none = 0 von { $total }
members-that-match = passen
members-change-own-role = Ändern …<span class="visually-hidden"> (eigene Rolle)</span>
members-role-of = Rolle von { $name }
members-given-by-owners = (nur durch Inhaber)
members-save-role = Speichern<span class="visually-hidden">: Rolle von { $name }</span>
members-select = { $name } auswählen
members-with-selected = Ausgewählte Mitglieder
members-role-for-selected = Rolle für ausgewählte Mitglieder
members-change-role-more = Rolle ändern …
members-was = Bisher { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
members-leave-more = Verlassen …
members-more-about = Mehr zu { $name }
members-reinstate-more = Entsperren …
members-suspend-more = Sperren …
members-needs-owner = { $organization } braucht mindestens einen Inhaber, und du bist der einzige. Mach zuerst jemand anderen zum Inhaber:
members-choose-one = <a href="{ $href }">Wähle ein Mitglied</a> und gib ihm die Rolle Inhaber, oder
members-invite-owner = <a href="/o/{ $slug }/invitations?role=owner#invite">lade jemanden als Inhaber ein</a>.
members-private-todos = { $whose ->
        [yours] { $count ->
            [one] <strong>Eine private Aufgabe</strong> von dir wird endgültig gelöscht.
           *[other] <strong>{ $count } private Aufgaben</strong> von dir werden endgültig gelöscht.
        }
       *[theirs] { $count ->
            [one] <strong>Eine private Aufgabe</strong> wird endgültig gelöscht.
           *[other] <strong>{ $count } private Aufgaben</strong> werden endgültig gelöscht.
        }
    }
members-shared-todos = { $count ->
        [one] Eine geteilte Aufgabe bleibt bei der Organisation.
       *[other] { $count } geteilte Aufgaben bleiben bei der Organisation.
    }
members-assigned-todos = { $count ->
        [one] Für eine offene Aufgabe ist danach niemand mehr zuständig.
       *[other] Für { $count } offene Aufgaben ist danach niemand mehr zuständig.
    }
members-no-todos = { $whose ->
        [yours] Du hast hier keine Aufgaben
       *[theirs] Sie haben hier keine Aufgaben
    }, also wird nichts gelöscht.
members-what-roles-may = Was jede Rolle darf
members-permissions-of = Rechte jeder Rolle
members-permission = Recht
members-role-member = Mitglied
members-role-admin = Admin
members-role-owner = Inhaber
members-yes = Ja
members-no = Nein
members-people = Leute
members-email-addresses = E-Mail-Adressen
members-email-hint = Bis zu 50, durch Kommas oder Zeilen getrennt.
members-people-in = Leute in { $organization }.
members-more-in = { $count ->
        [one] { $count }+ Person
       *[other] { $count }+ Personen
    } in { $organization }.
members-count-in = { $count ->
        [one] { $count } Person
       *[other] { $count } Personen
    } in { $organization }.
members-select-column = Auswählen
members-actions = Aktionen
members-none-match = Keine passenden Mitglieder
members-past-end = Diese Seite liegt hinter dem Ende der Liste.
members-none-filtered = Kein Mitglied hat das im Namen oder in der Adresse, oder nicht mit diesem Filter.
members-none-found = Kein Mitglied hat das im Namen oder in der Adresse.
members-pages = Seiten mit Mitgliedern
members-bulk-done = Erledigt
members-bulk-nothing = Nichts zu ändern
members-bulk-remove-question = { $count ->
        [one] Ein Mitglied entfernen?
       *[other] { $count } Mitglieder entfernen?
    }
members-bulk-role-question = Rolle { $count ->
        [one] eines Mitglieds
       *[other] von { $count } Mitgliedern
    } in { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    } ändern?
members-bulk-removed = Keine Mitglieder mehr
members-bulk-role-now = Rolle ist jetzt { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
members-bulk-to-remove = Werden entfernt
members-bulk-role-will = Rolle wird { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
members-bulk-access = Ab ihrem nächsten Klick können sie { $organization } nicht mehr öffnen.
members-bulk-email = Wir benachrichtigen alle per E-Mail.
members-bulk-remove = { $count ->
        [one] Ein Mitglied entfernen
       *[other] { $count } Mitglieder entfernen
    }
members-change-role = Rolle ändern
members-bulk-not-changed = Nicht geändert
members-bulk-stay = Bleiben unverändert
members-bulk-none = Keine Mitglieder ausgewählt
members-bulk-select-first = Wähle zuerst Mitglieder in der Liste aus.
members-remove-question = { $name } aus { $organization } entfernen?
members-no-access = Ab dem nächsten Klick ist { $organization } für sie nicht mehr zugänglich. Wir senden eine E-Mail.
members-invitation-back = Mit einer neuen Einladung können sie zurückkommen.
members-give-todos = Geteilte Aufgaben übergeben an (optional)
members-give-todos-hint = Die E-Mail-Adresse eines Mitglieds, dem sie dann gehören. Ohne Angabe gehören sie niemandem.
members-remove-name = { $name } entfernen
members-change-your-role = Deine Rolle ändern
members-change-role-of = Rolle von { $name } ändern
members-now = Jetzt
members-own-role-hint = Gilt ab deinem nächsten Klick. Die jetzige Rolle kann dir nur jemand mit einer höheren zurückgeben.
members-role-hint = Gilt ab dem nächsten Klick. Wir senden eine E-Mail.
members-reinstate-question = { $name } entsperren?
members-suspend-question = { $name } sperren?
members-reinstate-more-about = { $organization } steht ihnen wieder offen, als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }. Wir senden eine E-Mail.
members-reinstating = Entsperren …
members-reinstate-name = { $name } entsperren
members-suspend-kept = Rolle und Aufgaben bleiben erhalten. Offene Einladungen, die sie als { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    } gesendet haben, werden zurückgezogen.
members-reinstate-any-time = Du kannst sie jederzeit entsperren.
members-suspending = Sperren …
members-suspend-name = { $name } sperren
members-leave-question = { $organization } verlassen?
members-leave-access = Du verlierst sofort den Zugang.
members-leave-back = Mit einer neuen Einladung kannst du zurückkommen.
members-leaving = Verlassen …
members-leave-organization = { $organization } verlassen
members-stay = Bleiben
invitations-about = Jede Person bekommt per E-Mail einen Link, der 7 Tage gilt.
invitations-sent = Gesendete Einladungen
invitations-state = Status
invitations-link = <strong>Ein Link für { $email }.</strong> Er wird nur jetzt gezeigt und gilt 7 Tage. Frühere Links dieser Einladung gelten nicht mehr. Weil du ihn gesehen hast, muss { $email } vor dem Beitritt einen Code aus einer E-Mail eingeben.
invitations-invited-by = eingeladen von { $inviter }
invitations-invited-by-nameless = eingeladen von einem Mitglied ohne Namen
invitations-ended = { $state ->
        [accepted] angenommen
        [declined] abgelehnt
       *[revoked] zurückgezogen
    } am { $time }
invitations-expires = gilt bis { $time }
invitations-expired = abgelaufen am { $time }
invitations-only-owner = Das kann nur ein Inhaber ändern.
invitations-resend = Erneut senden<span class="visually-hidden">: Einladung an { $email }</span>
invitations-copy-link = Link kopieren<span class="visually-hidden"> für { $email }</span>
invitations-cancel = Zurückziehen<span class="visually-hidden">: Einladung an { $email }</span>
invitations-pages = Seiten mit Einladungen
invitations-none-pending = Keine offenen Einladungen
invitations-none-pending-more = Wen du einlädst, siehst du hier bis zum Beitritt.
invitations-none = { $state ->
        [accepted] Keine angenommenen Einladungen
        [declined] Keine abgelehnten Einladungen
        [expired] Keine abgelaufenen Einladungen
       *[revoked] Keine zurückgezogenen Einladungen
    }
invitations-show-pending = Offene Einladungen zeigen
invitations-results = Ergebnis für jede Adresse
invitations-try-again-in = Versuch es in { $time } noch einmal.
invitations-send = Einladungen senden
welcome-step-two = Schritt 2 von 2
welcome-invite-team = Lade dein Team ein
welcome-about = Alle bekommen per E-Mail einen Link, der 7 Tage gilt. Das geht auch später.
welcome-join-link = Du lädst viele ein? <a href="{ $organization }/settings/access#new-link">Erstelle einen Beitrittslink zum Teilen</a>.
role-member-may = Kann Aufgaben sehen und hinzufügen.
role-admin-may = Kann auch Leute einladen und entfernen.
role-owner-may = Darf alles, auch Einstellungen ändern und die Organisation löschen.
role-owner-by-owners = Darf alles, auch Einstellungen ändern und die Organisation löschen. Diese Rolle geben nur Inhaber.
members-joined = Beigetreten
members-last-active = Zuletzt aktiv
permission-invite = Leute einladen und Einladungen zurückziehen
permission-members = Rollen ändern, Mitglieder sperren und entfernen, bis zur eigenen Rolle
permission-audit = Die Aktivität der Organisation sehen
permission-edit = Name, URL, Farbe und Logo der Organisation ändern
permission-delete = Die Organisation löschen und wiederherstellen
permission-export = Alles herunterladen, was die Organisation enthält
permission-transfer = Die Organisation an ein anderes Mitglied übertragen
permission-joining = Entscheiden, wie Leute ohne Einladung beitreten
permission-of-all = Die Mitglieder sehen und mit eigenen und geteilten Aufgaben arbeiten
members-changed-meanwhile = Inzwischen hat jemand anders diese Mitgliedschaft geändert.
members-this-is-you = Das bist du.
members-role-above = Diese Rolle steht über deiner.
members-owners-give = Diese Rolle geben nur Inhaber.
members-has-role = Hat diese Rolle schon.
members-choose-action = Wähle in der Liste, was mit den Mitgliedern geschehen soll.
members-you-are-now = Du bist jetzt { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }.
members-is-now = { $name } ist jetzt { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }.
members-now-suspended = { $name } ist gesperrt.
members-now-reinstated = { $name } ist entsperrt.
invitations-accepted-already = Diese Einladung wurde angenommen. Um den Zugang zu entziehen, entferne das Mitglied.
invitations-not-invited = { $count ->
        [one] Eine Adresse wurde nicht eingeladen. Sie steht noch hier.
       *[other] { $count } Adressen wurden nicht eingeladen. Sie stehen noch hier.
    }
invitations-now-sent = { $count ->
        [one] { $count } Einladung gesendet.
       *[other] { $count } Einladungen gesendet.
    }
state-pending = Offen
state-accepted = Angenommen
state-declined = Abgelehnt
state-canceled = Zurückgezogen
