using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// The keys of an organisation's fingerprints, one a month, each random and sealed by its own: when one is deleted, what it
/// made can be found no more.
/// </summary>
public sealed class FingerprintKeys(FingerprintKeyStore store, KeyVault vault, TimeProvider clock)
{
    private const int KeyBytes = 32;

    /// <summary>The keys of this month and the next, made where they are missing.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One does not open with this master key.</exception>
    public async Task<IReadOnlyList<(DateOnly Month, byte[] Key)>> ThisAndNextAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var (month, proposed) = Propose(organisation);
        await store.EnsureAsync(organisation, proposed, cancellationToken);
        return Opened(organisation, await store.ListAsync(organisation, month, cancellationToken));
    }

    /// <summary>Every key that is still kept; those of this month and the next are made where they are missing.</summary>
    public async Task<IReadOnlyList<byte[]>> KeptAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await store.EnsureAsync(organisation, Propose(organisation).Keys, cancellationToken);
        return [.. Opened(organisation, await store.ListAsync(organisation, DateOnly.MinValue, cancellationToken)).Select(key => key.Key)];
    }

    /// <summary>Makes next month's keys of all organisations and sends them to gateways, which would else use up the two they have.</summary>
    /// <returns>How many organisations were without.</returns>
    public async Task<int> MakeAheadAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var organisation in await store.ListServedAsync(cancellationToken))
            if (Id<Organisation>.TryParse(organisation, out var id) && await store.EnsureAsync(id, Propose(id).Keys, cancellationToken))
                made++;
        return made;
    }

    private (DateOnly Month, IReadOnlyList<SealedMonthKey> Keys) Propose(Id<Organisation> organisation)
    {
        var today = clock.GetUtcNow().UtcDateTime;
        var month = new DateOnly(today.Year, today.Month, 1);
        return (month, [Sealed(month), Sealed(month.AddMonths(1))]);

        SealedMonthKey Sealed(DateOnly of) => new(of, vault.Seal(VaultPurpose.FingerprintKey(organisation.Value, of), System.Security.Cryptography.RandomNumberGenerator.GetBytes(KeyBytes)));
    }

    private List<(DateOnly Month, byte[] Key)> Opened(Id<Organisation> organisation, IEnumerable<SealedMonthKey> keys) =>
        [.. keys.Select(key => (key.Month, vault.Open(VaultPurpose.FingerprintKey(organisation.Value, key.Month), key.KeySealed)))];
}
