-- People and groups as an organisation's directory says they are, by SCIM (RFC 7643, 7644).

create table tenant.directory_users (
    organisation_id text not null,
    user_id text not null,
    user_name text not null,
    user_key text not null,         -- the name in small letters: names differ by more than that
    external_id text,
    active boolean not null,
    resource jsonb not null,        -- as it was sent, without what is the server's own, and never a password
    base_roles text[] not null,     -- that the person had here before; groups add to them
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, user_id),
    unique (organisation_id, user_key),
    foreign key (organisation_id, user_id) references tenant.members (organisation_id, user_id)
);
create index on tenant.directory_users (organisation_id, external_id);
create index on tenant.directory_users (organisation_id, created_at, user_id);  -- pages begin with the oldest

create table tenant.directory_groups (
    organisation_id text not null references tenant.organisations,
    id text not null,
    display_name text not null,
    name_key text not null,
    external_id text,
    resource jsonb not null,        -- as it was sent, without its members
    roles text[] not null default '{}',     -- what its people may be here; said in the portal, never by the directory
    roles_version bigint not null default 1,    -- for the portal's ETags
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version bigint not null default 1,
    primary key (organisation_id, id)
);
create index on tenant.directory_groups (organisation_id, name_key);
create index on tenant.directory_groups (organisation_id, external_id);
create index on tenant.directory_groups (organisation_id, created_at, id);

create table tenant.directory_group_members (
    organisation_id text not null,
    group_id text not null,
    user_id text not null,
    primary key (organisation_id, group_id, user_id),
    foreign key (organisation_id, group_id) references tenant.directory_groups (organisation_id, id) on delete cascade,
    foreign key (organisation_id, user_id) references tenant.directory_users (organisation_id, user_id) on delete cascade
);
create index on tenant.directory_group_members (organisation_id, user_id);

select tenant.keep_apart(name) from unnest(array['directory_users', 'directory_groups', 'directory_group_members']) as name;

-- Gives people the roles of their groups, beside those that they had here before. Answers with whose changed.
create function tenant.map_directory_roles(of_users text[]) returns table (user_id text, roles text[])
language sql as $$
    -- By itself, so that what follows sees the groups as they are once these people are locked.
    select from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = any (of_users) order by m.user_id for update;
    with due as (
        select m.user_id, array(
            select distinct r from (
                select unnest(u.base_roles) r
                union all
                select unnest(g.roles) from tenant.directory_group_members p
                join tenant.directory_groups g on g.organisation_id = p.organisation_id and g.id = p.group_id
                where p.organisation_id = u.organisation_id and p.user_id = u.user_id) every
            order by r) as roles
        from tenant.members m
        join tenant.directory_users u on u.organisation_id = m.organisation_id and u.user_id = m.user_id
        where m.organisation_id = tenant.current_organisation() and m.user_id = any (of_users)
        )
    update tenant.members m
    set roles = case m.status when 'active' then d.roles else '{}' end, roles_then = case m.status when 'active' then m.roles_then else d.roles end
    from due d
    where m.organisation_id = tenant.current_organisation() and m.user_id = d.user_id
      and d.roles <> array(select r from unnest(case m.status when 'active' then m.roles else m.roles_then end) r order by r)
    returning m.user_id, m.roles
$$;
