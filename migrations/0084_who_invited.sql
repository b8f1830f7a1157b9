-- Whoever invites sees the link of an invitation. What the mail has beyond it nobody sees but the mailbox: who joins with that has shown that the address is theirs.
alter table tenant.member_invitations add column mail_hash bytea;   -- SHA-256; null where no mail can have it
alter table tenant.members add column address_shown boolean not null default false; -- they joined with what only the mail had: verified once the domain is proven

-- As before, and an invitation opens nothing once who made it, of a token its maker, may not manage any more.
create or replace function tenant.answer_invitation(
    of_invitation text, accepts boolean, new_grant text, by_user text, by_name text, owner_audit_id text, partner_audit_id text,
    out outcome text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
    called text;
    i tenant.partner_invitations;
    said jsonb;
begin
    outcome := 'not_found';
    -- Row security shows what is addressed to this organisation and waits.
    select * into i from tenant.partner_invitations v where v.id = of_invitation and v.organisation_id <> partner;
    if not found then
        return;
    end if;
    select o.name into called from tenant.organisations o where o.organisation_id = partner;
    perform set_config('saasgate.organisation', i.organisation_id, true);
    if accepts and not 'manage' = any (tenant.permissions_of_person(coalesce((
        select t.created_by from tenant.api_tokens t where t.organisation_id = i.organisation_id and t.id = i.created_by), i.created_by))) then
        perform set_config('saasgate.organisation', partner, true);
        return;
    end if;
    update tenant.partner_invitations v
    set state = case when accepts then 'accepted' else 'declined' end, answered_at = clock_timestamp(), grant_id = case when accepts then new_grant end
    where v.organisation_id = i.organisation_id and v.id = i.id and v.state = 'waiting' and v.expires_at > clock_timestamp() and v.until > clock_timestamp();
    if not found then
        perform set_config('saasgate.organisation', partner, true);
        return;
    end if;
    said := jsonb_build_object('invitation', i.id, 'organisationId', i.organisation_id, 'partnerId', partner, 'partnerName', called, 'actions', i.actions,
        'labels', i.labels, 'masking', i.masking, 'until', i.until);
    if accepts then
        insert into tenant.grants (organisation_id, id, partner_organisation_id, actions, labels, masking, organisation_name, partner_name, created_by, until)
        values (i.organisation_id, new_grant, partner, i.actions, i.labels, i.masking, i.organisation_name, called, i.created_by, i.until);
        perform tenant.list_for_partners(null, new_grant);
    end if;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (i.organisation_id, owner_audit_id, by_user, by_name || ' (' || called || ')', case when accepts then 'grant.accepted' else 'invitation.declined' end,
        case when accepts then new_grant else i.id end, said);
    perform set_config('saasgate.organisation', partner, true);
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (partner, partner_audit_id, by_user, by_name, case when accepts then 'grant.accepted' else 'invitation.declined' end,
        case when accepts then new_grant else i.id end, said);
    select t.organisations, t.positions, t.payloads into organisations, positions, payloads
    from tenant.tell_of_grant(case when accepts then new_grant else i.id end, i.organisation_id, partner, case when accepts then 'accepted' else 'declined' end) t;
    outcome := 'done';
end $$;

-- What let tokens of trusted issuers stand for skills that wait since somebody left ends too. Skills that go on keep theirs: an administrator sees them on their pages.
alter table tenant.skills no force row level security;
alter table tenant.issuer_mappings no force row level security;
update tenant.issuer_mappings m set removed_at = now()
    from tenant.skills s where s.organisation_id = m.organisation_id and s.id = m.skill_id and s.left_by is not null and m.removed_at is null;
alter table tenant.skills force row level security;
alter table tenant.issuer_mappings force row level security;
