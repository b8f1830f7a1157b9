-- What people may do: a role is a name for a set of permissions. Roles that every organisation has, and those that it makes for itself.
-- Functions of later files ask for permissions, never for the names of roles, except where a policy's rule names a role.

create function tenant.all_permissions() returns text[]
language sql immutable parallel safe as $$ select array['read', 'decide', 'contain', 'policies', 'audit', 'manage', 'people', 'bill', 'own'] $$;

create function tenant.built_in_roles() returns table (place integer, name text, description text, permissions text[])
language sql immutable parallel safe as $$
    values
        (1, 'owner', 'Answers for the organisation: may do everything, and alone says who else owns it.', tenant.all_permissions()),
        (2, 'admin', 'Sets up everything and everybody, except who owns the organisation.', array_remove(tenant.all_permissions(), 'own')),
        (3, 'policy_author', 'Writes policies, tries them out and puts them in force.', array['read', 'policies']),
        (4, 'reviewer', 'Decides about what is held.', array['read', 'decide']),
        (5, 'responder', 'Stops skills, sets locks, works on incidents and secures evidence.', array['read', 'contain', 'audit']),
        (6, 'auditor', 'Reads everything, the audit log and evidence too, and changes nothing.', array['read', 'audit']),
        (7, 'billing', 'Pays. Sees nothing of what skills send and get.', array['bill'])
$$;

-- The name never changes: policies and mappings say it. What only owners may do is no custom role's.
create table tenant.roles (
    organisation_id text not null references tenant.organisations,
    id text not null,               -- rol_…
    name text not null check (name ~ '^[a-z][a-z0-9_-]{1,49}$'),
    description text not null,
    permissions text[] not null check (permissions <@ array_remove(tenant.all_permissions(), 'own') and cardinality(permissions) > 0),
    created_at timestamptz not null,
    created_by text not null,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id),
    unique (organisation_id, name)
);
select tenant.keep_apart('roles');
-- Open connections of people are held against what they may do, in all organisations.
grant select (organisation_id, name, permissions) on tenant.roles to saasgate_platform;
create policy may_do on tenant.roles for select to saasgate_platform using (true);

create function tenant.permissions_in(organisation text, of_roles text[]) returns text[]
language sql stable parallel safe as $$
    select coalesce(array_agg(distinct p order by p), '{}') from (
        select unnest(b.permissions) from tenant.built_in_roles() b where b.name = any (of_roles)
        union all
        select unnest(r.permissions) from tenant.roles r where r.organisation_id = organisation and r.name = any (of_roles)) every (p)
$$;

create function tenant.permissions_of(of_roles text[]) returns text[]
language sql stable parallel safe as $$ select tenant.permissions_in(tenant.current_organisation(), of_roles) $$;

-- What a person may do now; SaaSGate itself may do everything.
create function tenant.permissions_of_person(person text) returns text[]
language sql stable parallel safe as $$
    select case person when 'system' then tenant.all_permissions() else coalesce((
        select tenant.permissions_of(m.roles) from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = person), '{}') end
$$;

-- Whether a person, of a token who made it, may do all that the roles allow: nobody gives or takes what they do not have.
create function tenant.reaches(actor text, of_roles text[]) returns boolean
language sql stable parallel safe as $$
    select tenant.permissions_of(of_roles) <@ tenant.permissions_of_person(coalesce((
        select t.created_by from tenant.api_tokens t where t.organisation_id = tenant.current_organisation() and t.id = actor), actor))
$$;

-- Names among these that are no role here.
create function tenant.unknown_roles(names text[]) returns text[]
language sql stable parallel safe as $$
    select coalesce(array_agg(n order by n), '{}') from unnest(names) n
    where not exists (select from tenant.built_in_roles() b where b.name = n)
      and not exists (select from tenant.roles r where r.organisation_id = tenant.current_organisation() and r.name = n)
$$;

-- Everything that changes who has which role, or what a role is, waits for everything else that does.
create function tenant.lock_roles() returns void
language sql as $$ select pg_advisory_xact_lock(hashtextextended('roles/' || tenant.current_organisation(), 0)) $$;

-- Whether nobody else owns the organisation.
create function tenant.is_last_owner(person text) returns boolean
language sql stable as $$
    select exists (select from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = person and 'owner' = any (m.roles))
       and not exists (select from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id <> person and 'owner' = any (m.roles))
$$;

-- For the ETags of who edits a member's roles.
create function tenant.count_role_change() returns trigger
language plpgsql as $$
begin
    new.roles_version := old.roles_version + 1;
    return new;
end $$;
create trigger roles_changed before update on tenant.members
    for each row when (old.roles is distinct from new.roles) execute function tenant.count_role_change();
