-- Only a skill that is suspended waits for a confirmation by which it goes on: one that is revoked is over.
alter table tenant.skills no force row level security;
update tenant.skills set confirm_lock = null where status <> 'suspended' and confirm_lock is not null;
alter table tenant.skills force row level security;
alter table tenant.skills add check (status = 'suspended' or confirm_lock is null);
