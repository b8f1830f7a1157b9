-- How an organisation lets a partner review for it: it invites, the partner accepts, and either side ends it at any time.

-- Whether an address, a short name or an admin's e-mail that is known to be theirs, means the organisation of this transaction. Who invites learns of neither.
create function tenant.is_addressed(address text) returns boolean
language sql stable as $$
    select exists (select from tenant.organisations o where o.organisation_id = tenant.current_organisation() and o.slug = address)
        or exists (select from tenant.members m where m.organisation_id = tenant.current_organisation() and lower(m.email) = address and m.email_verified and 'manage' = any (tenant.permissions_of(m.roles)))
$$;

create table tenant.partner_invitations (
    organisation_id text not null references tenant.organisations,
    id text not null,
    organisation_name text not null,
    address text not null,          -- in small letters
    actions text[] not null,
    labels text[] not null,
    masking text not null check (masking in ('full', 'summary')),
    until timestamptz not null,     -- of the grant
    message text,
    state text not null default 'waiting' check (state in ('waiting', 'accepted', 'declined', 'withdrawn')),
    created_at timestamptz not null,
    created_by text not null,
    created_by_name text not null,
    expires_at timestamptz not null,
    answered_at timestamptz,
    grant_id text,
    primary key (organisation_id, id)
);
select tenant.keep_apart('partner_invitations');
create policy invited on tenant.partner_invitations for select using (state = 'waiting' and expires_at > now() and tenant.is_addressed(address));

-- Lists approvals for partners: a new one for all of them, or all that wait for a new grant. A partner with several grants lists one once, through the one
-- that allows most.
create function tenant.list_for_partners(of_approval text, of_grant text) returns void
language sql as $$
    insert into tenant.approval_projections (partner_organisation_id, organisation_id, organisation_name, approval_id, grant_id, skill_id, skill_name, stage, needed, votes,
        asked, step_up, how, edit_of, replaced_by, tool, destination, view_digest, rule, severity, summary, state, created_at, expires_at, decided_at, decided_by_name)
    select distinct on (a.id, g.partner_organisation_id) g.partner_organisation_id, a.organisation_id, o.name, a.id, g.id, a.skill_id, a.skill_name, a.stage, a.needed, a.votes,
        'decide' = any (g.actions) and cardinality(a.roles) = 0 and (cardinality(a.reviewers) = 0 or exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id = g.partner_organisation_id)),
        a.step_up, a.how, a.edit_of, a.replaced_by, a.tool, a.destination,
        case g.masking when 'summary' then coalesce(a.summary_digest, '') else a.view_digest end, a.rule, a.severity, case g.masking when 'summary' then '' else a.summary end, a.state, a.created_at, a.expires_at, a.decided_at, a.decided_by_name
    from tenant.approvals a
    join tenant.organisations o on o.organisation_id = a.organisation_id
    join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
    join tenant.grants g on g.organisation_id = a.organisation_id and tenant.is_live(g) and (cardinality(g.labels) = 0 or g.labels && s.labels)
    where a.organisation_id = tenant.current_organisation()
      and (a.id = of_approval or (of_approval is null and a.state = 'pending' and a.expires_at > now())) and (of_grant is null or g.id = of_grant)
    order by a.id, g.partner_organisation_id, 'decide' = any (g.actions) desc, g.masking, g.until desc
    on conflict do nothing
$$;

-- Tells both sides of a grant, in the order of their ids, as approvals do.
create function tenant.tell_of_grant(of_grant text, owner text, partner text, what text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    told constant jsonb := jsonb_build_object('organisationId', owner, 'partnerId', partner, 'what', what);
    reader text;
begin
    organisations := array(select r from unnest(array[owner, partner]) r order by r collate "C");
    positions := '{}';
    payloads := '[]';
    foreach reader in array organisations loop
        perform set_config('saasgate.organisation', reader, true);
        positions := positions || tenant.append_feed('GrantChanged', of_grant, told);
        payloads := payloads || jsonb_build_array(told);
    end loop;
    perform set_config('saasgate.organisation', own, true);
end $$;

-- A partner answers an invitation, in its own transaction.
create function tenant.answer_invitation(
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

-- Either side ends a grant, in its own transaction. From then on row security shows the partner nothing, and a decision that came later finds none.
create function tenant.end_grant(
    of_grant text, by_user text, by_name text, own_audit_id text, other_audit_id text,
    out outcome text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    g tenant.grants;
    called text;
    said jsonb;
begin
    outcome := 'not_found';
    select * into g from tenant.grants v where v.id = of_grant and own in (v.organisation_id, v.partner_organisation_id);
    if not found then
        return;
    end if;
    select o.name into called from tenant.organisations o where o.organisation_id = own;
    perform set_config('saasgate.organisation', g.organisation_id, true);
    update tenant.grants v set ended_at = clock_timestamp(), ended_by_name = by_name, ended_by_organisation = own
    where v.organisation_id = g.organisation_id and v.id = g.id and v.ended_at is null
    returning * into g;
    if not found then
        perform set_config('saasgate.organisation', own, true);
        outcome := 'ended';
        return;
    end if;
    said := jsonb_build_object('organisationId', g.organisation_id, 'partnerId', g.partner_organisation_id, 'partnerName', g.partner_name, 'endedBy', own);
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (g.organisation_id, case own when g.organisation_id then own_audit_id else other_audit_id end, by_user,
        case own when g.organisation_id then by_name else by_name || ' (' || called || ')' end, 'grant.ended', g.id, said);
    perform set_config('saasgate.organisation', g.partner_organisation_id, true);
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (g.partner_organisation_id, case own when g.partner_organisation_id then own_audit_id else other_audit_id end, by_user,
        case own when g.partner_organisation_id then by_name else by_name || ' (' || called || ')' end, 'grant.ended', g.id, said);
    perform set_config('saasgate.organisation', own, true);
    select t.organisations, t.positions, t.payloads into organisations, positions, payloads
    from tenant.tell_of_grant(g.id, g.organisation_id, g.partner_organisation_id, 'ended') t;
    outcome := 'done';
end $$;
