using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Link;

/// <summary>
/// The gateway's identity on disk: made at the first start by joining with a token, read at every later one, and made anew with
/// a new token when it was revoked. Private keys are in files that only this user can read.
/// </summary>
internal sealed class IdentityStore(GatewayOptions options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _path = Path.Combine(options.DataDirectory, "identity.json");

    /// <summary>Reads the identity, or joins.</summary>
    /// <exception cref="InvalidOperationException">There is no identity and no usable join token; the message says what to do.</exception>
    public async Task<GatewayIdentity> LoadOrJoinAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataDirectory);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(options.DataDirectory, OwnerOnly | UnixFileMode.UserExecute);
        var token = options.JoinToken is { Length: > 0 } text
            ? JoinToken.TryParse(text, out var parsed) ? parsed : throw new InvalidOperationException("The join token is not valid. Copy it whole from the control plane; it begins with sgj_.")
            : null;
        if (File.Exists(_path) && Read() is var kept && (token is null || kept.AuthoritySha256.AsSpan().SequenceEqual(token.Authority)))
        {
            var identity = ToIdentity(kept with { Address = token?.Address.AbsoluteUri ?? kept.Address });
            if (token is null || JoinToken.HashOf(token.Secret).AsSpan().SequenceEqual(kept.TokenSha256) || !await IsRevokedAsync(identity, cancellation))
                return identity;
        }

        if (token is null)
            throw new InvalidOperationException("This gateway has not joined a region yet. Start it once with --join TOKEN, with a token from the control plane.");
        var joined = await JoinAsync(token, cancellation);
        await WriteAsync(joined, cancellation);
        return ToIdentity(joined);
    }

    /// <summary>Whether the control plane shuts this identity out. When it cannot be asked the identity stays.</summary>
    private static async Task<bool> IsRevokedAsync(GatewayIdentity identity, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var channel = LinkChannels.Open(identity);
        using var call = new RegionBulk.RegionBulkClient(channel).Connect(cancellationToken: patience.Token);
        try
        {
            await call.RequestStream.WriteAsync(new BulkFromGateway { Hello = new BulkHello { SpoolId = "asks whether it is known" } }, patience.Token);
            await call.ResponseStream.MoveNext(patience.Token);
            return false;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode == StatusCode.PermissionDenied;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Kept> JoinAsync(JoinToken token, CancellationToken cancellation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var sealing = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=saasgate gateway", key, HashAlgorithmName.SHA256);
        using var channel = LinkChannels.OpenForJoin(token);
        var reply = await new RegionJoin.RegionJoinClient(channel).JoinAsync(
            new JoinRequest
            {
                Secret = token.Secret,
                Name = options.Name,
                CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()),
                SealingKey = ByteString.CopyFrom(sealing.ExportSubjectPublicKeyInfo()),
            },
            cancellationToken: cancellation);
        return new Kept(
            reply.GatewayId, reply.RegionId, token.Address.AbsoluteUri, reply.Certificate.ToByteArray(), key.ExportPkcs8PrivateKey(),
            reply.Authority.ToByteArray(), token.Authority, sealing.ExportPkcs8PrivateKey(), JoinToken.HashOf(token.Secret));
    }

    private Kept Read() => JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(_path))
        ?? throw new InvalidOperationException($"{_path} is empty. Delete it and join again with --join TOKEN.");

    private async Task WriteAsync(Kept kept, CancellationToken cancellation)
    {
        var partial = _path + ".new";
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        await using (var file = new FileStream(partial, create))
        {
            await JsonSerializer.SerializeAsync(file, kept, cancellationToken: cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, _path, overwrite: true);
    }

    private static GatewayIdentity ToIdentity(Kept kept)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(kept.CertificateKey, out _);
        var sealing = ECDiffieHellman.Create();
        sealing.ImportPkcs8PrivateKey(kept.SealingKey, out _);
        using var certificate = X509CertificateLoader.LoadCertificate(kept.Certificate);
        return new GatewayIdentity(
            kept.GatewayId, kept.RegionId, new Uri(kept.Address), certificate.CopyWithPrivateKey(key), X509CertificateLoader.LoadCertificate(kept.Authority), sealing);
    }

    private sealed record Kept(
        string GatewayId, string RegionId, string Address, byte[] Certificate, byte[] CertificateKey, byte[] Authority, byte[] AuthoritySha256, byte[] SealingKey,
        byte[] TokenSha256);
}
