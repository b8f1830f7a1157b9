-- Incidents: what responders gather about something that happened. Their timeline is the audit log, by its target.

create table tenant.incidents (
    organisation_id text not null references tenant.organisations,
    id text not null,
    title text not null,
    severity text not null check (severity in ('low', 'medium', 'high')),
    status text not null default 'open' check (status in ('open', 'contained', 'closed')),
    source_kind text not null check (source_kind in ('session', 'search', 'rule', 'break_glass')),
    source text,                    -- the session's id, the search's words, the rule's name, the approval's id
    created_by text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    closed_at timestamptz,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id)
);
create index on tenant.incidents (organisation_id, created_at desc, id desc);

create table tenant.incident_sessions (
    organisation_id text not null,
    incident_id text not null,
    session_id text not null,
    added_by text not null,
    added_at timestamptz not null,
    primary key (organisation_id, incident_id, session_id),
    foreign key (organisation_id, incident_id) references tenant.incidents (organisation_id, id)
);
create index on tenant.incident_sessions (organisation_id, session_id);

create table tenant.incident_members (
    organisation_id text not null,
    incident_id text not null,
    user_id text not null,
    added_at timestamptz not null,
    primary key (organisation_id, incident_id, user_id),
    foreign key (organisation_id, incident_id) references tenant.incidents (organisation_id, id)
);

create table tenant.incident_notes (
    organisation_id text not null,
    incident_id text not null,
    id text not null,
    author text not null,
    author_name text not null,
    body text not null,
    at timestamptz not null,
    primary key (organisation_id, incident_id, id),
    foreign key (organisation_id, incident_id) references tenant.incidents (organisation_id, id)
);

-- Locks that were put from an incident.
create table tenant.incident_locks (
    organisation_id text not null,
    incident_id text not null,
    lock_id text not null,
    primary key (organisation_id, incident_id, lock_id),
    foreign key (organisation_id, incident_id) references tenant.incidents (organisation_id, id),
    foreign key (organisation_id, lock_id) references tenant.locks (organisation_id, id)
);

select tenant.keep_apart(name) from unnest(array['incidents', 'incident_sessions', 'incident_members', 'incident_notes', 'incident_locks']) as name;
revoke update, delete on tenant.incident_notes from saasgate_app;
