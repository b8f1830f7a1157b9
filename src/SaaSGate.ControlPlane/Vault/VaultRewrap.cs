using System.Security.Cryptography;
using System.Xml.Linq;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Vault;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// Seals all that is sealed anew under the master key of now. Processes that know both keys go on meanwhile; it can be broken off and begun
/// again. What opens with neither key is counted and left as it is.
/// </summary>
public sealed class VaultRewrap(KeyVault vault, SealedValueStore values)
{
    /// <summary>Does it.</summary>
    /// <returns>How many envelopes are under the key of now that were not before, and how many open with neither.</returns>
    public async Task<(int Rewrapped, int Unopened)> RunAsync(CancellationToken cancellationToken)
    {
        var (rewrapped, unopened) = await RewrapProtectionKeysAsync(cancellationToken);
        // Envelopes of two columns may change places meanwhile: it is over when a whole pass finds none.
        while (true)
        {
            var (more, left) = await PassAsync(column => !IsKeystore(column), cancellationToken);
            rewrapped += more;
            if (more > 0)
                continue;
            unopened += left;
            break;
        }

        // The keystore goes over only when nothing is left behind that needs the key before.
        return unopened > 0 ? (rewrapped, unopened) : (rewrapped + (await PassAsync(IsKeystore, cancellationToken)).Rewrapped, 0);
    }

    private static bool IsKeystore(SealedColumn column) => column.Table == "platform.keystore";

    private async Task<(int Rewrapped, int Unopened)> PassAsync(Func<SealedColumn, bool> isMeant, CancellationToken cancellationToken)
    {
        var (rewrapped, unopened) = (0, 0);
        var organisations = await values.ListOrganisationsAsync(cancellationToken);
        foreach (var (column, purposeOf) in SealedPlaces.All.Where(place => isMeant(place.Column)))
            foreach (var organisation in column.IsOfTenants ? organisations : [""])
                foreach (var value in await values.ReadAsync(column, organisation, cancellationToken))
                    try
                    {
                        if (vault.Rewrap(purposeOf(organisation, value.Keys), value.Envelope) is { } anew && await values.ReplaceAsync(column, organisation, value, anew, cancellationToken))
                            rewrapped++;
                    }
                    catch (CryptographicException)
                    {
                        unopened++;
                    }
        return (rewrapped, unopened);
    }

    private async Task<(int Rewrapped, int Unopened)> RewrapProtectionKeysAsync(CancellationToken cancellationToken)
    {
        var (rewrapped, unopened) = (0, 0);
        foreach (var (name, xml) in await values.ReadProtectionKeysAsync(cancellationToken))
        {
            var key = XElement.Parse(xml);
            var changed = false;
            foreach (var box in key.Descendants("sealed").ToList())
            {
                try
                {
                    if (vault.Rewrap(VaultXmlEncryptor.Purpose, Convert.FromBase64String(box.Value)) is not { } anew)
                        continue;
                    box.Value = Convert.ToBase64String(anew);
                    changed = true;
                }
                catch (Exception unopenable) when (unopenable is CryptographicException or FormatException)
                {
                    unopened++;
                }
            }
            if (!changed)
                continue;
            await values.ReplaceProtectionKeyAsync(name, xml, key.ToString(SaveOptions.DisableFormatting), cancellationToken);
            rewrapped++;
        }
        return (rewrapped, unopened);
    }
}
