-- Incidents that rules open: one for each rule and session. A row is written with the records of what matched, in the same transaction, and the
-- incident is opened afterwards, in one that marks it here: whatever stops in between is gone on with, and no incident is opened twice.

create table tenant.incidents_due (
    organisation_id text not null,
    session_id text not null,
    policy_id text not null,
    rule text not null,
    policy_version bigint not null, -- under which it matched first
    severity text not null check (severity in ('low', 'medium', 'high')),
    exchange_id text not null,      -- in which it matched first
    at timestamptz not null,
    incident_id text not null,      -- what it will be, or is
    opened_at timestamptz,
    primary key (organisation_id, session_id, policy_id, rule),
    unique (organisation_id, incident_id)
);
create index incidents_waiting on tenant.incidents_due (organisation_id, at) where opened_at is null;

select tenant.keep_apart('incidents_due');

-- Maintenance finds where some were left, in all organisations, and sees nothing else of them.
grant select (organisation_id, opened_at) on tenant.incidents_due to saasgate_platform;
create policy waiting on tenant.incidents_due for select to saasgate_platform using (opened_at is null);
