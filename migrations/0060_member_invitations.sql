-- People who were asked to join an organisation with a password of their own. A row is there as long as its link waits: who joins or is withdrawn takes it away,
-- and what happened stands in the audit log.
create table tenant.member_invitations (
    organisation_id text not null references tenant.organisations,
    id text not null,
    email text not null,
    display_name text not null,
    roles text[] not null,
    hash bytea not null,            -- SHA-256 of the link's token
    created_at timestamptz not null,
    created_by text not null,
    created_by_name text not null,
    expires_at timestamptz not null,
    primary key (organisation_id, id),
    unique (organisation_id, hash)
);
-- One link an address: inviting once more ends the one before.
create unique index on tenant.member_invitations (organisation_id, lower(email));
select tenant.keep_apart('member_invitations');

-- Whether an invitation opens what it says: who made it manages people still and may do all that its roles allow, and nobody has its address.
create function tenant.invitation_stands(invitation tenant.member_invitations) returns boolean
language sql stable as $$
    select 'people' = any (tenant.permissions_of_person(invitation.created_by))
       and tenant.unknown_roles(invitation.roles) = '{}'
       and tenant.reaches(invitation.created_by, invitation.roles)
       and not exists (select from tenant.members m where m.organisation_id = invitation.organisation_id and lower(m.email) = lower(invitation.email))
$$;
