-- What partners may do with an approval, and how it goes from one state to the next.

-- Whether a lock holds a skill, in this session where one is given. Destinations are known to gateways alone.
create function tenant.is_locked(of_skill tenant.skills, in_session text) returns boolean
language sql stable as $$
    select exists (
        select from tenant.locks l
        where l.organisation_id = of_skill.organisation_id and l.lifted_at is null
          and l.target_id = any (array[of_skill.organisation_id, of_skill.id, of_skill.owner_user_id, of_skill.connection_id, in_session] || of_skill.labels)
          and l.target_id = any (case l.kind
            when 'organisation' then array[of_skill.organisation_id] when 'skill' then array[of_skill.id] when 'person' then array[of_skill.owner_user_id]
            when 'connection' then array[of_skill.connection_id] when 'session' then array[in_session] when 'label' then of_skill.labels else '{}' end))
$$;

create table tenant.grants (
    organisation_id text not null references tenant.organisations,
    id text not null,
    partner_organisation_id text not null references tenant.organisations,
    actions text[] not null,        -- see, decide
    labels text[] not null default '{}',    -- of skills; none: all
    masking text not null default 'full' check (masking in ('full', 'summary')), -- the whole masked view, or what it is about without bodies
    organisation_name text not null default '',
    partner_name text not null default '',
    created_at timestamptz not null default now(),
    created_by text not null,
    until timestamptz not null,
    ended_at timestamptz,
    ended_by_name text,
    ended_by_organisation text,
    primary key (organisation_id, id)
);
create index on tenant.grants (partner_organisation_id);

-- The one condition under which a partner lists, hears of and reads what a grant is about. Who may decide may see.
create function tenant.is_live(of_grant tenant.grants) returns boolean
language sql stable as $$ select of_grant.ended_at is null and of_grant.until > now() and of_grant.actions && array['see', 'decide'] $$;

-- What a partner's inbox lists: rows that belong to the partner, written with the approval and updated with it.
create table tenant.approval_projections (
    partner_organisation_id text not null references tenant.organisations,
    organisation_id text not null,
    organisation_name text not null,
    approval_id text not null,
    grant_id text not null,
    skill_id text not null,
    skill_name text not null,
    stage text not null,
    needed integer not null,
    votes integer not null,
    asked boolean not null,         -- whether this partner is among those who are to decide
    step_up boolean not null,
    how text,
    edit_of text,
    replaced_by text,
    tool text not null,
    destination text not null,
    view_digest bytea not null,     -- of what this partner is shown
    rule text not null,
    severity text not null,
    summary text not null,          -- masked
    state text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    decided_by_name text,
    primary key (partner_organisation_id, approval_id)
);
create index on tenant.approval_projections (partner_organisation_id, created_at desc, approval_id desc);
create index on tenant.approval_projections (organisation_id, approval_id);

-- How an approval goes from one state to the next. Each function runs in the transaction of the organisation that owns
-- the approval, moves the row by compare-and-set, and in the same transaction updates what partners list, tells gateways
-- and writes feeds and audit. It answers with the feed positions it took, so that portals can be told after the commit.

-- Who hears of an approval: its owner, and the partners that list it. Always in the order of their ids, so that two
-- organisations that are partners of each other never wait for one another.
create function tenant.approval_readers(of_approval text) returns setof text
language sql stable as $$
    select r.id from (
        select tenant.current_organisation() as id
        union
        select p.partner_organisation_id from tenant.approval_projections p
        join tenant.grants g on g.organisation_id = p.organisation_id and g.id = p.grant_id
        where p.organisation_id = tenant.current_organisation() and p.approval_id = of_approval and tenant.is_live(g)
    ) r order by r.id collate "C"
$$;

-- What feeds tell of an approval: names, no content. Sessions and exchanges are the owner's own.
create function tenant.approval_payload(of_approval tenant.approvals, for_reader text) returns jsonb
language sql immutable as $$ select jsonb_build_object(
    'organisationId', of_approval.organisation_id, 'state', of_approval.state, 'skillId', of_approval.skill_id, 'skillName', of_approval.skill_name,
    'rule', of_approval.rule, 'severity', of_approval.severity, 'needed', of_approval.needed, 'votes', of_approval.votes)
    || case for_reader when of_approval.organisation_id then jsonb_build_object(
    'sessionId', of_approval.session_id, 'exchangeId', of_approval.exchange_id, 'groups', of_approval.group_ids) else '{}' end $$;

-- To the feed of each reader; payloads is a list with one for each.
create function tenant.append_approval_feed(
    of_approval tenant.approvals, of_kind text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    reader text;
    told jsonb;
begin
    organisations := array(select tenant.approval_readers(of_approval.id));
    positions := '{}';
    payloads := '[]';
    foreach reader in array organisations loop
        perform set_config('saasgate.organisation', reader, true);
        told := tenant.approval_payload(of_approval, reader);
        positions := positions || tenant.append_feed(of_kind, of_approval.id, told);
        payloads := payloads || jsonb_build_array(told);
    end loop;
    perform set_config('saasgate.organisation', own, true);
end $$;

-- What follows every change of state. The row has been updated already; row security leaves out partners whose grant has ended.
create function tenant.settle_approval(of_approval tenant.approvals, of_kind text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
begin
    update tenant.approval_projections p
    set state = of_approval.state, expires_at = of_approval.expires_at, decided_at = of_approval.decided_at, decided_by_name = of_approval.decided_by_name,
        votes = of_approval.votes, how = of_approval.how, replaced_by = of_approval.replaced_by
    where p.organisation_id = of_approval.organisation_id and p.approval_id = of_approval.id;
    -- Who consumed it knows already, and so does who holds the changed request; a vote is no end.
    if of_approval.state <> 'consumed' and of_approval.replaced_by is null and (of_approval.state <> 'pending' or of_kind = 'ApprovalEditRequested') then
        perform platform.append_decision(of_approval.organisation_id, of_approval.id, of_approval.state);
    end if;
    select f.organisations, f.positions, f.payloads into organisations, positions, payloads from tenant.append_approval_feed(of_approval, of_kind) f;
end $$;

-- Time is up for a hold, or for an approval that nobody used.
create function tenant.expire_approval(of_approval text, audit_id text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    update tenant.approvals p set state = 'expired'
    where p.organisation_id = tenant.current_organisation() and p.id = of_approval and p.state in ('pending', 'approved') and p.expires_at <= clock_timestamp()
    returning * into a;
    if found then
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (a.organisation_id, audit_id, 'system', 'SaaSGate', 'approval.expired', a.id, jsonb_build_object('skillId', a.skill_id, 'rule', a.rule));
        select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    end if;
end $$;

-- A stop ends what waits behind it. All readers' feeds are written at the end, in the order of their ids.
create function tenant.cancel_approvals(of_approvals text[], by_actor text, by_name text, audit_ids text[])
returns table (approval_id text, organisation_id text, feed_position bigint, payload jsonb)
language plpgsql as $$
declare
    own constant text := tenant.current_organisation();
    a tenant.approvals;
    listed jsonb := '{}';       -- reader → {approval → payload}
    reader text;
begin
    for a in
        update tenant.approvals p set state = 'cancelled'
        where p.organisation_id = own and p.id = any (of_approvals) and p.state in ('pending', 'approved')
        returning *
    loop
        insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
        values (own, audit_ids[array_position(of_approvals, a.id)], by_actor, by_name, 'approval.cancelled', a.id,
            jsonb_build_object('skillId', a.skill_id, 'rule', a.rule));
        perform platform.append_decision(own, a.id, a.state);
        update tenant.approval_projections p set state = a.state where p.organisation_id = own and p.approval_id = a.id;
        for reader in select tenant.approval_readers(a.id) loop
            listed := jsonb_set(listed, array[reader], coalesce(listed -> reader, '{}') || jsonb_build_object(a.id, tenant.approval_payload(a, reader)));
        end loop;
    end loop;
    for reader in select k from jsonb_object_keys(listed) k order by k collate "C" loop
        perform set_config('saasgate.organisation', reader, true);
        for approval_id, payload in select e.key, e.value from jsonb_each(listed -> reader) e order by e.key loop
            organisation_id := reader;
            feed_position := tenant.append_feed('ApprovalEnded', approval_id, payload);
            return next;
        end loop;
    end loop;
    perform set_config('saasgate.organisation', own, true);
end $$;

-- One attempt of one gateway sends what was approved. The same attempt asked again, over a new connection, gets the same
-- answer; any other gets none. The skill, its locks and the policies are looked at once more.
create function tenant.consume_approval(
    of_approval text, of_digest bytea, for_attempt bytea, for_exchange text, by_gateway text, audit_id text,
    out granted boolean, out state text, out organisations text[], out positions bigint[], out payloads jsonb)
language plpgsql as $$
declare
    a tenant.approvals;
begin
    granted := false;
    select * into a from tenant.approvals p where p.organisation_id = tenant.current_organisation() and p.id = of_approval for update;
    if not found then
        return;
    end if;
    state := a.state;
    if a.state = 'consumed' then
        granted := a.attempt = for_attempt and a.gateway_id = by_gateway;
        return;
    end if;
    if a.state <> 'approved' or a.digest <> of_digest or a.expires_at <= clock_timestamp() then
        return;
    end if;
    perform from tenant.skills s
    join tenant.policies o on o.organisation_id = s.organisation_id and o.id = a.policy_id and o.active_version = a.policy_version
    where s.organisation_id = a.organisation_id and s.id = a.skill_id and s.status = 'active' and s.expires_at > clock_timestamp()
      and not exists (
        select from jsonb_each_text(a.policies) u
        left join tenant.policies o on o.organisation_id = a.organisation_id and o.id = u.key and o.active_version = u.value::bigint
        where o.id is null)
      and not tenant.is_locked(s, a.session_id);
    if not found then
        return;
    end if;
    update tenant.approvals p
    set state = 'consumed', consumed_at = clock_timestamp(), attempt = for_attempt, gateway_id = by_gateway, exchange_id = for_exchange
    where p.organisation_id = a.organisation_id and p.id = a.id
    returning * into a;
    insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
    values (a.organisation_id, audit_id, by_gateway, by_gateway, 'approval.consumed', a.id,
        jsonb_build_object('skillId', a.skill_id, 'exchangeId', for_exchange, 'attempt', encode(for_attempt, 'hex')));
    select s.organisations, s.positions, s.payloads into organisations, positions, payloads from tenant.settle_approval(a, 'ApprovalEnded') s;
    granted := true;
    state := a.state;
end $$;
