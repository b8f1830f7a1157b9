-- A skill that a leaving suspends waits for somebody else: once it is theirs, they confirm that it is needed, and it goes on.
alter table tenant.skills
    add column left_by text,    -- of a skill that was suspended because its owner left: who
    add check (status = 'suspended' or left_by is null);

-- Those of people who left before this was so wait in the same way, and no key or client of theirs is good any more.
alter table tenant.skills no force row level security;
alter table tenant.members no force row level security;
alter table tenant.skill_keys no force row level security;
alter table tenant.skill_clients no force row level security;
update tenant.skills s set left_by = s.owner_user_id
    from tenant.members m where m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id and m.status = 'inactive' and s.status = 'suspended';
update tenant.skill_keys k set revoked_at = now()
    from tenant.skills s where s.organisation_id = k.organisation_id and s.id = k.skill_id and s.left_by is not null and k.revoked_at is null;
with ended as (
    update tenant.skill_clients c set revoked_at = now()
    from tenant.skills s where s.organisation_id = c.organisation_id and s.id = c.skill_id and s.left_by is not null and c.revoked_at is null
    returning c.organisation_id, c.id)
delete from platform.oidc_applications a using ended where a.client_id = ended.id and a.properties::json ->> 'organisation' = ended.organisation_id;
alter table tenant.skills force row level security;
alter table tenant.members force row level security;
alter table tenant.skill_keys force row level security;
alter table tenant.skill_clients force row level security;
