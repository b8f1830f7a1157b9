-- Who decides is asked of PostgreSQL when the decision is made: between the request that lets somebody in and the last of many decisions, people leave and lose roles.

-- Whether a person may do all of this now. Until the transaction ends, who leaves or gets other roles waits. The row of the person is locked before any
-- grant, approval or log, as those who change people lock it before these. Nobody takes tenant.lock_roles here, which comes before the rows of people: a
-- custom role that becomes another meanwhile is what it was before, or what it is now.
create function tenant.may_now(person text, needed text[]) returns boolean
language plpgsql as $$
begin
    perform from tenant.members m where m.organisation_id = tenant.current_organisation() and m.user_id = person for share;
    return tenant.permissions_of_person(person) @> needed;
end $$;

-- As before, by those who may decide now. Of a partner's people, the functions below ask the partner.
create or replace function tenant.decide_approval(
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
    if by_organisation = tenant.current_organisation() then
        if not tenant.may_now(voter, case when breaks_glass then array['decide', 'manage'] else array['decide'] end) then
            outcome := 'forbidden';
            return;
        end if;
        with_roles := tenant.roles_of(voter);
    end if;
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

-- As before, by those who may decide now.
create or replace function tenant.request_edit(
    of_approval text, seen_digest bytea, with_edits jsonb, by_user text, on_behalf_of text, by_name text, by_organisation text, with_roles text[], audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
    editor constant text := coalesce(on_behalf_of, by_user);
begin
    if by_organisation = tenant.current_organisation() then
        if not tenant.may_now(editor, array['decide']) then
            outcome := 'forbidden';
            return;
        end if;
        with_roles := tenant.roles_of(editor);
    end if;
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval for update;
    state := a.state;
    decided_by_name := a.decided_by_name;
    decided_at := a.decided_at;
    outcome := case
        when a.id is null then 'not_found'
        when tenant.owns_skill(a, by_user) or tenant.owns_skill(a, editor) then 'own_request'
        when a.state <> 'pending' or a.expires_at <= clock_timestamp() then 'already_decided'
        when a.view_digest <> seen_digest then 'view_changed'
        when not tenant.is_asked(a, editor, by_organisation, with_roles) then 'not_asked'
        when a.stage <> 'request' then 'not_editable'
        when a.edits is not null then 'edit_pending'
    end;
    if outcome is not null then
        return;
    end if;
    update tenant.approvals p set edits = with_edits, edits_by = editor, edits_by_name = by_name where p.organisation_id = a.organisation_id and p.id = a.id returning * into a;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, by_user, by_name, 'approval.edit_requested', a.id, jsonb_build_object(
        'skillId', a.skill_id, 'viewDigest', encode(seen_digest, 'hex'), 'byOrganisation', by_organisation,
        'pointers', (select jsonb_agg(e -> 'pointer') from jsonb_array_elements(with_edits) e)));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEditRequested') s;
    outcome := 'edited';
end $$;

-- As before, by those who may decide now as far as the partner knows. Its roles are none that a rule asks for, so the owner is not told them.
create or replace function tenant.decide_granted_approval(
    of_approval text, to_state text, seen_digest bytea, by_user text, on_behalf_of text, by_name text, is_fresh boolean, with_note text,
    owner_audit_id text, partner_audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
    person constant text := coalesce(on_behalf_of, by_user);
    entered record;
begin
    if not tenant.may_now(person, array['decide']) then
        outcome := 'forbidden';
        return;
    end if;
    select * into entered from tenant.enter_granted(of_approval, 'decide');
    outcome := entered.outcome;
    if outcome is not null then
        return;
    end if;
    select d.* into outcome, state, decided_by_name, decided_at, organisations, positions, payloads
    from tenant.decide_approval(
        of_approval, to_state, seen_digest, by_user, on_behalf_of, by_name, partner, '{}', entered.masking, is_fresh, false, with_note, owner_audit_id) d;
    perform set_config('saasgate.organisation', partner, true);
    if outcome in ('decided', 'voted') then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (partner, partner_audit_id, by_user, by_name, case outcome when 'voted' then 'approval.voted' else 'approval.' || to_state end, of_approval,
            jsonb_build_object('organisationId', entered.owner, 'grantId', entered.through, 'viewDigest', encode(seen_digest, 'hex')));
    end if;
end $$;

-- The same of changes.
create or replace function tenant.request_granted_edit(
    of_approval text, seen_digest bytea, with_edits jsonb, by_user text, on_behalf_of text, by_name text, owner_audit_id text, partner_audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
    person constant text := coalesce(on_behalf_of, by_user);
    entered record;
begin
    if not tenant.may_now(person, array['decide']) then
        outcome := 'forbidden';
        return;
    end if;
    select * into entered from tenant.enter_granted(of_approval, 'decide');
    outcome := entered.outcome;
    if outcome is not null then
        return;
    end if;
    if entered.masking = 'summary' then
        outcome := 'forbidden';
    else
        select d.* into outcome, state, decided_by_name, decided_at, organisations, positions, payloads
        from tenant.request_edit(of_approval, seen_digest, with_edits, by_user, on_behalf_of, by_name, partner, '{}', owner_audit_id) d;
    end if;
    perform set_config('saasgate.organisation', partner, true);
    if outcome = 'edited' then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (partner, partner_audit_id, by_user, by_name, 'approval.edit_requested', of_approval,
            jsonb_build_object('organisationId', entered.owner, 'grantId', entered.through, 'viewDigest', encode(seen_digest, 'hex')));
    end if;
end $$;
