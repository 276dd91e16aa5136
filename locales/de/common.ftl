language-tag = de
language-direction = ltr
layout-skip = Zum Inhalt springen
layout-account = Konto
layout-menu = Menü
layout-close-menu = Menü schließen
layout-home = Start
layout-todos = Aufgaben
layout-requests = Anfragen
layout-waiting-requests = <span class="visually-hidden"> offen</span>
layout-switch = Organisation wechseln
layout-invitations-wait = { $count }<span class="visually-hidden"> { $count ->
        [one] Einladung wartet
       *[other] Einladungen warten
    } auf dich</span>
layout-search-yours = Deine Organisationen durchsuchen
layout-search-organizations = Organisationen suchen
layout-none-yet = Du bist noch in keiner Organisation.
layout-all-yours = Alle deine Organisationen
layout-manage = Organisationen verwalten
layout-your-account = Dein Konto
layout-no-name = Noch kein Name
layout-account-settings = Kontoeinstellungen
layout-development = Entwicklung
layout-mailbox = Postfach
layout-sign-in-log = Anmeldeprotokoll
forms-try-again-in = Du kannst es in { $time } noch einmal versuchen.
forms-problems = { $count ->
        [one] Etwas stimmt nicht
       *[other] { $count } Angaben stimmen nicht
    }
forms-email = E-Mail-Adresse
forms-password-hint = Mindestens 8 Zeichen. Ein paar Wörter ohne Zusammenhang sind ein gutes Passwort.
forms-worth-short = Zu kurz
forms-worth-weak = Leicht zu erraten. Nimm ein paar Wörter ohne Zusammenhang.
forms-worth-fair = Ganz gut. Länger ist sicherer.
forms-worth-strong = Stark
forms-code = Sechsstelliger Code
forms-tries-left = { $count ->
        [0] Für diesen Code gibt es keine Versuche mehr. Fordere einen neuen an.
        [one] Noch { $count } Versuch, dann brauchst du einen neuen Code.
       *[other] Noch { $count } Versuche, dann brauchst du einen neuen Code.
    }
forms-pages = Seiten
forms-newer = Neuere
forms-older = Ältere
role-name = { $role ->
        [owner] Inhaber
        [admin] Admin
       *[member] Mitglied
    }
sign-in = Anmelden
signing-in = Anmelden …
sign-out = Abmelden
signing-out = Abmelden …
add = Hinzufügen
adding = Hinzufügen …
edit = Bearbeiten
delete = Löschen
deleting = Löschen …
remove-more = Entfernen …
removing = Entfernen …
uploading = Hochladen …
save = Speichern
saving = Speichern …
sending = Senden …
checking = Prüfen …
joining = Beitreten …
asking = Anfragen …
creating = Erstellen …
declining = Ablehnen …
replacing = Ersetzen …
cancel = Abbrechen
continue = Weiter
copy = Kopieren
search = Suchen
back = Zurück
or = oder
newest = Neueste
previous = Zurück
next = Weiter
default = Standard
not-now = Nicht jetzt
check-again = Erneut prüfen
try-again = Erneut versuchen
show-everyone = Alle zeigen
show-everything = Alles zeigen
skip-for-now = Überspringen
members = Mitglieder
invitations = Einladungen
organizations = Organisationen
settings = Einstellungen
insights = Auswertung
activity = Aktivität
recent-activity = Letzte Aktivität
all-activity = Gesamte Aktivität
access = Zugang
danger-zone = Gefahrenbereich
invite-people = Leute einladen
create-organization = Organisation erstellen
your-organizations = Deine Organisationen
go-to-organizations = Zu deinen Organisationen
back-to-members = Zurück zu den Mitgliedern
role = Rolle
name = Name
password = Passwort
security = Sicherheit
profile = Profil
email = E-Mail
title-invitation = Einladung
title-no-organization = Noch keine Organisation
title-restore = Organisation wiederherstellen
title-take-over = Übernehmen
title-todo = Aufgabe
title-change-members = Mehrere Mitglieder ändern
title-remove-member = Mitglied entfernen
title-suspend-member = Mitglied sperren
title-join = Organisation beitreten
title-components = Bausteine
title-api = API
title-landing = Organisationen unter einem Dach
former-member = Ehemaliges Mitglied
forms-try-again-now = Du kannst es jetzt noch einmal versuchen.
forms-show = Zeigen
forms-show-password = Passwort zeigen
forms-hide = Verbergen
forms-hide-password = Passwort verbergen
session-ends-soon = Deine Sitzung endet in zwei Minuten.
session-ended = Deine Sitzung ist beendet. Was du geschrieben hast, bleibt hier.
session-stayed = Du bleibst angemeldet.
layout-undo = Rückgängig
layout-restored = Was du geschrieben hast, ist wieder da. Es ist noch nicht gespeichert.
forms-resend-in = in { $seconds } s
copied = Kopiert
layout-failed = Das hat nicht geklappt. Lade neu und versuch es noch einmal.
