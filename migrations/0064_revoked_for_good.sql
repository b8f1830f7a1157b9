-- Only a skill that is suspended waits for a confirmation by which it goes on: one that is revoked is over.
alter table tenant.skills add check (status = 'suspended' or confirm_lock is null);
