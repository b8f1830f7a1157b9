using System.Buffers.Text;
using System.Security.Cryptography;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Proof;

/// <summary>A public key that signatures are checked with: ECDSA on P-256 with SHA-256, signatures of 64 bytes (r, s) as in JWS.</summary>
public sealed class PublicKey
{
    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private readonly ECParameters _parameters;

    private PublicKey(ECParameters parameters, DateTimeOffset? createdAt, DateTimeOffset? retiredAt)
    {
        _parameters = parameters;
        (CreatedAt, RetiredAt) = (createdAt, retiredAt);
        Id = Base64Url.EncodeToString(SHA256.HashData(CanonicalJson.Write(new CanonicalObject { { "crv", "P-256" }, { "kty", "EC" }, { "x", X }, { "y", Y } })));
    }

    /// <summary>Its thumbprint, RFC 7638.</summary>
    public string Id { get; }

    /// <summary>When it began to sign; null where that is not known.</summary>
    public DateTimeOffset? CreatedAt { get; }

    /// <summary>When it ceased to sign; null where it has not, or that is not known.</summary>
    public DateTimeOffset? RetiredAt { get; }

    /// <summary>The point's first coordinate, base64url.</summary>
    public string X => Base64Url.EncodeToString(_parameters.Q.X);

    /// <summary>The point's second coordinate, base64url.</summary>
    public string Y => Base64Url.EncodeToString(_parameters.Q.Y);

    /// <summary>From a SubjectPublicKeyInfo.</summary>
    /// <exception cref="CryptographicException">It is no public key on P-256.</exception>
    public static PublicKey Of(ReadOnlySpan<byte> subjectPublicKeyInfo, DateTimeOffset? createdAt = null, DateTimeOffset? retiredAt = null)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
            ? new(parameters, createdAt, retiredAt)
            : throw new CryptographicException("The key is not on P-256.");
    }

    /// <summary>From a point.</summary>
    /// <exception cref="CryptographicException">There is no such point on P-256.</exception>
    public static PublicKey Of(byte[] x, byte[] y, DateTimeOffset? createdAt, DateTimeOffset? retiredAt)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } };
        using var key = ECDsa.Create(parameters);
        return new(parameters, createdAt, retiredAt);
    }

    /// <summary>Whether this key made the signature.</summary>
    public bool Verifies(ReadOnlySpan<byte> document, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create(_parameters);
        return signature.Length == SignatureBytes && key.VerifyData(document, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Whether it signed at that time, as far as that is known.</summary>
    public bool SignedAt(DateTimeOffset at) => !(at < CreatedAt) && !(at > RetiredAt);
}
