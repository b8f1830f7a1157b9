using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Policies;

/// <summary>How policies come into force. Asking for a second person begins at once; to end it takes two persons.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">The time.</param>
public sealed class PolicySettingsStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>The settings; those of the beginning where nobody set any.</summary>
    public Task<PolicySettings> GetAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => GetAsync(connection, cancellationToken), cancellationToken);

    /// <summary>Changes them.</summary>
    /// <returns>What became of it, and the settings now.</returns>
    public Task<(PolicyOutcome Outcome, PolicySettings Settings)> UpdateAsync(
        Id<Organisation> organisation, long expected, bool secondPerson, PolicyActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync("insert into tenant.policy_settings (organisation_id) values (tenant.current_organisation()) on conflict do nothing", null, cancellationToken);
            var row = (await connection.FirstAsync<Row>(
                "select second_person, off_asked_by, version from tenant.policy_settings where organisation_id = tenant.current_organisation() for update", null, cancellationToken))!;
            var outcome = row switch
            {
                _ when row.Version != expected => PolicyOutcome.Changed,
                { SecondPerson: true, OffAskedBy: null } when !secondPerson => PolicyOutcome.Asked,
                { SecondPerson: true } when !secondPerson && (row.OffAskedBy == actor.PersonId || !actor.SignedIn) => PolicyOutcome.AnotherPerson,
                _ => PolicyOutcome.Done,
            };
            if (outcome is PolicyOutcome.Done or PolicyOutcome.Asked)
            {
                var asked = outcome == PolicyOutcome.Asked ? actor.PersonId : null;
                await connection.RunAsync(
                    """
                    update tenant.policy_settings set second_person = @on, off_asked_by = @asked, off_asked_at = case when @asked is null then null else @now end, version = version + 1
                    where organisation_id = tenant.current_organisation()
                    """,
                    new { on = secondPerson || outcome == PolicyOutcome.Asked, asked, now = clock.GetUtcNow() }, cancellationToken);
                await connection.AuditAsync(
                    clock, actor.Actor, outcome == PolicyOutcome.Asked ? "policy.second_person_end_asked" : "policy.settings_changed", null, new { secondPerson }, cancellationToken);
            }

            return (outcome, await GetAsync(connection, cancellationToken));
        }, cancellationToken);
    }

    private static async Task<PolicySettings> GetAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => await connection.FirstAsync<PolicySettings>(
        $"""
        select second_person, {ActorNames.Of("s.off_asked_by")} as off_asked_by_name, version from tenant.policy_settings s where s.organisation_id = tenant.current_organisation()
        """,
        null, cancellationToken) ?? new(false, null, 1);

    private sealed record Row(bool SecondPerson, string? OffAskedBy, long Version);
}
