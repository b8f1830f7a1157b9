using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>Reports of who left, and what an organisation wants to become of their skills.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class OffboardingReports(TenantDatabase tenants, TimeProvider clock)
{
    private const int MostDestinations = 100;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    private static readonly string Select = $"""
        select o.id, o.user_id, coalesce(m.display_name, o.user_id) as name, coalesce(m.email, '') as email, o.at, o.causes, o.report, o.sign_ins, o.exposure, o.returned_at,
            o.returned_by_name, exists (select from tenant.directory_users u where u.organisation_id = o.organisation_id and u.user_id = o.user_id and not u.active) as is_away_in_directory, (
                select count(*)::int from jsonb_array_elements(o.report -> 'skills') s
                join tenant.exchanges e on e.organisation_id = o.organisation_id and e.skill_id = s ->> 'id' and e.started_at between o.at - interval '1 day' and o.at
                    and e.ended_at >= o.at - interval '1 second' and e.outcome = 'cut') as streams_cut, {StopBatches.Columns}
        from tenant.offboardings o {StopBatches.Of("o", "lock_id")}
        left join tenant.members m on m.organisation_id = o.organisation_id and m.user_id = o.user_id
        where o.organisation_id = @organisation
        """;

    /// <summary>Who left, the last one first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="before">Only those with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<OffboardingView>> ListAsync(Id<Organisation> organisation, string? before, int limit, CancellationToken cancellationToken) =>
        (await tenants.InTenantAsync(organisation, connection => connection.ListAsync<Row>(
            $"{Select} and (@before is null or o.id < @before) order by o.id desc limit @limit",
            new { organisation = organisation.Value, before, limit }, cancellationToken), cancellationToken)).ConvertAll(row => row.ToView());

    /// <summary>One; null when it is not there.</summary>
    public async Task<OffboardingView?> FindAsync(Id<Organisation> organisation, Id<Contracts.Ids.Offboarding> id, CancellationToken cancellationToken) =>
        (await tenants.InTenantAsync(organisation, connection => connection.FirstAsync<Row>(
            $"{Select} and o.id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken), cancellationToken))?.ToView();

    /// <summary>A person by id, e-mail address, or the directory's name or id of them; null where nobody is meant, or it could be several.</summary>
    public Task<string?> FindPersonAsync(Id<Organisation> organisation, string text, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => People.FindAsync(connection, text, cancellationToken), cancellationToken);

    /// <summary>Whether somebody may be given skills.</summary>
    public Task<bool> MaySucceedAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            "select true from tenant.members where organisation_id = @organisation and user_id = @userId and status = 'active' and (roles <> '{}' or source <> 'local')",
            new { organisation = organisation.Value, userId }, cancellationToken), cancellationToken);

    /// <summary>Adds to a report what takes longer than stopping may: what the skills had seen in the month before, and how many sign-ins ended.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="signIns">Sign-ins that ended now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CompleteAsync(Id<Organisation> organisation, string id, int signIns, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var left = await connection.FirstAsync<Left>(
                "select at, array(select s ->> 'id' from jsonb_array_elements(report -> 'skills') s) as skills from tenant.offboardings where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id }, cancellationToken);
            if (left is null)
                return;
            var exposure = JsonSerializer.Serialize(await ExposureAsync(connection, organisation, left, cancellationToken), JsonSerializerOptions.Web);
            await connection.RunAsync(
                """
                update tenant.offboardings set exposure = @exposure::jsonb, sign_ins = coalesce(sign_ins, 0) + @signIns, completed_at = @now
                where organisation_id = @organisation and id = @id
                """, new { organisation = organisation.Value, id, exposure, signIns, now = clock.GetUtcNow() }, cancellationToken);
        }, cancellationToken);

    /// <summary>What becomes of a person's skills when they leave.</summary>
    public async Task<OffboardingRule> FindRuleAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        (await tenants.InTenantAsync(organisation, connection => connection.FirstAsync<RuleRow>(
            """
            select r.on_leaving, r.successor_user_id, m.display_name as successor_name, r.version from tenant.offboarding_rules r
            left join tenant.members m on m.organisation_id = r.organisation_id and m.user_id = r.successor_user_id where r.organisation_id = @organisation
            """, new { organisation = organisation.Value }, cancellationToken), cancellationToken))?.ToRule() ?? OffboardingRule.Default;

    /// <summary>Changes the rule where it still is what the author read.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="expected">The version that the author read; 0 where there was none.</param>
    /// <param name="onLeaving">revoke, suspend or reassign.</param>
    /// <param name="successor">Who gets the skills, checked already; null unless they are reassigned.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another change came first.</returns>
    public Task<bool> SaveRuleAsync(Id<Organisation> organisation, long expected, string onLeaving, string? successor, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var saved = await connection.RunAsync(
                """
                insert into tenant.offboarding_rules as r (organisation_id, on_leaving, successor_user_id, updated_at, updated_by)
                select @organisation, @onLeaving, @successor, @now, @actor where @expected = 0 or exists (select from tenant.offboarding_rules where organisation_id = @organisation)
                on conflict (organisation_id) do update set on_leaving = excluded.on_leaving, successor_user_id = excluded.successor_user_id, updated_at = excluded.updated_at,
                    updated_by = excluded.updated_by, version = r.version + 1
                where r.version = @expected
                """,
                new { organisation = organisation.Value, onLeaving, successor, expected, now = clock.GetUtcNow(), actor = actor.Id }, cancellationToken) == 1;
            if (saved)
                await connection.AuditAsync(clock, actor, "offboarding_rule.changed", organisation.Value, new { onLeaving, successor }, cancellationToken);
            return saved;
        }, cancellationToken);
    }

    private static async Task<OffboardingExposure> ExposureAsync(NpgsqlConnection connection, Id<Organisation> organisation, Left left, CancellationToken cancellationToken)
    {
        var parameters = new { organisation = organisation.Value, skills = left.Skills, since = left.At - Lately, until = left.At, most = MostDestinations };
        const string Exchanges = "tenant.exchanges e where e.organisation_id = @organisation and e.skill_id = any (@skills) and e.started_at between @since and @until";
        var types = await connection.ListAsync<ExposedType>(
            $"""
            select f.type, count(*)::int as findings, count(distinct f.label)::int as values from (select e.id, e.started_at from {Exchanges}) x
            join tenant.findings f on f.organisation_id = @organisation and f.exchange_id = x.id and f.started_at = x.started_at
            group by f.type order by 2 desc, 1
            """, parameters, cancellationToken);
        var sessions = await connection.ValueAsync<int>(
            $"""
            select count(distinct e.session_id)::int from {Exchanges} and exists (
                select from tenant.findings f where f.organisation_id = @organisation and f.exchange_id = e.id and f.started_at = e.started_at)
            """, parameters, cancellationToken);
        var hosts = await connection.ListAsync<HostRow>(
            $"""
            select distinct d.host from (select e.id, e.session_id from {Exchanges}) x
            join tenant.exchange_destinations d on d.organisation_id = @organisation and d.session_id = x.session_id and d.exchange_id = x.id
            where d.host <> '' order by 1 limit @most
            """, parameters, cancellationToken);
        return new(sessions, types, hosts.ConvertAll(row => row.Host));
    }

    private sealed record Left(DateTimeOffset At, IReadOnlyList<string> Skills);

    private sealed record HostRow(string Host);

    private sealed record RuleRow(string OnLeaving, string? SuccessorUserId, string? SuccessorName, long Version)
    {
        public OffboardingRule ToRule() => new(OnLeaving, SuccessorUserId is null ? null : new(SuccessorUserId, SuccessorName ?? SuccessorUserId), Version);
    }

    private sealed record Row(
        string Id, string UserId, string Name, string Email, DateTimeOffset At, JsonElement Causes, JsonElement Report, int? SignIns, JsonElement? Exposure,
        DateTimeOffset? ReturnedAt, string? ReturnedByName, bool IsAwayInDirectory, int StreamsCut, StopBatches Batches)
    {
        public OffboardingView ToView() => new()
        {
            Id = Id,
            Person = new(UserId, Name),
            Email = Email,
            IsAwayInDirectory = IsAwayInDirectory,
            At = At,
            State = ReturnedAt is null ? "left" : "returned",
            ReturnedAt = ReturnedAt,
            ReturnedByName = ReturnedByName,
            Causes = Causes.Deserialize<List<OffboardingCauseView>>(JsonSerializerOptions.Web)!,
            Report = Report.Deserialize<OffboardingReport>(JsonSerializerOptions.Web)!,
            SignIns = SignIns,
            StreamsCut = StreamsCut,
            Batches = Batches,
            Exposure = Exposure?.Deserialize<OffboardingExposure>(JsonSerializerOptions.Web),
        };
    }
}
