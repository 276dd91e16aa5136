account-yours = Your account
account-activity = Account activity
account-activity-about = The last 12 months. See something unfamiliar? <a href="/account/security">Change your password</a> to sign out all other devices.
account-activity-pages = Pages of activity
account-no-activity = No activity here
account-see-newest = See the newest
account-closing = Your account will be deleted
account-closing-more = You asked us to delete <strong class="breakable">{ $email }</strong>. That happens on { $time }. Until then your data is kept and your account is locked.
account-opening = Opening…
account-keep = Keep my account
account-delete-yours = Delete your account
account-export-yours = Export your data
account-export-about = One file with your profile, organizations, to-dos, sessions and activity.
account-export = Export data
account-undecided = First, decide about your organizations
account-only-owner = You’re the only owner of { $count ->
        [one] an organization
       *[other] organizations
    } with other members. Before you can delete your account, make another member an owner, or delete the organization.
account-others = { $count } other { $count ->
        [one] member
       *[other] members
    }
account-add-owner = Add an owner<span class="visually-hidden"> to { $name }</span>
account-transfer = Transfer<span class="visually-hidden"> { $name }</span>
account-delete-organization = Delete<span class="visually-hidden"> { $name }</span>
account-delete = Delete account
account-alone = <strong>{ $name }</strong> has no other member and is deleted at once, with everything in it.
account-signed-out-at-once = You’re signed out on all devices at once.
account-change-mind = You have 7 days to change your mind: sign in to cancel.
account-change-mind-restore = Then you can also restore { $count ->
        [one] the organization
       *[other] the organizations
    }.
account-deleted-after = After that, your account and your private data are deleted permanently.
account-hosted-record = The sign-in service of this site keeps its own record of you; the operator of this site can delete it there.
account-type-to-confirm = Type { $email } to confirm
account-delete-mine = { $count ->
        [0] Delete my account
        [one] Delete my account and the organization
       *[other] Delete my account and { $count } organizations
    }
account-change-email = Change email
account-code-sent = We emailed a six-digit code to <strong class="breakable">{ $new }</strong>. Until you enter it, <strong class="breakable">{ $old }</strong> stays your email.
account-confirm-new = Confirm new email
account-new-code = Send a new code
account-development-mail = In development the email is in the <a href="/dev/mailbox?to={ $email }" target="_blank">mailbox</a>.
account-current-email = Current email
account-new-email = New email
account-code-hint = We email a code there to confirm it’s yours, and let both addresses know.
account-link-hint = The sign-in service emails a link that confirms it.
account-email-link = Email me a link
account-email-code = Email me a code
account-undo-hint = For 7 days, a link in the email to your old address undoes the change.
account-choose-password = Choose a password
account-dropped = Your email is confirmed and you’re signed in. We didn’t keep the password from sign-up: it was entered in another browser, and only you know whether that was you.
account-password-set = We’ll email you that a password was set.
account-save-password = Save password
account-skip = <a href="{ $href }">Skip for now</a>: you can sign in with an emailed code or link.
account-default-opens = Your default opens when you sign in.
account-last-used = last used { $time }
account-make-default = Make default<span class="visually-hidden">: { $name }</span>
account-leave = Leave…<span class="visually-hidden"> { $name }</span>
account-organization-pages = Pages of organizations
account-none-yet = You’re not in an organization yet
account-how-to-join = <a href="/auth/no-organization">See how to join one</a>, or create your own.
account-suspended = Suspended
account-suspended-about = You can’t open these until an owner or admin reinstates you. Your to-dos there are kept.
account-requests = Your requests to join
account-deleted = Deleted organizations
account-erased-on = Erased on { $time }
account-restore = Restore<span class="visually-hidden"> { $name }</span>
account-used-last = used last
account-your-name = Your name
account-name-hint = Members of your organizations see it.
account-save-name = Save name
account-profile-picture = Profile picture
account-picture = Picture
account-picture-about = Members of your organizations see it next to your name. Without a picture, they see your initials.
account-picture-hint = PNG, JPEG or WebP, at most 1 MB. Cut to a square.
account-save-picture = Save picture
account-remove-picture = Remove picture
account-seven-days = You have 7 days to change your mind.
account-delete-more = Delete account…
account-no-password = You don’t have a password. We email you a code to set one.
account-set-password = Set a password
account-current-password = Current password
account-new-password = New password
account-password-changes = All other devices are signed out, and we email you that it changed. <a href="/auth/forgot-password?email={ $email }">Forgot your password?</a>
account-change-password = Change password
account-methods = Sign-in methods
account-methods-unproven = Confirm it’s you to see and change them.
account-confirm-you = Confirm it’s you
account-methods-unavailable = They can’t be shown right now. <a href="/account/security">Try again</a>
account-remove-method = Remove<span class="visually-hidden"> { $label }</span>
account-only-method = Your only method besides email
account-email-method = Email code
account-to-email = to { $email }
account-always-on = Always on
account-opening-provider = Opening { $provider }…
account-add-provider = Add { $provider }
account-provider-hint = Your account there must use { $email } too.
account-devices = Devices
account-sign-out-others = Sign out all other devices
account-this-device = This device
account-session-used = last used { $seen } · signed in { $created }
account-sign-out-device = Sign out<span class="visually-hidden"> device { $number }, { $device }</span>
account-see-activity = See all activity
account-no-activity-yet = No activity yet.
account-invited = You’re invited
account-access-suspended = Your access is suspended
account-create-or-join = Create or join an organization
account-suspended-by = An admin of <strong>{ $name }</strong> suspended your access. Ask one of its owners or admins to reinstate you; your to-dos there are kept. Or <a href="{ $href }">leave { $name }</a>.
account-your-invitations = Your invitations
account-create-own = Create your own organization
account-signed-in-as = You’re signed in as <strong>{ $email }</strong>.
account-signed-in-without = You’re signed in as <strong>{ $email }</strong> and not in an organization yet.
account-join-existing = Join an existing organization
account-ask-for-invitation = Ask an owner or admin there to invite { $email }. The invitation arrives by email and shows up here too.
account-have-link = Have a link?
account-have-link-hint = Paste the link from an email or a message.
account-open-link = Open link
account-step-one = Step 1 of 2
account-register-intro = You’ll be its owner and can invite people right away.
account-organization-name = Organization name
account-url = URL
account-url-hint = Lowercase letters, numbers and hyphens.
account-available = <strong>{ $slug }</strong> is available · <button class="button small" type="button" hidden data-suggestion="{ $slug }">Use this</button>
account-use-suggestion = Use
account-back-to-organizations = Back to your organizations
account-join-instead = Join an existing organization instead
account-choose-organization = Choose an organization
account-search-yours = Search your organizations
account-search-by = Search by name or address
account-organizations-found = { $count } { $count ->
        [one] organization
       *[other] organizations
    } found
account-organizations = { $count } { $count ->
        [one] organization
       *[other] organizations
    }
account-page-of = {""}, page { $page } of { $pages }
account-show-all = <a href="/auth/select-tenant">Show all</a>
account-none-matches = No organization of yours matches
account-check-spelling = Check the spelling, or search for a part of the name.
account-how-to-join-one = <a href="/auth/no-organization">See how to join one</a>.
account-create-another = Create another organization
account-restore-name = Restore { $name }
account-restore-title = Restore
account-restore-when = An owner deleted this organization on { $deleted }. On { $erased } everything in it is erased.
account-restore-what = If you restore it, it is open to all its members again, with everything that was in it. We email them.
account-restoring = Restoring…
account-restore-organization = Restore organization
account-leave-question = Leave { $name }?
account-leave-suspended = Your access is already suspended. Now your membership ends too.
account-leave-todos = Your private to-dos there are deleted. Shared ones stay with { $name }.
account-leave-for-good = Nobody can reinstate you after that. To come back, you need a new invitation.
account-leaving = Leaving…
account-leave-name = Leave { $name }
account-stay = Stay
event-sign-in-refused = Sign-in refused
event-codes-refused = Too many wrong codes; no more are accepted for a while
event-signed-out = Signed out
event-session-revoked = Signed out another device
event-others-revoked = Signed out everywhere else
event-password-changed = Changed the password
event-password-reset = Set a new password with an emailed code
event-email-undone = Undid the change of email
event-deletion-asked = Asked to delete the account
event-deletion-canceled = Kept the account
event-provider-changed = Moved from the sign-in service used here before
event-data-exported = Downloaded a copy of the data
event-signed-in = { $method ->
        [password] Signed in with your password
        [code] Signed in with an emailed code
        [another_service] Signed in with another service
       *[unknown] Signed in
    }
event-confirmed = { $method ->
        [password] Confirmed it was you with your password
        [code] Confirmed it was you with an emailed code
        [another_service] Confirmed it was you with another service
       *[unknown] Confirmed it was you
    }
event-not-confirmed = { $method ->
        [password] Failed to confirm it was you with your password
        [code] Failed to confirm it was you with an emailed code
        [another_service] Failed to confirm it was you with another service
       *[unknown] Failed to confirm it was you
    }
event-email-asked = Asked to change the address to { $email }
event-email-changed = Changed the address to { $email }
event-method-linked = Added a way to sign in: { $name }
event-method-unlinked = Removed a way to sign in: { $name }
account-language = Language
account-language-hint = For pages, and for mails to you.
account-language-browser = Same as the browser
account-save-language = Save language
