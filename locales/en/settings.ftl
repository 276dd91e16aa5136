settings-general = General
transfer-question = Become an owner of { $organization }?
transfer-offer = Offer
transfer-wants-by = <strong>{ $giver }</strong> wants to transfer this organization to you.
transfer-wants = An owner wants to transfer this organization to you.
transfer-you-become = You become an owner, with full control, including settings and deletion.
transfer-becomes-by = { $giver } becomes an admin.
transfer-becomes = The owner who asks you becomes an admin.
transfer-until = You can accept until { $time }.
transfer-accepting = Accepting…
transfer-accept = Become an owner
transfer-decline = Decline
transfer-ended = This offer has ended
transfer-ended-more = It was accepted, declined or canceled before, it is older than seven days, or the person who made it is no longer an owner. Your role is unchanged by it.
transfer-home = Go to Home
transfer-organization = Transfer { $organization }
transfer-waiting = Waiting for an answer
transfer-can-accept-named = <strong>{ $name }</strong> ({ $email }) can accept until { $time }.
transfer-can-accept = <strong>{ $email }</strong> can accept until { $time }.
transfer-until-then = Until then nothing changes. The offer ends by itself if either of you leaves the organization or is removed.
transfer-canceling = Canceling…
transfer-cancel = Cancel the offer
transfer-what = What happens
transfer-what-email = The member gets an email and has seven days to accept.
transfer-what-roles = When they accept, they become an owner and you become an admin.
transfer-what-others = Other owners stay owners.
transfer-ownership = Transfer ownership
transfer-email = Email address of the member
transfer-email-hint = Someone who is a member already, and not an owner.
transfer-send = Send offer
transfer-nobody = No member to transfer to
transfer-nobody-more = You can transfer it to a member who isn’t an owner. Invite someone on the <a href="{ $organization }/members">members page</a> first.
settings-leave = Leave
settings-leave-more = You lose access at once, and your private to-dos are deleted. To-dos you shared stay. An organization always has at least one owner.
settings-leave-organization = Leave { $organization }
settings-transfer-more = Another member becomes an owner in your place, once they accept. To keep your own role, make them an owner on the <a href="{ $organization }/members">members page</a> instead.
settings-delete = Delete organization
settings-delete-more = Everyone loses access at once. Owners can restore it for 30 days; then all its data is erased.
settings-delete-organization = Delete { $organization }
deletion-members = { $count ->
        [one] You lose access at once.
       *[other] { $count } members lose access at once, including you. We email them.
    }
deletion-invitations = { $count ->
        [one] The open invitation stops working.
       *[other] { $count } open invitations stop working.
    }
deletion-todos = { $count ->
        [one] One to-do goes
       *[other] { $count } to-dos go
    }, with the organization’s whole history.
deletion-history = The organization’s whole history goes.
deletion-until = Until <strong>{ $time }</strong> its owners can restore it, from their list of organizations or with a link we email.
deletion-after = After that everything in it is erased permanently. Its URL is never given to anyone else.
deletion-type-to-confirm = Type { $organization } to confirm
deletion-delete = Delete organization
settings-organization-name = Organization name
settings-name-hint = Members and invited people see it.
settings-save-name = Save name
settings-url = URL
settings-url-hint = Lowercase letters, numbers and hyphens.
settings-available = <strong>{ $slug }</strong> is available · <button class="button small" type="button" hidden data-suggestion="{ $slug }">Use this</button>
settings-url-links = Links and bookmarks to the old URL redirect members to the new one.
settings-url-stays = The old URL stays yours: no other organization can take it.
settings-url-programs = Programs that call the API need to follow the redirect or use the new URL.
settings-url-changes = You can change the URL { $times } times a day.
settings-changing = Changing…
settings-change-url = Change URL
settings-look = Logo and color
settings-look-about = Shown in menus, lists and invitations. Anyone with the logo’s URL can see it.
settings-logo = Logo
settings-logo-hint = PNG, JPEG or WebP, at most 1 MB. Scaled to 256 pixels.
settings-replace-logo = Replace logo
settings-upload-logo = Upload logo
settings-remove-logo = Remove logo
settings-color = Color
settings-automatic = Automatic
settings-color-number = Color { $number }
settings-save-color = Save color
settings-export = Export
settings-export-about = One ZIP file with the members, invitations, to-dos and history, as JSON and as CSV for spreadsheets, and the logo. What other members keep private isn’t in it.
settings-export-organization = Export { $organization }
settings-identifier = Identifier
settings-identifier-hint = It never changes. Audit events name the organization by it.
