using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Builds what one gateway sees of an organisation. Secrets are opened from the vault and sealed to that gateway's key.</summary>
internal sealed partial class TenantSnapshots(TenantViewStore views, FingerprintKeys fingerprints, KeyVault vault, ModelPrices prices, TokenViews tokens, ILogger<TenantSnapshots> logger)
{
    // Gateways take messages of twice this. One that they could not take would end the connection, and with it everyone's lease.
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Null when the organisation is gone, its keys do not open, or it is larger than a gateway takes: then its skills are unknown to the gateway, and refused.</summary>
    public async Task<TenantSnapshot?> BuildAsync(ViewDelta.Organisation organisation, GatewayIdentity gateway, CancellationToken cancellationToken)
    {
        // An id that is none ends no connection: others are served over it.
        var content = Id<Organisation>.TryParse(organisation.Id, out var id) ? await views.ReadAsync(id, gateway.RegionId, cancellationToken) : null;
        if (content is null || await SecretsOfAsync(content, id, cancellationToken) is not { } secrets)
            return null;
        var plain = secrets.ToByteArray();
        var snapshot = new TenantSnapshot
        {
            OrganisationId = organisation.Id,
            Version = (ulong)organisation.Version,
            Slug = content.Slug,
            SealedSecrets = ByteString.CopyFrom(SealedBox.Seal(gateway.SealingKey, plain, SealingContext.TenantSecrets(organisation.Id))),
            Skills = { content.Skills },
            Connections = { content.Connections.Select(connection => new ConnectionView { Id = connection.Id, Name = connection.Name, BaseUrl = connection.BaseUrl, CredentialKind = connection.CredentialKind }) },
            Policies = { content.Policies },
        };
        if (content.Uses is { } uses)
        {
            snapshot.Uses.Add(uses);
            snapshot.Prices.Add(prices.Told());
        }

        await tokens.AddToAsync(snapshot, content.Issuers, cancellationToken);
        CryptographicOperations.ZeroMemory(plain);
        if (snapshot.CalculateSize() <= MostBytes)
            return snapshot;
        Log.TooLarge(logger, content.OrganisationId, snapshot.CalculateSize());
        return null;
    }

    private async Task<TenantSecrets?> SecretsOfAsync(TenantContent content, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        try
        {
            var keys = OrganisationKeys.OpenedBy(vault, content.OrganisationId, content.KeysSealed);
            var secrets = new TenantSecrets
            {
                LabelKey = ByteString.CopyFrom(keys.Label),
                DigestKey = ByteString.CopyFrom(keys.Digest),
                SealKey = ByteString.CopyFrom(keys.Seal),
            };
            foreach (var (month, key) in await fingerprints.ThisAndNextAsync(organisation, cancellationToken))
                secrets.FingerprintKeys.Add(new MonthKey { Month = month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Key = ByteString.CopyFrom(key) });
            foreach (var connection in content.Connections)
                secrets.Credentials[connection.Id] = Encoding.UTF8.GetString(vault.Open(VaultPurpose.Credential(content.OrganisationId, connection.Id), connection.CredentialSealed));
            return secrets;
        }
        catch (CryptographicException sealedOtherwise)
        {
            Log.NotOpened(logger, content.OrganisationId, sealedOtherwise);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The view of {Organisation} has {Bytes} bytes, more than gateways take. They refuse its skills.")]
        public static partial void TooLarge(ILogger logger, string organisation, int bytes);

        [LoggerMessage(LogLevel.Error, "Keys or a credential of {Organisation} do not open with this master key. Its gateways refuse its skills.")]
        public static partial void NotOpened(ILogger logger, string organisation, Exception exception);
    }
}
