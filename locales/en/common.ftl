language-tag = en
language-direction = ltr
layout-skip = Skip to the content
layout-account = Account
layout-menu = Menu
layout-close-menu = Close the menu
layout-home = Home
layout-todos = To-dos
layout-requests = Requests
layout-waiting-requests = <span class="visually-hidden"> waiting</span>
layout-switch = Switch organization
layout-invitations-wait = { $count }<span class="visually-hidden"> { $count ->
        [one] invitation waits
       *[other] invitations wait
    } for you</span>
layout-search-yours = Search your organizations
layout-search-organizations = Search organizations
layout-none-yet = You’re not in an organization yet.
layout-all-yours = All your organizations
layout-manage = Manage organizations
layout-your-account = Your account
layout-no-name = No name yet
layout-account-settings = Account settings
layout-development = Development
layout-mailbox = Mailbox
layout-sign-in-log = Sign-in log
forms-try-again-in = You can try again in { $time }.
forms-problems = { $count ->
        [one] There’s a problem
       *[other] There are { $count } problems
    }
forms-email = Email address
forms-password-hint = At least 8 characters. A few unrelated words make a good one.
forms-worth-short = Too short
forms-worth-weak = Easy to guess. Try a few unrelated words.
forms-worth-fair = Fair. Longer is stronger.
forms-worth-strong = Strong
forms-code = Six-digit code
forms-tries-left = { $count ->
        [0] This code has no tries left. Ask for a new one.
        [one] { $count } try left, then you need a new code.
       *[other] { $count } tries left, then you need a new code.
    }
forms-pages = Pages
forms-newer = Newer
forms-older = Older
role-name = { $role ->
        [owner] Owner
        [admin] Admin
       *[member] Member
    }
sign-in = Sign in
signing-in = Signing in…
sign-out = Sign out
signing-out = Signing out…
add = Add
adding = Adding…
edit = Edit
delete = Delete
deleting = Deleting…
remove-more = Remove…
removing = Removing…
uploading = Uploading…
save = Save
saving = Saving…
sending = Sending…
checking = Checking…
joining = Joining…
asking = Asking…
creating = Creating…
declining = Declining…
replacing = Replacing…
cancel = Cancel
continue = Continue
copy = Copy
search = Search
back = Back
or = or
newest = Newest
previous = Previous
next = Next
default = Default
not-now = Not now
check-again = Check again
try-again = Try again
show-everyone = Show everyone
show-everything = Show everything
skip-for-now = Skip for now
members = Members
invitations = Invitations
organizations = Organizations
settings = Settings
insights = Insights
activity = Activity
recent-activity = Recent activity
all-activity = All activity
access = Access
danger-zone = Danger zone
invite-people = Invite people
create-organization = Create organization
your-organizations = Your organizations
go-to-organizations = Go to your organizations
back-to-members = Back to the members
role = Role
name = Name
password = Password
security = Security
profile = Profile
email = Email
title-invitation = Invitation
title-no-organization = No organization yet
title-restore = Restore an organization
title-take-over = Take over
title-todo = To-do
title-change-members = Change several members
title-remove-member = Remove a member
title-suspend-member = Suspend a member
title-join = Join an organization
title-components = Components
title-api = API
title-landing = Organizations under one roof
former-member = Former member
forms-try-again-now = You can try again now.
forms-show = Show
forms-show-password = Show password
forms-hide = Hide
forms-hide-password = Hide password
session-ends-soon = Your session ends in two minutes.
session-ended = Your session has ended. What you typed stays here.
session-stayed = You stay signed in.
layout-undo = Undo
layout-restored = What you typed is back. It isn’t saved yet.
forms-resend-in = in { $seconds } s
copied = Copied
layout-failed = That didn’t work. Reload and try again.
