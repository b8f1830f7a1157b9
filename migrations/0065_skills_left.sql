-- A skill that a leaving suspends waits for somebody else: once it is theirs, they confirm that it is needed, and it goes on.
alter table tenant.skills
    add column left_by text,    -- of a skill that was suspended because its owner left: who
    add check (status = 'suspended' or left_by is null);
