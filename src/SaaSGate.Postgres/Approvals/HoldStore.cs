using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Held requests as gateways and the clock move them: held, abandoned, consumed, run out.</summary>
/// <param name="tenants">The approvals.</param>
/// <param name="platform">Sees, of all organisations, which approvals are overdue.</param>
/// <param name="clock">Gives audit entries their ids.</param>
public sealed class HoldStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    private const string SameRequest = """
        organisation_id = @organisation and skill_id = @skill and digest = @digest and policy_id = @policy and policy_version = @version and rule = @rule
        and state in ('pending', 'approved')
        """;

    /// <summary>
    /// Keeps a hold, lists it for partners with a live grant, and tells all reviewers. Where the same request waits or was
    /// approved already, that approval counts; where the gateway only asks again, over a new connection, its own does.
    /// </summary>
    public Task<HoldResult> HoldAsync(HoldExchange hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return tenants.InTenantAsync(hold.Organisation, async connection =>
        {
            await StopOrder.BeforeHoldAsync(connection, cancellationToken);
            var asked = await connection.FirstAsync<Found>(
                "select id, state from tenant.approvals where organisation_id = @organisation and id = @proposed", KeyOf(hold), cancellationToken);
            if (asked is not null)
                return new HoldResult(asked.Id, ApprovalStates.Parse(asked.State), []);

            if (hold.EditOf is not null && await EditedAsync(connection, hold, cancellationToken) is { } before)
                return before;

            var overdue = await connection.ListAsync<Found>(
                $"select id, state from tenant.approvals where {SameRequest} and expires_at <= clock_timestamp() for update", KeyOf(hold), cancellationToken);
            var feeds = new List<FeedAppended>();
            foreach (var row in overdue)
                feeds.AddRange(await ExpireAsync(connection, row.Id, cancellationToken));
            feeds.AddRange(await ApprovalCancelling.CancelAsync(connection, clock, await VoidAsync(connection, hold, cancellationToken), Actor.System, cancellationToken));

            if (await InsertAsync(connection, hold, cancellationToken))
            {
                feeds.AddRange(await AnnounceAsync(connection, hold, cancellationToken));
                if (hold.EditOf is { } changed)
                    feeds.AddRange(await ReplaceAsync(connection, changed, hold.Proposed.Value, cancellationToken));
                var liked = await LikedAsync(connection, hold.Proposed.Value, cancellationToken);
                return new(hold.Proposed.Value, liked.Count > 0 ? ApprovalState.Approved : ApprovalState.Pending, [.. feeds, .. liked]);
            }

            // The caller waits here now, perhaps at another gateway than before.
            var live = await connection.FirstAsync<Found>(
                $"""
                update tenant.approvals set gateway_id = @gateway, exchange_id = @exchange, session_id = @session, abandoned_at = null
                where {SameRequest} returning id, state
                """, KeyOf(hold), cancellationToken);
            if (hold.EditOf is { } former && live is not null)
                feeds.AddRange(await ReplaceAsync(connection, former, live.Id, cancellationToken));
            return new(live?.Id, ApprovalStates.Parse(live?.State), feeds);
        }, cancellationToken);
    }

    /// <summary>The caller of a held exchange has gone. The approval stays: the same bytes sent again find it.</summary>
    public Task AbandonAsync(Id<Organisation> organisation, Id<Approval> approval, Id<Exchange> exchange, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            """
            update tenant.approvals set abandoned_at = now()
            where organisation_id = @organisation and id = @approval and exchange_id = @exchange and state in ('pending', 'approved')
            """,
            new { organisation = organisation.Value, approval = approval.Value, exchange = exchange.Value }, cancellationToken), cancellationToken);

    /// <summary>What a reviewer made of a held request is refused: its approval ends. Does nothing where it waits for no change, or at another gateway.</summary>
    public Task<IReadOnlyList<FeedAppended>> RefuseChangeAsync(Id<Organisation> organisation, Id<Approval> approval, string gatewayId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await connection.FirstAsync<Found>(
            "select id, state from tenant.approvals where organisation_id = @organisation and id = @approval and gateway_id = @gatewayId",
            new { organisation = organisation.Value, approval = approval.Value, gatewayId }, cancellationToken) is { } held
            ? await ReplaceAsync(connection, held.Id, null, cancellationToken)
            : [], cancellationToken);

    /// <summary>Lets one attempt send what was approved, by compare-and-set.</summary>
    public Task<ConsumeOutcome> ConsumeAsync(Consumption command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        return tenants.InTenantAsync(command.Organisation, async connection =>
        {
            var consumed = (await connection.FirstAsync<Consumed>(
                "select * from tenant.consume_approval(@approval, @digest, @policies::jsonb, @attempt, @exchange, @gateway, @audit)",
                new
                {
                    approval = command.Approval.Value,
                    digest = command.Digest,
                    policies = PolicyUses.Json(command.Policies),
                    attempt = command.Attempt,
                    exchange = command.Exchange.Value,
                    gateway = command.GatewayId,
                    audit = Id<AuditEntry>.New(clock).Value,
                },
                cancellationToken))!;
            return new ConsumeOutcome(consumed.Granted, ApprovalStates.Parse(consumed.State), consumed.Appended("ApprovalEnded", command.Approval.Value, clock));
        }, cancellationToken);
    }

    /// <summary>How an approval ended, for the gateway that waits; null when there is none.</summary>
    public Task<ApprovalDecision?> FindDecisionAsync(Id<Organisation> organisation, string approvalId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await connection.FirstAsync<Decision>(
            """
            select state, coalesce(decided_by_name, edits_by_name) as decided_by_name, note, case state when 'pending' then edits end as edits
            from tenant.approvals where organisation_id = @organisation and id = @approvalId
            """,
            new { organisation = organisation.Value, approvalId }, cancellationToken) is { } row
            ? new ApprovalDecision
            {
                OrganisationId = organisation.Value,
                ApprovalId = approvalId,
                State = ApprovalStates.Parse(row.State),
                DecidedBy = row.DecidedByName ?? "",
                Note = row.Note ?? "",
                Edits = { EditsOf(row.Edits) },
            }
            : null, cancellationToken);

    /// <summary>Approvals of all organisations whose time is up, those that ended first.</summary>
    public async Task<IReadOnlyList<OverdueApproval>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<OverdueApproval>(
            """
            select organisation_id, id from tenant.approvals
            where state in ('pending', 'approved') and expires_at <= now() order by expires_at limit @limit
            """, new { limit }, cancellationToken);
    }

    /// <summary>Approvals of all organisations about which others are to be asked now.</summary>
    public async Task<IReadOnlyList<OverdueApproval>> ListEscalatingAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<OverdueApproval>(
            """
            select organisation_id, id from tenant.approvals
            where state = 'pending' and escalated_at is null and escalate_at <= now() and expires_at > now() order by escalate_at limit @limit
            """, new { limit }, cancellationToken);
    }

    /// <summary>Asks others too; does nothing when somebody has decided, or they were asked already.</summary>
    public Task<IReadOnlyList<FeedAppended>> EscalateAsync(Id<Organisation> organisation, string approvalId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => TellAsync(
            connection, "ApprovalEscalated", approvalId, "select * from tenant.escalate_approval(@approvalId, @audit)", null, cancellationToken), cancellationToken);

    /// <summary>Ends an approval whose time is up; does nothing when it has ended otherwise.</summary>
    public Task<IReadOnlyList<FeedAppended>> ExpireAsync(Id<Organisation> organisation, string approvalId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => ExpireAsync(connection, approvalId, cancellationToken), cancellationToken);

    private Task<IReadOnlyList<FeedAppended>> ExpireAsync(NpgsqlConnection connection, string approvalId, CancellationToken cancellationToken) =>
        TellAsync(connection, "ApprovalEnded", approvalId, "select * from tenant.expire_approval(@approvalId, @audit)", null, cancellationToken);

    private Task<IReadOnlyList<FeedAppended>> ReplaceAsync(NpgsqlConnection connection, string approvalId, string? by, CancellationToken cancellationToken) =>
        TellAsync(connection, "ApprovalEnded", approvalId, "select * from tenant.replace_approval(@approvalId, @other, @audit)", by, cancellationToken);

    /// <summary>Approves what is like one of which somebody said so. Empty where nobody did.</summary>
    private Task<IReadOnlyList<FeedAppended>> LikedAsync(NpgsqlConnection connection, string approvalId, CancellationToken cancellationToken) =>
        TellAsync(connection, "ApprovalDecided", approvalId, "select * from tenant.approve_like(@approvalId, @audit)", null, cancellationToken);

    private async Task<IReadOnlyList<FeedAppended>> TellAsync(
        NpgsqlConnection connection, string kind, string approvalId, string sql, string? other, CancellationToken cancellationToken) =>
        (await connection.FirstAsync<Told>(sql, new { approvalId, other, audit = Id<AuditEntry>.New(clock).Value }, cancellationToken))!.Appended(kind, approvalId, clock);

    /// <summary>
    /// Null where the approval waits for these changes; else what is said of it instead: a changed request is held only for who asked for it, and
    /// one that is the same as before does not wait for itself.
    /// </summary>
    private static async Task<HoldResult?> EditedAsync(NpgsqlConnection connection, HoldExchange hold, CancellationToken cancellationToken) =>
        await connection.FirstAsync<Found>(
            """
            select id, case when edits_by is null then 'none' when state = 'pending' and digest = @digest then 'cancelled' else state end as state
            from tenant.approvals where organisation_id = @organisation and id = @editOf and skill_id = @skill for update
            """,
            new { organisation = hold.Organisation.Value, editOf = hold.EditOf, skill = hold.Skill.Value, digest = hold.Digest }, cancellationToken) switch
        {
            { State: "pending" } => null,
            { State: "denied" or "expired" or "cancelled" } ended => new HoldResult(ended.Id, ApprovalStates.Parse(ended.State), []),
            _ => new HoldResult(null, ApprovalState.Unspecified, []),
        };

    /// <summary>Approvals of the same request that were held under other policies than are in force: nobody can use them any more.</summary>
    private static async Task<IReadOnlyList<string>> VoidAsync(NpgsqlConnection connection, HoldExchange hold, CancellationToken cancellationToken) =>
    [
        .. (await connection.ListAsync<Found>(
            $"""
            select id, state from tenant.approvals a where {SameRequest} and a.policies <> @policies::jsonb
              and a.policies <> (select tenant.policies_for(s) from tenant.skills s where s.organisation_id = a.organisation_id and s.id = a.skill_id) for update
            """, KeyOf(hold), cancellationToken)).Select(row => row.Id),
    ];

    private static IEnumerable<TextEdit> EditsOf(JsonElement? edits) =>
        (edits?.Deserialize<List<RequestedEdit>>(JsonSerializerOptions.Web) ?? []).Select(edit => new TextEdit { Pointer = edit.Pointer, Text = edit.Text });

    /// <summary>False when the same request has a live approval, or the skill is stopped or not active.</summary>
    private static async Task<bool> InsertAsync(NpgsqlConnection connection, HoldExchange hold, CancellationToken cancellationToken) => await connection.RunAsync(
        """
        insert into tenant.approvals (organisation_id, id, exchange_id, session_id, skill_id, skill_name, owner_user_id, gateway_id, rule, policy_id, policy_version,
            severity, digest, view_digest, view, summary, created_at, expires_at, stage, edit_of, policies, summary_view, summary_digest, tool, destination,
            needed, reviewers, group_ids, roles, escalate_to, escalate_at, step_up, places)
        select @organisation, @proposed, @exchange, @session, s.id, s.name, s.owner_user_id, @gateway, @rule, @policy, @version,
            @severity, @digest, @viewDigest, @view, @summary, clock_timestamp(), clock_timestamp() + @timeout, @stage, @editOf, @policies::jsonb, @summaryView, sha256(@summaryView),
            @tool, @destination, @needed, @reviewers,
            array(select g.id from tenant.reviewer_groups g where g.organisation_id = @organisation and g.name = any (@reviewers) order by g.id),
            @roles, @escalateTo, clock_timestamp() + @escalateAfter, @stepUp, @places
        from tenant.skills s
        where s.organisation_id = @organisation and s.id = @skill and s.status = 'active' and not tenant.is_locked(s, @session)
        on conflict (organisation_id, skill_id, digest, policy_id, policy_version, rule) where state in ('pending', 'approved') do nothing
        """,
        new
        {
            organisation = hold.Organisation.Value,
            proposed = hold.Proposed.Value,
            exchange = hold.Exchange.Value,
            session = hold.Session.Value,
            skill = hold.Skill.Value,
            gateway = hold.GatewayId,
            rule = hold.Rule,
            policy = hold.PolicyId,
            version = hold.PolicyVersion,
            severity = hold.Severity,
            digest = hold.Digest,
            viewDigest = hold.ViewDigest,
            view = hold.View,
            summary = hold.Summary,
            timeout = hold.Timeout,
            stage = hold.Stage,
            editOf = hold.EditOf,
            policies = PolicyUses.Json(hold.Policies),
            summaryView = hold.SummaryView,
            tool = hold.Tool,
            destination = hold.Destination,
            needed = hold.Route.Approvals,
            reviewers = hold.Route.Reviewers.ToArray(),
            roles = hold.Route.Roles.ToArray(),
            escalateTo = hold.Route.EscalateTo.ToArray(),
            escalateAfter = hold.Route.EscalateAfter,
            stepUp = hold.Route.StepUp,
            places = hold.Places.ToArray(),
        },
        cancellationToken) == 1;

    private async Task<IReadOnlyList<FeedAppended>> AnnounceAsync(NpgsqlConnection connection, HoldExchange hold, CancellationToken cancellationToken)
    {
        await connection.RunAsync("select tenant.list_for_partners(@proposed, null)", KeyOf(hold), cancellationToken);
        await connection.AuditAsync(
            clock, new(hold.GatewayId, hold.GatewayId), "approval.requested", hold.Proposed.Value,
            new { skillId = hold.Skill.Value, exchangeId = hold.Exchange.Value, rule = hold.Rule, viewDigest = Convert.ToHexStringLower(hold.ViewDigest) }, cancellationToken);
        return (await connection.FirstAsync<Told>(
            """
            select f.* from tenant.approvals a cross join lateral tenant.append_approval_feed(a, 'ApprovalRequested') f
            where a.organisation_id = @organisation and a.id = @proposed
            """, KeyOf(hold), cancellationToken))!.Appended("ApprovalRequested", hold.Proposed.Value, clock);
    }

    private static object KeyOf(HoldExchange hold) => new
    {
        organisation = hold.Organisation.Value,
        proposed = hold.Proposed.Value,
        exchange = hold.Exchange.Value,
        session = hold.Session.Value,
        skill = hold.Skill.Value,
        gateway = hold.GatewayId,
        digest = hold.Digest,
        policy = hold.PolicyId,
        version = hold.PolicyVersion,
        rule = hold.Rule,
        policies = PolicyUses.Json(hold.Policies),
    };

    private sealed record Found(string Id, string State);

    private sealed record Decision(string State, string? DecidedByName, string? Note, JsonElement? Edits);

    private sealed record Consumed : ApprovalFeeds
    {
        public required bool Granted { get; init; }

        public required string? State { get; init; }
    }

    private sealed record Told : ApprovalFeeds;
}
