-- What reviewers do beside deciding: change a request, approve what is like it, and speak with its owner.

-- Texts of reviewers went through no detector: they are kept for the gateway alone, until what they change has ended.
create function tenant.forget_edits() returns trigger language plpgsql as $$
begin
    new.edits := null;
    return new;
end $$;
create trigger forget_edits before update on tenant.approvals for each row when (new.edits is not null and new.state <> 'pending') execute function tenant.forget_edits();

-- A reviewer wants the request to be another: the gateway changes it, and holds what came of it anew. That is asked once of each approval.
create function tenant.request_edit(
    of_approval text, seen_digest bytea, with_edits jsonb, by_user text, on_behalf_of text, by_name text, by_organisation text, with_roles text[], audit_id text,
    out outcome text, out state text, out decided_by_name text, out decided_at timestamptz, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
    editor constant text := coalesce(on_behalf_of, by_user);
begin
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

-- The same by a partner, who must see what is changed.
create function tenant.request_granted_edit(
    of_approval text, seen_digest bytea, with_edits jsonb, by_user text, on_behalf_of text, by_name text, owner_audit_id text, partner_audit_id text,
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
    if entered.masking = 'summary' then
        outcome := 'forbidden';
    else
        select d.* into outcome, state, decided_by_name, decided_at, organisations, positions, payloads
        from tenant.request_edit(of_approval, seen_digest, with_edits, by_user, on_behalf_of, by_name, partner, with_roles, owner_audit_id) d;
    end if;
    perform set_config('saasgate.organisation', partner, true);
    if outcome = 'edited' then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (partner, partner_audit_id, by_user, by_name, 'approval.edit_requested', of_approval,
            jsonb_build_object('organisationId', entered.owner, 'grantId', entered.through, 'viewDigest', encode(seen_digest, 'hex')));
    end if;
end $$;

-- The changed request waits under an approval of its own: this one has ended, and nobody waits for it any more.
create function tenant.replace_approval(of_approval text, by_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set state = 'cancelled', replaced_by = by_approval
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state = 'pending' and p.edits is not null
    returning * into a;
    if found then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.replaced', a.id, jsonb_build_object('skillId', a.skill_id, 'by', by_approval));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    end if;
end $$;

-- A new hold that is like one of which somebody said so is approved in that person's name, if the person could still do it by hand.
create function tenant.approve_like(of_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
    l tenant.approval_likes;
begin
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state = 'pending' for update;
    if not found or a.needed > 1 or a.step_up or a.edit_of is not null then
        return;
    end if;
    select * into l from tenant.approval_likes k
    where k.organisation_id = a.organisation_id and k.skill_id = a.skill_id and k.rule = a.rule and k.policy_id = a.policy_id and k.policy_version = a.policy_version
      and k.stage = a.stage and k.tool = a.tool and k.destination = a.destination and k.revoked_at is null and k.until > clock_timestamp()
      and tenant.may_still_decide(a, k.person, k.by_organisation) and not tenant.wrote_policy(a, k.person)
    order by k.until desc limit 1 for update;
    if not found then
        return;
    end if;
    update tenant.approval_likes k set uses = k.uses + 1 where k.organisation_id = l.organisation_id and k.id = l.id;
    update tenant.approvals p
    set state = 'approved', decided_at = clock_timestamp(), decided_by = l.created_by, decided_by_name = l.created_by_name, decided_by_organisation = l.by_organisation,
        how = 'like', like_id = l.id, expires_at = greatest(p.expires_at, clock_timestamp() + interval '5 minutes')
    where p.organisation_id = a.organisation_id and p.id = a.id
    returning * into a;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.approved', a.id, jsonb_build_object(
        'skillId', a.skill_id, 'rule', a.rule, 'like', l.id, 'inTheNameOf', l.created_by, 'byOrganisation', l.by_organisation));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalDecided') s;
end $$;

-- What somebody says about an approval, in its owner's transaction.
create function tenant.say_of_approval(
    of_approval text, message_id text, by_user text, by_name text, by_organisation text, with_body text, audit_id text,
    out outcome text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval for share;
    if not found then
        outcome := 'not_found';
        return;
    end if;
    if (select count(*) from tenant.approval_messages m where m.organisation_id = a.organisation_id and m.approval_id = a.id) >= 200 then
        outcome := 'full';
        return;
    end if;
    insert into tenant.approval_messages (organisation_id, approval_id, id, author, author_name, by_organisation, body, at)
    values (a.organisation_id, a.id, message_id, by_user, by_name, by_organisation, with_body, clock_timestamp());
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, by_user, by_name, 'approval.message_written', a.id, jsonb_build_object('message', message_id, 'byOrganisation', by_organisation));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.append_approval_feed(a, 'ApprovalMessage') s;
    outcome := 'said';
end $$;

-- The same by a partner, who sees the approval.
create function tenant.say_of_granted_approval(
    of_approval text, message_id text, by_user text, by_name text, with_body text, owner_audit_id text, partner_audit_id text,
    out outcome text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    partner constant text := tenant.current_organisation();
    entered record;
begin
    select * into entered from tenant.enter_granted(of_approval, 'see');
    outcome := entered.outcome;
    if outcome is not null then
        return;
    end if;
    select d.* into outcome, organisations, positions, payloads
    from tenant.say_of_approval(of_approval, message_id, by_user, by_name, partner, with_body, owner_audit_id) d;
    perform set_config('saasgate.organisation', partner, true);
    if outcome = 'said' then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (partner, partner_audit_id, by_user, by_name, 'approval.message_written', of_approval,
            jsonb_build_object('organisationId', entered.owner, 'grantId', entered.through, 'message', message_id));
    end if;
end $$;
