waiting-invited-by = { $inviter } invited you to join as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }
waiting-invited = A member invited you to join as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }
waiting-accept = Accept<span class="visually-hidden"> the invitation to { $organization }</span>
waiting-decline = Decline<span class="visually-hidden"> the invitation to { $organization }</span>
waiting-as = As { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }
waiting-all = All { $count } invitations
join-closed = This link no longer works
join-closed-more = It was turned off, has expired or has been used up. Ask the person who shared it for a new one.
join-in = You’re in { $organization }
join-already = You’re already a member.
join-open = Open { $organization }
join-removed = You can’t join by this link
join-removed-more = An admin removed you from { $organization }, or you left while suspended. You can ask to come back; an admin decides.
join-ask-back = Ask to come back
join-asked = You asked to join { $organization }
join-asked-more = An admin decides. We’ll email the answer to <strong>{ $email }</strong>.
join-see-requests = See or withdraw your requests
join-suspended = Your access is suspended
join-suspended-more = You’re a member of { $organization }, and an admin suspended your access. Ask an admin there to reinstate you.
join-full = No room in { $organization }
join-full-more = { $organization } has as many members as it can have. Ask an admin there to make room; then this link lets you join.
join-organization = Join { $organization }
join-unproven = Confirm <strong>{ $email }</strong> first. Then this link lets you join.
join-confirm-email = Confirm email
join-other-domain = This link is for certain email addresses, and <strong>{ $email }</strong> isn’t one of them. Use the address that you have at { $organization }, or ask an admin there to invite you.
join-switch-account = Switch account
join-ask-organization = Ask to join { $organization }
join-ask-more = You can ask with the link you followed. An admin decides, and sees your name and email.
join-ask = Ask to join
join-ask-as = You ask as { $email }. <a href="/dashboard">Not now</a>
join-by-link = You followed a link that lets you join as a member.
join-as = You join as { $email }. <a href="/dashboard">Not now</a>
join-visitor-ask = You followed a link that lets you ask to join. Sign in first; we’ll bring you back here.
join-visitor = You followed a link that lets you join as a member. Sign in first; we’ll bring you back here.
join-create-account = Create an account
invitation-a-member = A member
invitation-intro = <strong>{ $inviter }</strong>{ $address } invited you to join as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }. The invitation was sent to <strong>{ $email }</strong> and expires { $time }.
invitation-wrong-account = You’re signed in as <strong>{ $own }</strong>, and the invitation is for <strong>{ $email }</strong>. It stays open while you switch.
invitation-unproven = Confirm <strong>{ $email }</strong> first, by a code that we send there. Then you can join.
join-email-code = Email me a code
invitation-accept = Accept invitation
invitation-join-as = You join as { $email }.
join-email = Email address
invitation-confirmed = The link in the email has confirmed it.
join-your-name = Your name
invitation-create-and-join = Create account and join
invitation-have-account = Already have an account? <a href="/auth/login?mode=sign-in&amp;email={ $email }&amp;return_to={ $here }">Sign in</a>
invitation-sign-in = Sign in to join
invitation-has-account = { $email } already has an account.
invitation-use-invited = Use the address that was invited.
invitation-decline = Decline invitation
invitation-expired = This invitation has expired
invitation-used = This invitation has already been used
invitation-declined = This invitation was declined
invitation-full = { $organization } is full
invitation-too-many-owned = You own many organizations
invitation-canceled = This invitation was canceled
invitation-expired-by = It expired { $time }. Ask { $inviter } at { $organization } for a new one.
invitation-expired-more = It expired { $time }. Ask the person who invited you at { $organization } for a new one.
invitation-used-more = An invitation works once. If it was you who accepted it, { $organization } is among your organizations.
invitation-declined-by = { $inviter } was told. If you’ve changed your mind, ask for a new invitation to { $organization }.
invitation-declined-more = The inviter was told. If you’ve changed your mind, ask for a new invitation to { $organization }.
invitation-full-more = There’s no room for another member. Ask one of its admins; the invitation stays open until { $time }.
invitation-too-many-more = You’ve reached the number of organizations that one person can own. Delete or transfer one, and follow the link again.
invitation-canceled-more = It was canceled, or the person who sent it can no longer invite others to { $organization }. Ask for a new one if that is a mistake.
invitation-sign-in-first = To answer, sign in with the address that was invited.
