-- Whoever invites sees the link of an invitation. What the mail has beyond it nobody sees but the mailbox: who joins with that has shown that the address is theirs.
alter table tenant.member_invitations add column mail_hash bytea;   -- SHA-256; null where no mail can have it

-- What let tokens of trusted issuers stand for skills of people who left before ends too.
alter table tenant.skills no force row level security;
alter table tenant.issuer_mappings no force row level security;
update tenant.issuer_mappings m set removed_at = now()
    from tenant.skills s where s.organisation_id = m.organisation_id and s.id = m.skill_id and s.left_by is not null and m.removed_at is null;
alter table tenant.skills force row level security;
alter table tenant.issuer_mappings force row level security;
