using System.Security.Cryptography;

namespace SaaSGate.Contracts.Proof;

/// <summary>A private key that signs checkpoints and evidence.</summary>
public sealed class Signer : IDisposable
{
    private readonly ECDsa _key;

    private Signer(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = Proof.PublicKey.Of(PublicKey).Id;
    }

    /// <summary>The key's id.</summary>
    public string KeyId { get; }

    /// <summary>Its public half, a SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; }

    /// <summary>A new key.</summary>
    public static Signer Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key that <see cref="Export"/> gave.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static Signer Import(ReadOnlySpan<byte> privateKey)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(privateKey, out _);
        return new(key);
    }

    /// <summary>The private key, PKCS #8. It is sealed before it is kept.</summary>
    public byte[] Export() => _key.ExportPkcs8PrivateKey();

    /// <summary>Signs: 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> document) => _key.SignData(document, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
