-- Locks that lift themselves, and what locks did where.

alter table tenant.locks
    add column created_for text,    -- who made the token that set it
    add column liftable_by text not null default 'responders' check (liftable_by in ('responders', 'admins', 'setter')); -- an admin in person always
-- Where a tool call that waits may send something, as its gateway saw it.
alter table tenant.approvals add column places text[] not null default '{}';
create index on tenant.locks (expires_at) where lifted_at is null and expires_at is not null;

-- The sweep finds locks of all organisations whose time is up, and sees of them no more than that.
grant select (organisation_id, id, expires_at, lifted_at) on tenant.locks to saasgate_platform;
create policy overdue on tenant.locks for select to saasgate_platform using (lifted_at is null and expires_at is not null);
create index on tenant.locks (organisation_id, id desc);

-- What a gateway did for a lock, since it started: told anew when it does more, and over each new connection.
create table tenant.lock_effects (
    organisation_id text not null,
    lock_id text not null,
    gateway_id text not null,
    run text not null,              -- names one start of the gateway, whose counts begin at 0
    region_id text not null,
    acknowledged_at timestamptz not null default clock_timestamp(), -- when the control plane heard first that the lock is in force there
    streams_cut bigint not null,
    held_dropped bigint not null,
    primary key (organisation_id, lock_id, gateway_id, run),
    foreign key (organisation_id, lock_id) references tenant.locks (organisation_id, id)
);
select tenant.keep_apart('lock_effects');
