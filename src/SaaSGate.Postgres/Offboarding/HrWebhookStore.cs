using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>Where HR systems say who has left. A message is taken once, in the transaction of what it does: neither holds without the other.</summary>
/// <param name="tenants">The database.</param>
/// <param name="offboardings">What happens when somebody leaves.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class HrWebhookStore(TenantDatabase tenants, OffboardingStore offboardings, TimeProvider clock)
{
    /// <summary>How many an organisation may have.</summary>
    public const int Most = 20;

    private static readonly TimeSpan ReceiptLife = TimeSpan.FromHours(1);

    /// <summary>All of them, by name.</summary>
    public Task<List<HrWebhookView>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<HrWebhookView>(
            $"select w.id, w.name, w.created_at, {ActorNames.Of("w.created_by")} as created_by_name, w.last_used_at from tenant.hr_webhooks w where w.organisation_id = @organisation order by w.name",
            new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Whether one more fits.</summary>
    public Task<bool> HasRoomAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            "select count(*) < @most from tenant.hr_webhooks where organisation_id = @organisation", new { organisation = organisation.Value, most = (long)Most }, cancellationToken), cancellationToken);

    /// <summary>Makes one. False when the name is taken.</summary>
    public async Task<bool> CreateAsync(Id<Organisation> organisation, Id<HrWebhook> id, string name, byte[] secretSealed, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            await tenants.InTenantAsync(organisation, async connection =>
            {
                await connection.RunAsync(
                    "insert into tenant.hr_webhooks (organisation_id, id, name, secret_sealed, created_at, created_by) values (@organisation, @id, @name, @secretSealed, @now, @actor)",
                    new { organisation = organisation.Value, id = id.Value, name, secretSealed, now = clock.GetUtcNow(), actor = actor.Id }, cancellationToken);
                await connection.AuditAsync(clock, actor, "hr_webhook.created", id.Value, new { name }, cancellationToken);
            }, cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Removes one. False when there is none.</summary>
    public Task<bool> DeleteAsync(Id<Organisation> organisation, string id, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.RunAsync(
                "delete from tenant.hr_webhooks where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id }, cancellationToken) == 1;
            if (found)
                await connection.AuditAsync(clock, actor, "hr_webhook.deleted", id, null, cancellationToken);
            return found;
        }, cancellationToken);

    /// <summary>What its messages are signed with; null when there is none.</summary>
    public Task<HrWebhookSecret?> FindSecretAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<HrWebhookSecret>(
            "select name, secret_sealed from tenant.hr_webhooks where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id }, cancellationToken), cancellationToken);

    /// <summary>Takes a message whose signature was found right.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Where it came.</param>
    /// <param name="hash">SHA-256 by which the message is known should it come again.</param>
    /// <param name="person">Who left, by id, address, or the directory's name or id.</param>
    /// <param name="cause">Why.</param>
    /// <param name="actor">The webhook.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<HrOutcome> ReceiveAsync(
        Id<Organisation> organisation, string id, byte[] hash, string person, OffboardingCause cause, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, id, hash, now = clock.GetUtcNow(), old = clock.GetUtcNow() - ReceiptLife };
            await connection.RunAsync("delete from tenant.hr_receipts where organisation_id = @organisation and webhook_id = @id and at < @old", parameters, cancellationToken);
            // Before the message is taken: of somebody whom nobody knows yet it may come again.
            var userId = await People.FindAsync(connection, person, cancellationToken);
            if (userId is not null && await connection.RunAsync(
                "insert into tenant.hr_receipts (organisation_id, webhook_id, hash, at) values (@organisation, @id, @hash, @now) on conflict do nothing", parameters, cancellationToken) == 0)
                return new HrOutcome(true, null, null);
            await connection.RunAsync("update tenant.hr_webhooks set last_used_at = @now where organisation_id = @organisation and id = @id", parameters, cancellationToken);
            return new(false, userId, userId is null ? null : await offboardings.OffboardAsync(connection, organisation, userId, cause, actor, cancellationToken));
        }, cancellationToken);
}
