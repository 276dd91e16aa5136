members-you = You
members-suspended = Suspended
members-search-label = Search members by name or address
members-name-or-address = Name or address
members-show = Show
members-everyone = Everyone
members-owners = Owners
members-admins = Admins
members-range = { $first }–{ $last } of { $total }
members-range-none = 0 of { $total }
members-that-match = that match
members-change-own-role = Change…<span class="visually-hidden"> your own role</span>
members-role-of = Role of { $name }
members-given-by-owners = (given by owners)
members-save-role = Save<span class="visually-hidden"> the role of { $name }</span>
members-select = Select { $name }
members-with-selected = With selected members
members-role-for-selected = Role for selected members
members-change-role-more = Change role…
members-was = Was { $role ->
        [owner] owner
        [admin] admin
       *[member] member
    }
members-leave-more = Leave…
members-more-about = More about { $name }
members-reinstate-more = Reinstate…
members-suspend-more = Suspend…
members-needs-owner = { $organization } needs at least one owner, and you’re the only one. Make someone else an owner first:
members-choose-one = <a href="{ $href }">Choose a member</a> and give them the role Owner, or
members-invite-owner = <a href="/o/{ $slug }/invitations?role=owner#invite">invite someone as an owner</a>.
members-private-todos = { $count ->
        [one] <strong>One private to-do</strong> of { $whose ->
            [yours] yours
           *[theirs] theirs
        } is deleted permanently.
       *[other] <strong>{ $count } private to-dos</strong> of { $whose ->
            [yours] yours
           *[theirs] theirs
        } are deleted permanently.
    }
members-shared-todos = { $count ->
        [one] One shared to-do stays with the organization.
       *[other] { $count } shared to-dos stay with the organization.
    }
members-assigned-todos = { $count ->
        [one] One open to-do loses its assignee.
       *[other] { $count } open to-dos lose their assignee.
    }
members-no-todos = { $whose ->
        [yours] You have
       *[theirs] They have
    } no to-dos here, so nothing is deleted.
members-what-roles-may = What each role may do
members-permissions-of = Permissions of each role
members-permission = Permission
members-role-member = Member
members-role-admin = Admin
members-role-owner = Owner
members-yes = Yes
members-no = No
members-people = People
members-email-addresses = Email addresses
members-email-hint = Up to 50, separated by commas or lines.
members-people-in = People in { $organization }.
members-more-in = { $count }+ { $count ->
        [one] person
       *[other] people
    } in { $organization }.
members-count-in = { $count } { $count ->
        [one] person
       *[other] people
    } in { $organization }.
members-select-column = Select
members-actions = Actions
members-none-match = No members match
members-past-end = This page is past the end of the list.
members-none-filtered = No member has this in the name or the address, or not under this filter.
members-none-found = No member has this in the name or the address.
members-pages = Pages of members
members-bulk-done = Done
members-bulk-nothing = Nothing to change
members-bulk-remove-question = { $count ->
        [one] Remove one member?
       *[other] Remove { $count } members?
    }
members-bulk-role-question = Change the role of { $count ->
        [one] one member
       *[other] { $count } members
    } to { $role ->
        [owner] Owner
        [admin] Admin
       *[member] Member
    }?
members-bulk-removed = No longer members
members-bulk-role-now = Role is now { $role ->
        [owner] Owner
        [admin] Admin
       *[member] Member
    }
members-bulk-to-remove = Will be removed
members-bulk-role-will = Role will be { $role ->
        [owner] Owner
        [admin] Admin
       *[member] Member
    }
members-bulk-access = They can’t open { $organization } from their next click.
members-bulk-email = We email each of them.
members-bulk-remove = { $count ->
        [one] Remove one member
       *[other] Remove { $count } members
    }
members-change-role = Change role
members-bulk-not-changed = Not changed
members-bulk-stay = Stay as they are
members-bulk-none = No members selected
members-bulk-select-first = Select members in the list first.
members-remove-question = Remove { $name } from { $organization }?
members-no-access = They can’t open { $organization } from their next click. We email them.
members-invitation-back = A new invitation lets them back in.
members-give-todos = Give shared to-dos to (optional)
members-give-todos-hint = A member’s email address. They become the author; without one, the to-dos have no author.
members-remove-name = Remove { $name }
members-change-your-role = Change your own role
members-change-role-of = Change role of { $name }
members-now = Now
members-own-role-hint = It applies from your next click. Only someone with a higher role can give you the current one back.
members-role-hint = It applies from their next click. We email them.
members-reinstate-question = Reinstate { $name }?
members-suspend-question = Suspend { $name }?
members-reinstate-more-about = They can open { $organization } again, as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }. We email them.
members-reinstating = Reinstating…
members-reinstate-name = Reinstate { $name }
members-suspend-kept = Their role and their to-dos are kept. Invitations they sent as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    } that are still pending are canceled.
members-reinstate-any-time = You can reinstate them at any time.
members-suspending = Suspending…
members-suspend-name = Suspend { $name }
members-leave-question = Leave { $organization }?
members-leave-access = You lose access at once.
members-leave-back = A new invitation lets you back in.
members-leaving = Leaving…
members-leave-organization = Leave { $organization }
members-stay = Stay
invitations-about = We email each person a link that works for 7 days.
invitations-sent = Sent invitations
invitations-state = State
invitations-link = <strong>A link for { $email }.</strong> It’s shown only now and works for 7 days. Earlier links of this invitation no longer work. Because you’ve seen it, { $email } has to enter an emailed code before joining.
invitations-invited-by = invited by { $inviter }
invitations-invited-by-nameless = invited by a member without a name
invitations-ended = { $state ->
        [accepted] accepted
        [declined] declined
       *[revoked] canceled
    } { $time }
invitations-expires = expires { $time }
invitations-expired = expired { $time }
invitations-only-owner = Only an owner can change this.
invitations-resend = Resend<span class="visually-hidden"> the invitation to { $email }</span>
invitations-copy-link = Copy link<span class="visually-hidden"> for { $email }</span>
invitations-cancel = Cancel<span class="visually-hidden"> the invitation to { $email }</span>
invitations-pages = Pages of invitations
invitations-none-pending = No pending invitations
invitations-none-pending-more = People you invite show up here until they join.
invitations-none = { $state ->
        [accepted] No accepted invitations
        [declined] No declined invitations
        [expired] No expired invitations
       *[revoked] No canceled invitations
    }
invitations-show-pending = Show pending invitations
invitations-results = Result for each address
invitations-try-again-in = Try again in { $time }.
invitations-send = Send invitations
welcome-step-two = Step 2 of 2
welcome-invite-team = Invite your team
welcome-about = We email each of them a link that works for 7 days. You can do this later too.
welcome-join-link = Inviting many people? <a href="{ $organization }/settings/access#new-link">Create a join link to share</a>.
role-member-may = Can see and add to-dos.
role-admin-may = Can also invite and remove people.
role-owner-may = Full control, including settings and deletion.
role-owner-by-owners = Full control, including settings and deletion. Only owners can give this role.
members-joined = Joined
members-last-active = Last active
permission-invite = Invite people and cancel invitations
permission-members = Change roles, suspend and remove members, up to your own role
permission-audit = See the organization’s activity
permission-edit = Change the organization’s name, URL, color and logo
permission-delete = Delete and restore the organization
permission-export = Download everything that the organization holds
permission-transfer = Transfer the organization to another member
permission-joining = Decide how people join without an invitation
permission-of-all = See the members, and work with your own and shared to-dos
members-changed-meanwhile = Someone else changed this membership meanwhile.
members-this-is-you = This is you.
members-role-above = Their role is above yours.
members-owners-give = Only owners give this role.
members-has-role = They have this role already.
members-choose-action = Choose in the list what is to become of the members.
members-you-are-now = You’re { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    } now.
members-is-now = { $name } is { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    } now.
members-now-suspended = { $name } is suspended.
members-now-reinstated = { $name } is reinstated.
invitations-accepted-already = This invitation was accepted. To take the access away, remove the member.
invitations-not-invited = { $count ->
        [one] One address wasn’t invited. It’s still here.
       *[other] { $count } addresses weren’t invited. They are still here.
    }
invitations-now-sent = { $count ->
        [one] { $count } invitation sent.
       *[other] { $count } invitations sent.
    }
state-pending = Pending
state-accepted = Accepted
state-declined = Declined
state-canceled = Canceled
