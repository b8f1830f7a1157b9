-- Who decides about what is held, and how they come to a decision: groups, votes, likes, glass that was broken, and what people say to each other.

create table tenant.reviewer_groups (
    organisation_id text not null references tenant.organisations,
    id text not null,
    name text not null,             -- as rules write it
    schedule jsonb,                 -- {zone, startsOn, handover, people, overrides}: who is on call when; null: everyone always
    created_at timestamptz not null,
    created_by text not null,
    version bigint not null default 1,  -- for ETags
    primary key (organisation_id, id),
    unique (organisation_id, name)
);

-- A person of the organisation, or a partner: then any of its reviewers, as far as the grant goes.
create table tenant.reviewer_group_members (
    organisation_id text not null,
    group_id text not null,
    member_id text not null,        -- usr_…, org_…
    primary key (organisation_id, group_id, member_id),
    foreign key (organisation_id, group_id) references tenant.reviewer_groups (organisation_id, id) on delete cascade
);
create index on tenant.reviewer_group_members (organisation_id, member_id);

-- One a person, whatever the person votes with.
create table tenant.approval_votes (
    organisation_id text not null,
    approval_id text not null,
    person text not null,           -- for a token: who made it
    actor text not null,
    actor_name text not null,
    by_organisation text not null,
    vote text not null check (vote in ('approved', 'denied')),
    wrote_policy boolean not null,  -- such a vote counts beside that of another only
    view_digest bytea not null,
    note text,
    at timestamptz not null,
    primary key (organisation_id, approval_id, person),
    foreign key (organisation_id, approval_id) references tenant.approvals (organisation_id, id) on delete cascade
);

create table tenant.approval_messages (
    organisation_id text not null,
    approval_id text not null,
    id text not null,
    author text not null,
    author_name text not null,
    by_organisation text not null,
    body text not null,
    at timestamptz not null,
    primary key (organisation_id, approval_id, id),
    foreign key (organisation_id, approval_id) references tenant.approvals (organisation_id, id) on delete cascade
);

-- What is like this one is approved at once, for a while.
create table tenant.approval_likes (
    organisation_id text not null,
    id text not null,
    approval_id text not null,      -- the one that it was given with
    skill_id text not null,
    skill_name text not null,
    stage text not null,
    rule text not null,
    policy_id text not null,
    policy_version bigint not null,
    tool text not null,
    destination text not null,
    person text not null,
    created_by text not null,
    created_by_name text not null,
    by_organisation text not null,
    created_at timestamptz not null,
    until timestamptz not null,
    uses integer not null default 0,
    revoked_at timestamptz,
    revoked_by_name text,
    primary key (organisation_id, id),
    foreign key (organisation_id, approval_id) references tenant.approvals (organisation_id, id) on delete cascade
);
create index on tenant.approval_likes (organisation_id, skill_id, rule) where revoked_at is null;

-- An admin decided past everyone whom the rule asks. Somebody else looks at it afterwards.
create table tenant.broken_glass (
    organisation_id text not null,
    approval_id text not null,
    person text not null,
    by_name text not null,
    reason text not null,
    at timestamptz not null,
    incident_id text not null,
    review_due_at timestamptz not null,
    reviewed_at timestamptz,
    reviewed_by text,
    reviewed_by_name text,
    justified boolean,
    review_note text,
    primary key (organisation_id, approval_id),
    foreign key (organisation_id, approval_id) references tenant.approvals (organisation_id, id) on delete cascade
);
create index on tenant.broken_glass (organisation_id, at desc);

select tenant.keep_apart(name) from unnest(array['reviewer_groups', 'reviewer_group_members', 'approval_votes', 'approval_messages', 'approval_likes', 'broken_glass']) as name;
revoke update, delete on tenant.approval_votes, tenant.approval_messages from saasgate_app;
create policy granted on tenant.approval_votes for select to saasgate_app using (exists (
    select from tenant.approval_projections p
    where p.partner_organisation_id = tenant.current_organisation() and p.organisation_id = approval_votes.organisation_id
      and p.approval_id = approval_votes.approval_id and p.grant_id = nullif(current_setting('saasgate.grant', true), '')));
create policy granted on tenant.approval_messages for select to saasgate_app using (exists (
    select from tenant.approval_projections p
    where p.partner_organisation_id = tenant.current_organisation() and p.organisation_id = approval_messages.organisation_id
      and p.approval_id = approval_messages.approval_id and p.grant_id = nullif(current_setting('saasgate.grant', true), '')));

-- Whether somebody is among those who are to decide. Where none of the groups that a rule names has anyone in it, those who manage are.
-- Roles that a rule asks for are the organisation's own: a partner gives its people what roles it likes.
create function tenant.is_asked(a tenant.approvals, person text, by_organisation text, with_roles text[]) returns boolean
language sql stable as $$
    select case
        when cardinality(a.reviewers) = 0 then true
        when exists (select from tenant.reviewer_group_members m where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids))
        then exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id in (person, nullif(by_organisation, a.organisation_id)))
        else by_organisation = a.organisation_id and 'manage' = any (tenant.permissions_of(with_roles))
    end and (cardinality(a.roles) = 0 or (by_organisation = a.organisation_id and a.roles && with_roles))
$$;

-- The owner of the skill, when it was held or now.
create function tenant.owns_skill(a tenant.approvals, person text) returns boolean
language sql stable as $$
    select a.owner_user_id = person or exists (
        select from tenant.skills s where s.organisation_id = a.organisation_id and s.id = a.skill_id and s.owner_user_id = person)
$$;

-- Who wrote the version of the policy that held it, or put it in force; perhaps through a token.
create function tenant.wrote_policy(a tenant.approvals, person text) returns boolean
language sql stable as $$
    select person <> 'system' and exists (
        select from tenant.policy_versions v
        cross join lateral unnest(array[v.created_by, v.activated_by]) w (actor)
        left join tenant.api_tokens t on t.organisation_id = v.organisation_id and t.id = w.actor
        where v.organisation_id = a.organisation_id and v.policy_id = a.policy_id and v.version = a.policy_version and coalesce(t.created_by, w.actor) = person)
$$;

-- Who changed a request into this one, or into one that became it.
create function tenant.edited(a tenant.approvals, person text) returns boolean
language sql stable as $$
    with recursive before as (
        select p.edits_by, p.edit_of from tenant.approvals p where p.organisation_id = a.organisation_id and p.id = a.edit_of
        union all
        select p.edits_by, p.edit_of from before b join tenant.approvals p on p.organisation_id = a.organisation_id and p.id = b.edit_of)
    select exists (select from before b where b.edits_by = person)
$$;

create function tenant.roles_of(person text) returns text[]
language sql stable as $$
    select coalesce((select m.roles from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = person), '{}')
$$;

-- Whether somebody who once said yes may still, as far as this organisation knows. Roles of a partner's people are the partner's own: there it is the grant
-- that counts.
create function tenant.may_still_decide(a tenant.approvals, person text, by_organisation text) returns boolean
language sql stable as $$
    select not tenant.owns_skill(a, person) and case
        when by_organisation = a.organisation_id then 'decide' = any (tenant.permissions_of_person(person)) and tenant.is_asked(a, person, by_organisation, r.roles)
        else tenant.is_asked(a, person, by_organisation, '{}') and exists (
            select from tenant.grants g
            join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
            where g.organisation_id = a.organisation_id and g.partner_organisation_id = by_organisation and tenant.is_live(g) and 'decide' = any (g.actions)
              and (cardinality(g.labels) = 0 or g.labels && s.labels))
    end
    from (select tenant.roles_of(person) as roles) r
$$;

-- A reviewer's word. A token speaks for the person who made it (on_behalf_of). It takes effect when as many people have approved as the rule asks for, or
-- one denies; who may decide no longer by then, does not count. An approval that was given stays usable for five minutes, for a caller that has to send again.
create function tenant.decide_approval(
    of_approval text, to_state text, seen_digest bytea, by_user text, on_behalf_of text, by_name text, by_organisation text, with_roles text[], through_masking text,
    is_fresh boolean, breaks_glass boolean, with_note text, audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
    voter constant text := coalesce(on_behalf_of, by_user);
    writes_policy boolean;
    others boolean;
    given integer;
    names text;
begin
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval for update;
    state := a.state;
    decided_by_name := a.decided_by_name;
    decided_at := a.decided_at;
    if a.id is null then
        outcome := 'not_found';
        return;
    end if;
    writes_policy := tenant.wrote_policy(a, voter);
    select coalesce(bool_or(not v.wrote_policy), false) into others from tenant.approval_votes v
    where v.organisation_id = a.organisation_id and v.approval_id = a.id and tenant.may_still_decide(a, v.person, v.by_organisation);
    outcome := case
        when tenant.owns_skill(a, by_user) or tenant.owns_skill(a, voter) then 'own_request'
        when a.state <> 'pending' or a.expires_at <= clock_timestamp() then 'already_decided'
        when seen_digest is distinct from case through_masking when 'summary' then a.summary_digest else a.view_digest end then 'view_changed'
        when not breaks_glass and not tenant.is_asked(a, voter, by_organisation, with_roles) then 'not_asked'
        when (a.step_up or breaks_glass) and not is_fresh then 'step_up_needed'
        when a.edits is not null and to_state = 'approved' then 'edit_pending'
        when not breaks_glass and exists (
            select from tenant.approval_votes v where v.organisation_id = a.organisation_id and v.approval_id = a.id and v.person = voter) then 'already_voted'
        when not breaks_glass and to_state = 'approved' and a.needed = 1 and tenant.edited(a, voter) then 'own_edit'
        when not breaks_glass and writes_policy and (a.needed = 1 or (to_state = 'denied' and not others)) then 'own_policy'
    end;
    if outcome is not null then
        return;
    end if;

    insert into tenant.approval_votes as v (organisation_id, approval_id, person, actor, actor_name, by_organisation, vote, wrote_policy, view_digest, note, at)
    values (a.organisation_id, a.id, voter, by_user, by_name, decide_approval.by_organisation, to_state, writes_policy, seen_digest, with_note, clock_timestamp())
    on conflict do nothing; -- who breaks the glass may have voted
    select count(*), coalesce(bool_or(not v.wrote_policy), false), string_agg(v.actor_name, ', ' order by v.at) into given, others, names
    from tenant.approval_votes v
    where v.organisation_id = a.organisation_id and v.approval_id = a.id and v.vote = 'approved'
      and (v.person = voter or tenant.may_still_decide(a, v.person, v.by_organisation));
    if to_state = 'approved' and not breaks_glass and (given < a.needed or not others) then
        update tenant.approvals p set votes = given where p.organisation_id = a.organisation_id and p.id = a.id returning * into a;
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, by_user, by_name, 'approval.voted', a.id, jsonb_strip_nulls(jsonb_build_object(
            'skillId', a.skill_id, 'rule', a.rule, 'viewDigest', encode(seen_digest, 'hex'), 'byOrganisation', decide_approval.by_organisation, 'note', with_note,
            'votes', given, 'needed', a.needed)));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalVoted') s;
        outcome := 'voted';
        return;
    end if;

    update tenant.approvals p
    set state = to_state, decided_at = clock_timestamp(), decided_by = by_user,
        decided_by_name = case when to_state = 'approved' and not breaks_glass then names else by_name end,
        decided_by_organisation = decide_approval.by_organisation, note = with_note, seen_view_digest = seen_digest, votes = given,
        how = case when breaks_glass then 'break_glass' else 'votes' end,
        expires_at = case to_state when 'approved' then greatest(p.expires_at, clock_timestamp() + interval '5 minutes') else p.expires_at end
    where p.organisation_id = a.organisation_id and p.id = a.id
    returning * into a;
    state := a.state;
    decided_by_name := a.decided_by_name;
    decided_at := a.decided_at;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, by_user, by_name, case when breaks_glass then 'approval.glass_broken' else 'approval.' || to_state end, a.id,
        jsonb_strip_nulls(jsonb_build_object(
            'skillId', a.skill_id, 'rule', a.rule, 'viewDigest', encode(seen_digest, 'hex'), 'byOrganisation', decide_approval.by_organisation, 'note', with_note,
            'votes', given, 'needed', a.needed)));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalDecided') s;
    outcome := 'decided';
end $$;

-- Enters the transaction of who owns an approval, from a partner's with the setting saasgate.grant. The grant is locked while its owner's rows
-- change: a grant that ends either ends before, and nothing is done, or after. Without an outcome the transaction is the owner's from now on.
create function tenant.enter_granted(of_approval text, for_action text, out outcome text, out owner text, out masking text, out through text)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
begin
    through := nullif(current_setting('saasgate.grant', true), '');
    select g.organisation_id into owner from tenant.grants g where g.id = through and g.partner_organisation_id = partner;
    if not found then
        outcome := 'not_found';
        return;
    end if;
    perform set_config('saasgate.organisation', owner, true);
    perform from tenant.approval_projections p
    where p.organisation_id = owner and p.partner_organisation_id = partner and p.approval_id = of_approval and p.grant_id = through;
    if not found then
        outcome := 'not_found';
    else
        select g.masking into masking from tenant.grants g
        where g.organisation_id = owner and g.id = through and g.partner_organisation_id = partner
          and (for_action = any (g.actions) or 'decide' = any (g.actions)) and g.ended_at is null and g.until > clock_timestamp()
        for share;
        if not found then
            outcome := 'forbidden';
        end if;
    end if;
    if outcome is not null then
        perform set_config('saasgate.organisation', partner, true);
    end if;
end $$;

-- The same by a partner.
create function tenant.decide_granted_approval(
    of_approval text, to_state text, seen_digest bytea, by_user text, on_behalf_of text, by_name text, is_fresh boolean, with_note text,
    owner_audit_id text, partner_audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
    with_roles constant text[] := tenant.roles_of(coalesce(on_behalf_of, by_user));
    entered record;
begin
    select * into entered from tenant.enter_granted(of_approval, 'decide');
    outcome := entered.outcome;
    if outcome is not null then
        return;
    end if;
    select d.* into outcome, state, decided_by_name, decided_at, organisations, positions, payloads
    from tenant.decide_approval(
        of_approval, to_state, seen_digest, by_user, on_behalf_of, by_name, partner, with_roles, entered.masking, is_fresh, false, with_note, owner_audit_id) d;
    perform set_config('saasgate.organisation', partner, true);
    if outcome in ('decided', 'voted') then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (partner, partner_audit_id, by_user, by_name, case outcome when 'voted' then 'approval.voted' else 'approval.' || to_state end, of_approval,
            jsonb_build_object('organisationId', entered.owner, 'grantId', entered.through, 'viewDigest', encode(seen_digest, 'hex')));
    end if;
end $$;

-- Nobody has decided: others are asked too.
create function tenant.escalate_approval(of_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set escalated_at = clock_timestamp(), group_ids = p.group_ids || array(
        select g.id from tenant.reviewer_groups g
        where g.organisation_id = p.organisation_id and g.name = any (p.escalate_to) and not g.id = any (p.group_ids) order by g.id)
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state = 'pending' and p.escalated_at is null
      and p.escalate_at <= clock_timestamp() and p.expires_at > clock_timestamp()
    returning * into a;
    if found then
        update tenant.approval_projections p set asked = true
        where p.organisation_id = a.organisation_id and p.approval_id = a.id and cardinality(a.roles) = 0 and exists (
            select from tenant.reviewer_group_members m
            where m.organisation_id = a.organisation_id and m.group_id = any (a.group_ids) and m.member_id = p.partner_organisation_id);
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.escalated', a.id,
            jsonb_build_object('skillId', a.skill_id, 'rule', a.rule, 'to', a.escalate_to));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.append_approval_feed(a, 'ApprovalEscalated') s;
    end if;
end $$;
