using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Tests.Identity;

/// <summary>An authenticator with one passkey, and the browser around it (WebAuthn Level 3): real keys, real signatures, and what a test wants to be wrong.</summary>
internal sealed class SoftAuthenticator(string origin, string domain) : IDisposable
{
    private const byte Present = 0x01, Verified = 0x04, Attested = 0x40;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _user = "";
    private uint _counter;

    /// <summary>The page's origin; another one is a phishing page.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>The domain that the passkey is for.</summary>
    public string Domain { get; set; } = domain;

    /// <summary>Whether the person showed that it is them.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Makes the passkey that options ask for.</summary>
    public JsonObject Create(JsonNode options)
    {
        _user = (string)options["user"]!["id"]!;
        var point = _key.ExportParameters(false).Q;
        // COSE (RFC 9053): {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}.
        byte[] key = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(Attested), .. new byte[16], 0, (byte)_id.Length, .. _id, .. key];
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}.
        byte[] attestation = [0xa3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xa0, .. Text("authData"), 0x58, (byte)data.Length, .. data];
        return Credential(new()
        {
            ["clientDataJSON"] = Encode(Client("webauthn.create", options)),
            ["attestationObject"] = Encode(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Signs what options ask for.</summary>
    public JsonObject Sign(JsonNode options)
    {
        var (client, data) = (Client("webauthn.get", options), Data(0));
        return Credential(new()
        {
            ["clientDataJSON"] = Encode(client),
            ["authenticatorData"] = Encode(data),
            ["signature"] = Encode(_key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = _user,
        });
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Encode(_id),
        ["rawId"] = Encode(_id),
        ["type"] = "public-key",
        ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(),
        ["authenticatorAttachment"] = "platform",
    };

    private byte[] Client(string type, JsonNode options) => Encoding.UTF8.GetBytes(
        new JsonObject { ["type"] = type, ["challenge"] = (string)options["challenge"]!, ["origin"] = Origin, ["crossOrigin"] = false }.ToJsonString());

    private byte[] Data(byte flags)
    {
        var counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(counter, ++_counter);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(Domain)), (byte)(Present | (Verifies ? Verified : 0) | flags), .. counter];
    }
}
