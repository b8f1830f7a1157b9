using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// The installation's key of Web Push, by which push services know that the same server speaks that a browser subscribed to. It follows from the master key:
/// there is nothing to keep, and a database that is restored beside its key file still reaches every browser.
/// </summary>
/// <remarks>RFC 8292. https://www.rfc-editor.org/rfc/rfc8292</remarks>
internal sealed class PushKey(KeyVault vault, IOptions<NotificationOptions> options, PortalLinks links, TimeProvider clock)
{
    private static readonly byte[] s_order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private ECParameters? _key;

    /// <summary>What browsers subscribe to: the public key, uncompressed, in base64url.</summary>
    public string Public => Base64Url.EncodeToString(PushEncryption.Uncompressed(Key.Q));

    /// <summary>The <c>Authorization</c> header for a push service.</summary>
    public string AuthorizationFor(Uri endpoint)
    {
        var head = Encode(new { typ = "JWT", alg = "ES256" });
        var body = Encode(new
        {
            aud = endpoint.GetLeftPart(UriPartial.Authority),
            exp = (clock.GetUtcNow() + Life).ToUnixTimeSeconds(),
            sub = options.Value.PushContact ?? links.Root.GetLeftPart(UriPartial.Authority),
        });
        using var signer = ECDsa.Create(Key);
        var signature = signer.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"vapid t={head}.{body}.{Base64Url.EncodeToString(signature)}, k={Public}";
    }

    private ECParameters Key => _key ??= Derive();

    /// <summary>The first derived number that is a scalar of the curve; that it is not happens once in 2^32.</summary>
    private ECParameters Derive()
    {
        for (var attempt = 0; ; attempt++)
        {
            var scalar = vault.DeriveKey(VaultPurpose.PushKey(attempt));
            if (scalar.AsSpan().SequenceCompareTo(s_order) >= 0 || scalar.AsSpan().IndexOfAnyExcept((byte)0) < 0)
                continue;
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            return key.ExportParameters(includePrivateParameters: true);
        }
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
