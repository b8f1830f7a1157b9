-- Links by which people whose password is lost set another. Only whoever reads the account's mail has what is behind the hash.
create table platform.password_resets (
    hash bytea primary key,         -- SHA-256 of the link's secret
    user_id text not null references platform.users on delete cascade,
    stamp text not null,            -- the account's when it was asked for: once a password was set since, the link opens nothing
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index on platform.password_resets (user_id);
create index on platform.password_resets (expires_at);
grant select, insert, update, delete on platform.password_resets to saasgate_platform;
