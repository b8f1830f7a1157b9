using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Reads history for evidence, all of it as it was at one moment.</summary>
/// <param name="tenants">The database.</param>
public sealed class EvidenceSource(TenantDatabase tenants)
{
    /// <summary>Plans what evidence holds, and lets it be read. Null, and nothing is read, when a deletion is newer than the last checkpoint: make one and come again.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="scope">What is wanted.</param>
    /// <param name="work">Reads. Gets null where nothing was recorded in the scope.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<T?> ReadAsync<T>(Id<Organisation> organisation, EvidenceScope scope, Func<EvidencePlan?, EvidenceReader, Task<T>> work, CancellationToken cancellationToken)
        where T : class =>
        tenants.InSnapshotAsync(organisation, async connection =>
        {
            var plan = await EvidencePlanning.MakeAsync(connection, organisation.Value, scope, cancellationToken);
            return plan is not null && await EvidencePlanning.IsOutdatedAsync(connection, organisation.Value, plan, cancellationToken)
                ? null
                : await work(plan, new(connection, organisation.Value));
        }, cancellationToken);
}
