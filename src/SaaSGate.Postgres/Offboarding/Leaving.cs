using Npgsql;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>The steps by which a person leaves, in one transaction of their organisation.</summary>
internal sealed class Leaving(NpgsqlConnection connection, TimeProvider clock, string organisation, string userId, Actor actor, CancellationToken cancellationToken)
{
    private string[] _skills = [];

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>False where there is no such person.</summary>
    public Task<bool> LockPersonAsync() => connection.ValueAsync<bool>(
        "select true from tenant.members where organisation_id = @organisation and user_id = @userId for update", new { organisation, userId }, cancellationToken);

    /// <summary>No roles, no sign-ins, no way to be told of anything.</summary>
    public Task<int> LeaveAsync() => connection.RunAsync(
        """
        update tenant.members set roles_then = case status when 'active' then roles else roles_then end, roles = '{}', status = 'inactive',
            inactive_at = coalesce(inactive_at, @now), signed_out_at = @now
        where organisation_id = @organisation and user_id = @userId;
        delete from tenant.push_subscriptions where organisation_id = @organisation and user_id = @userId;
        delete from tenant.channel_people where organisation_id = @organisation and user_id = @userId;
        """, new { organisation, userId, now = Now }, cancellationToken);

    /// <summary>What is to become of the skills. A successor who is not here any more gets none.</summary>
    public async Task<(string OnLeaving, NamedReference? Successor, bool Lost)> RuleAsync()
    {
        var rule = await connection.FirstAsync<Rule>(
            """
            select r.on_leaving, r.successor_user_id, m.display_name as successor_name,
                coalesce(m.status = 'active' and (m.roles <> '{}' or m.source <> 'local') and m.user_id <> @userId, false) as usable
            from tenant.offboarding_rules r
            left join tenant.members m on m.organisation_id = r.organisation_id and m.user_id = r.successor_user_id
            where r.organisation_id = @organisation
            """, new { organisation, userId }, cancellationToken);
        return rule switch
        {
            null => ("revoke", null, false),
            { OnLeaving: "reassign", Usable: false } => ("suspend", null, true),
            { OnLeaving: "reassign" } => ("reassign", new(rule.SuccessorUserId!, rule.SuccessorName!), false),
            _ => (rule.OnLeaving, null, false),
        };
    }

    /// <summary>Skills, keys, tokens, groups and likes.</summary>
    public async Task<OffboardingReport> EndAsync((string OnLeaving, NamedReference? Successor, bool Lost) rule)
    {
        var skills = await SkillsAsync(rule.OnLeaving, rule.Successor);
        _skills = [.. skills.Select(skill => skill.Id)];
        var keys = await connection.ListAsync<OffboardedCredential>(
            """
            with keys as (
                update tenant.skill_keys set revoked_at = @now where organisation_id = @organisation and skill_id = any (@skills) and revoked_at is null
                returning id, hint, skill_id),
            clients as (
                update tenant.skill_clients set revoked_at = @now where organisation_id = @organisation and skill_id = any (@skills) and revoked_at is null
                returning id, hint, skill_id)
            select id, hint as name, skill_id from keys
            union all
            select id, hint, skill_id from clients cross join lateral platform.forget_client(@organisation, id)
            """, new { organisation, skills = _skills, now = Now }, cancellationToken);

        // A token of the directory speaks for the directory: it goes on to say who leaves, and says nothing else any more (ApiTokenStore).
        var tokens = await connection.ListAsync<TokenRow>(
            """
            update tenant.api_tokens set revoked_at = case when scopes = '{scim}' then null else @now end
            where organisation_id = @organisation and created_by = @userId and revoked_at is null and expires_at > @now
            returning id, name, scopes = '{scim}' as scim
            """, new { organisation, userId, now = Now }, cancellationToken);
        var groups = await connection.ListAsync<GroupRow>(
            """
            with gone as (
                delete from tenant.reviewer_group_members where organisation_id = @organisation and member_id = @userId returning group_id)
            update tenant.reviewer_groups g set version = version + 1 from gone where g.organisation_id = @organisation and g.id = gone.group_id
            returning g.id, g.name, not exists (
                select from tenant.reviewer_group_members m where m.organisation_id = g.organisation_id and m.group_id = g.id and m.member_id <> @userId) as empty
            """, new { organisation, userId }, cancellationToken);
        var likes = await connection.RunAsync(
            """
            update tenant.approval_likes set revoked_at = @now, revoked_by_name = @name
            where organisation_id = @organisation and person = @userId and revoked_at is null and until > @now
            """, new { organisation, userId, now = Now, name = actor.Name }, cancellationToken);
        var left = await connection.FirstAsync<Left>(
            """
            select 'people' = any (tenant.permissions_of(m.roles_then)) and not exists (
                    select from tenant.members o where o.organisation_id = m.organisation_id and o.roles <> '{}' and 'people' = any (tenant.permissions_of(o.roles))) as admin,
                'owner' = any (m.roles_then) and not exists (select from tenant.members o where o.organisation_id = m.organisation_id and 'owner' = any (o.roles)) as owner
            from tenant.members m where m.organisation_id = @organisation and m.user_id = @userId
            """, new { organisation, userId }, cancellationToken);

        var ended = tokens.Where(token => !token.Scim).Select(token => new OffboardedCredential(token.Id, token.Name, null)).ToList();
        var facts = new { ownerLeft = userId };
        await connection.AuditAsync(
            clock, actor,
            [
                .. skills.Select(skill => ($"skill.{skill.Outcome}", skill.Id, (object)facts)),
                .. keys.Select(key => ("key.revoked", key.Id, (object)facts)),
                .. ended.Select(token => ("token.revoked", token.Id, (object)facts)),
            ], cancellationToken);
        return new()
        {
            Skills = skills,
            Keys = keys,
            Tokens = ended,
            ReviewerGroups = groups.ConvertAll(group => new NamedReference(group.Id, group.Name)),
            Likes = likes,
            Approvals = (await WaitingAsync()).Count,
            Needs =
            [
                .. skills.Where(skill => skill.Outcome == "suspended").Select(skill => new OffboardingNeed("skill", skill.Id, skill.Name)),
                .. skills.Where(skill => skill.Outcome == "reassigned" && keys.Exists(key => key.SkillId == skill.Id)).Select(skill => new OffboardingNeed("skill_key", skill.Id, skill.Name)),
                .. groups.Where(group => group.Empty).Select(group => new OffboardingNeed("reviewer_group", group.Id, group.Name)),
                .. tokens.Where(token => token.Scim).Select(token => new OffboardingNeed("scim_token", token.Id, token.Name)),
                .. left is { Admin: true } ? [new OffboardingNeed("admin", organisation, "")] : Array.Empty<OffboardingNeed>(),
                .. left is { Owner: true } ? [new OffboardingNeed("owner", organisation, "")] : Array.Empty<OffboardingNeed>(),
                .. rule.Lost && skills.Count > 0 ? [new OffboardingNeed("successor", organisation, "")] : Array.Empty<OffboardingNeed>(),
            ],
        };
    }

    /// <summary>Locks and their rows in the stop log, in the order given.</summary>
    public async Task StopAsync(string kind, IReadOnlyList<(string Target, string Lock)> stops, string reason)
    {
        if (stops.Count == 0)
            return;
        await StopOrder.BeforeStopAsync(connection, cancellationToken);
        var (locks, targets) = (stops.Select(stop => stop.Lock).ToArray(), stops.Select(stop => stop.Target).ToArray());
        await connection.RunAsync(
            """
            insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by)
            select @organisation, l.id, @kind, l.target, @reason, @actor from unnest(@locks, @targets) as l (id, target)
            """,
            new { organisation, kind, reason, actor = actor.Id, locks, targets }, cancellationToken);
        await connection.RunAsync(
            "select platform.append_stop(@organisation, @kind, l.target, l.id, false) from unnest(@locks, @targets) as l (id, target)",
            new { organisation, kind, locks, targets }, cancellationToken);
    }

    public async Task LiftAsync(string stop)
    {
        if (await connection.RunAsync(
            "update tenant.locks set lifted_by = @actor, lifted_at = @now where organisation_id = @organisation and id = @stop and lifted_at is null",
            new { organisation, stop, actor = actor.Id, now = Now }, cancellationToken) == 1)
            await connection.RunAsync("select platform.append_stop(@organisation, 'person', @userId, @stop, true)", new { organisation, userId, stop }, cancellationToken);
    }

    /// <summary>What waits of the skills that were theirs.</summary>
    public async Task<List<FeedAppended>> CancelApprovalsAsync() =>
        await ApprovalCancelling.CancelAsync(connection, clock, await WaitingAsync(), actor, cancellationToken);

    public async Task<IEnumerable<FeedAppended>> TellAsync(string offboarding, OffboardingReport report, bool began)
    {
        var told = await connection.ListAsync<FeedEvent>(
            """
            select tenant.append_feed('SkillChanged', s.id, jsonb_build_object('name', s.name, 'status', s.status)) as position, now() as at, 'SkillChanged' as kind, s.id as subject,
                jsonb_build_object('name', s.name, 'status', s.status) as payload
            from tenant.skills s where s.organisation_id = @organisation and s.id = any (@skills) order by s.id
            """, new { organisation, skills = _skills }, cancellationToken);
        if (began || report.Skills.Count > 0)
            told.Add(await connection.AppendFeedAsync(
                "MemberChanged", userId, new { kind = "person", targetId = userId, stopped = true, status = "inactive", offboardingId = offboarding }, cancellationToken));
        return told.Select(one => new FeedAppended(organisation, one));
    }

    private Task<List<OffboardedSkill>> SkillsAsync(string onLeaving, NamedReference? successor) => LoadAsync(connection.ListAsync<SkillRow>(
        """
        with theirs as (
            select s.id, s.status from tenant.skills s
            where s.organisation_id = @organisation and s.owner_user_id = @userId and (s.status = 'active' or (s.status = 'suspended' and @rule <> 'suspend'))
            order by s.id for update)
        update tenant.skills s
        set status = case @rule when 'revoke' then 'revoked' when 'suspend' then 'suspended' else s.status end, owner_user_id = coalesce(@successor, s.owner_user_id), version = s.version + 1
        from theirs t where s.organisation_id = @organisation and s.id = t.id
        returning s.id, s.name, case @rule when 'revoke' then 'revoked' when 'suspend' then 'suspended' else 'reassigned' end as outcome, (
            select coalesce(sum(e.open_exchanges), 0)::int from tenant.sessions e
            where e.organisation_id = s.organisation_id and e.skill_id = s.id and e.open_exchanges > 0) as open_streams
        """, new { organisation, userId, rule = onLeaving, successor = successor?.Id }, cancellationToken), successor);

    private static async Task<List<OffboardedSkill>> LoadAsync(Task<List<SkillRow>> rows, NamedReference? successor) =>
        [.. (await rows).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => new OffboardedSkill(row.Id, row.Name, row.Outcome, row.OpenStreams, successor))];

    private async Task<List<string>> WaitingAsync() => _skills.Length == 0
        ? []
        : (await connection.ListAsync<IdRow>(
            "select id from tenant.approvals where organisation_id = @organisation and state in ('pending', 'approved') and skill_id = any (@skills) order by id",
            new { organisation, skills = _skills }, cancellationToken)).ConvertAll(row => row.Id);

    private sealed record Rule(string OnLeaving, string? SuccessorUserId, string? SuccessorName, bool Usable);

    private sealed record SkillRow(string Id, string Name, string Outcome, int OpenStreams);

    private sealed record TokenRow(string Id, string Name, bool Scim);

    private sealed record GroupRow(string Id, string Name, bool Empty);

    private sealed record Left(bool Admin, bool Owner);

    private sealed record IdRow(string Id);
}
