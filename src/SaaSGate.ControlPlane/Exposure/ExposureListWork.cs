using System.Security.Cryptography;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Looks a confirmed list up, from the value on at which it is: each step is a transaction, so nothing is looked up twice or left out.</summary>
internal sealed class ExposureListWork(ExposureListStore lists, ValueFingerprints fingerprints, KeyVault vault, LiveNotices notices)
{
    /// <summary>Returns when there is nothing more to do: it has run, or does not run any more.</summary>
    /// <exception cref="InvalidOperationException">No detector of the organisation finds the type any more: it may again, until the list runs out.</exception>
    public async Task RunAsync(Id<Organisation> organisation, Id<ExposureList> id, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(organisation, id, cancellationToken) is not { State: "running" } list)
            return;
        var fingerprint = await fingerprints.ForAsync(organisation, list.Type, cancellationToken) ?? throw new InvalidOperationException($"Nothing finds values of the type {list.Type} any more.");
        var purpose = VaultPurpose.ExposureList(organisation.Value, id.Value);
        while (await lists.StepAsync(organisation, id, (box, after) => Read(vault.Open(purpose, box), after, fingerprint), cancellationToken) is { } step)
            if (step.Event is { } ended)
                notices.FeedAdvanced(organisation.Value, ended);
    }

    private static List<ListedFingerprint> Read(byte[] plain, int after, Func<string, IReadOnlyList<byte[]>> fingerprint)
    {
        var values = JsonSerializer.Deserialize<string[]>(plain) ?? [];
        CryptographicOperations.ZeroMemory(plain);
        return [.. values.Skip(after).Take(ExposureListStore.ValuesAtOnce).SelectMany((value, i) => fingerprint(value).Select(print => new ListedFingerprint(after + i + 1, print)))];
    }
}
