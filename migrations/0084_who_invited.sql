-- Whoever invites sees the link of an invitation. What the mail has beyond it nobody sees but the mailbox: who joins with that has shown that the address is theirs.
alter table tenant.member_invitations add column mail_hash bytea;   -- SHA-256; null where no mail can have it
