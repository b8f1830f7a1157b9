-- Keys of skills: where they may be used from, when they last were, and how a leaked one is known. Skills come up for confirmation.

alter table tenant.skill_keys
    add column checksum text not null default '',       -- last characters, by which a leak is known without the whole
    add column networks text[] not null default '{}',   -- CIDR; anywhere where empty
    add column last_used_at timestamptz;                -- to a minute
alter table tenant.skills
    add column confirmed_at timestamptz,                -- when its owner last said that it is needed
    add column confirm_by timestamptz not null default now() + interval '180 days',
    add column confirm_told integer not null default 0, -- notices of that which were given
    add column confirm_lock text;                       -- of a skill that was suspended because nobody confirmed it

create index on tenant.skill_keys (organisation_id, hint, checksum);
create index on tenant.skills (confirm_by) where status = 'active';
grant select (organisation_id, status, confirm_by, confirm_told) on tenant.skills to saasgate_platform;
create policy confirmed on tenant.skills for select to saasgate_platform using (status = 'active');
